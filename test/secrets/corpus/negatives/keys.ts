/** Public parts of keys, signatures and certificates. */
import { makePublic } from '../keys.js';
import type { Random } from '../random.js';
import { type Harmless, kind, lines } from './shape.js';

const armour = (name: string, body: string) =>
  `-----BEGIN ${name}-----\n\n${(body.match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${name}-----\n`;
/** A frame of DER: a sequence with something in it. */
const der = (r: Random, length: number) =>
  Buffer.concat([Buffer.from([0x30, 0x82, length >> 8, length & 255]), r.bytes(length)]).toString('base64');

/** Made anew in each run, for the keys are real. */
export const publicKeys = (): readonly Harmless[] => [
  ...makePublic().map(({ what, name, content }) => kind(what, name, 5, () => content)),
  kind('certificate', 'server.crt', 30, r => armour('CERTIFICATE', der(r, 900)).replace('\n\n', '\n')),
  kind('bundle of certificates', 'ca-bundle.pem', 15, r =>
    Array.from({ length: 12 }, () => armour('CERTIFICATE', der(r, 800)).replace('\n\n', '\n')).join(''),
  ),
  kind('certificate request', 'server.csr', 15, r => armour('CERTIFICATE REQUEST', der(r, 600)).replace('\n\n', '\n')),
  kind('Diffie-Hellman parameters', 'dhparam.pem', 15, r => armour('DH PARAMETERS', der(r, 260)).replace('\n\n', '\n')),
  kind('revocation list', 'crl.pem', 10, r => armour('X509 CRL', der(r, 300)).replace('\n\n', '\n')),
  kind('PGP public key', 'KEYS', 20, r => armour('PGP PUBLIC KEY BLOCK', r.base64(800))),
  kind('PGP signature', 'release.asc', 20, r => armour('PGP SIGNATURE', r.base64(400))),
  kind('PGP message', 'mail.asc', 10, r => armour('PGP MESSAGE', r.base64(400))),
  kind('certificate, DER', 'ca.der', 10, r => Buffer.from(der(r, 700), 'base64')),
  kind(
    'minisign signature',
    'app.minisig',
    10,
    r =>
      `untrusted comment: signature from minisign secret key\n${r.base64(74)}\ntrusted comment: timestamp:1700000000\n${r.base64(64)}\n`,
  ),
  kind('WireGuard peer', 'peers.conf', 15, r =>
    lines(4, at => `[Peer]\nPublicKey = ${r.base64(32)}\nAllowedIPs = 10.0.0.${at}/32\n`),
  ),
  kind(
    'program that reads keys',
    'load.py',
    10,
    () =>
      `def is_key(text):\n    return text.startswith("-----BEGIN ${'RSA PRIVATE'} KEY-----") and "-----END ${'RSA PRIVATE'} KEY-----" in text\n`,
  ),
  kind(
    'prose about keys',
    'guide.md',
    10,
    () => `Paste your key:\n\n    -----BEGIN ${'PRIVATE'} KEY-----\n    ...\n    -----END ${'PRIVATE'} KEY-----\n`,
  ),
  kind(
    'placeholder for a key',
    'values.yaml',
    10,
    r =>
      `tls:\n  key: |\n    -----BEGIN ${'PRIVATE'} KEY-----\n    ${r.pick(['<your key here>', 'REPLACE_ME', 'xxxxxxxxxxxxxxxxxxxxxxxx'])}\n    -----END ${'PRIVATE'} KEY-----\n`,
  ),
];
