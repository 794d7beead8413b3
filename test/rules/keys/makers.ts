/** Makes private keys of every format that is known, and files like them that hold none. No key stands in the repository. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';

const lock = { cipher: 'aes-256-cbc', passphrase: 'x' } as const;
export const rsa: KeyObject = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
export const ec: KeyObject = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
export const ed: KeyObject = generateKeyPairSync('ed25519').privateKey;
const dsa = generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 }).privateKey;

/** Bytes that look random and are the same in every run. */
export function noise(length: number, seed = 'noise'): Buffer {
  const parts: Buffer[] = [];
  for (let i = 0; i * 32 < length; i++) parts.push(createHash('sha256').update(`${seed}${i}`).digest());
  return Buffer.concat(parts).subarray(0, length);
}

export const number = (value: number, width: 1 | 2 | 4): Buffer => {
  const bytes = Buffer.alloc(width);
  bytes.writeUIntBE(value, 0, width);
  return bytes;
};
const counted = (value: Buffer | string, width: 1 | 2 | 4): Buffer =>
  Buffer.concat([number(value.length, width), Buffer.from(value)]);
const wrapped = (bytes: Buffer): string => (bytes.toString('base64').match(/.{1,64}/g) ?? []).join('\n');
export const framed = (name: string, body: string): string =>
  `-----BEGIN ${name}-----\n${body}\n-----END ${name}-----\n`;

/** The numbers of a key, as JWK tells them. */
function seed(): Buffer {
  return Buffer.from(ed.export({ format: 'jwk' }).d ?? '', 'base64url');
}

export function openssh(cipher: string, type = 'ssh-ed25519'): string {
  const open = Buffer.concat([counted(type, 4), counted(noise(32), 4)]);
  const secret = Buffer.concat([noise(8), counted(type, 4), counted(noise(32), 4), counted(seed(), 4), noise(16)]);
  const head = [Buffer.from('openssh-key-v1\0'), counted(cipher, 4), counted(cipher === 'none' ? 'none' : 'bcrypt', 4)];
  return framed(
    'OPENSSH PRIVATE KEY',
    wrapped(Buffer.concat([...head, counted('', 4), number(1, 4), counted(open, 4), counted(secret, 4)])),
  );
}

export function putty(version: 2 | 3, encryption: string): string {
  return [
    `PuTTY-User-Key-File-${version}: ssh-ed25519`,
    `Encryption: ${encryption}`,
    'Comment: x',
    'Public-Lines: 2',
    wrapped(Buffer.concat([counted('ssh-ed25519', 4), counted(noise(32), 4)])),
    'Private-Lines: 1',
    wrapped(counted(seed(), 4)),
    `Private-MAC: ${noise(20).toString('hex')}`,
    '',
  ].join('\r\n');
}

const der = (tag: number, ...parts: Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const length =
    content.length < 128 ? number(content.length, 1) : Buffer.concat([Buffer.of(0x82), number(content.length, 2)]);
  return Buffer.concat([Buffer.of(tag), length, content]);
};
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const sequence = (...parts: Buffer[]): Buffer => der(0x30, ...parts);
const data = (...bags: Buffer[]): Buffer =>
  sequence(oid('2a864886f70d010701'), der(0xa0, der(0x04, sequence(...bags))));
const certificateBag = (): Buffer => sequence(oid('2a864886f70d010c0a0103'), der(0xa0, sequence(noise(300))));

/** PKCS#12 with a certificate and, if it is given, a key. */
export function pfx(key?: 'plain' | 'shrouded'): Buffer {
  const bag =
    key === 'plain'
      ? sequence(oid('2a864886f70d010c0a0101'), der(0xa0, ec.export({ type: 'pkcs8', format: 'der' })))
      : sequence(oid('2a864886f70d010c0a0102'), der(0xa0, ec.export({ type: 'pkcs8', format: 'der', ...lock })));
  const parts = [data(certificateBag()), ...(key === undefined ? [] : [data(bag)])];
  const authenticated = sequence(oid('2a864886f70d010701'), der(0xa0, der(0x04, sequence(...parts))));
  return sequence(der(0x02, Buffer.of(3)), authenticated);
}

/** A store of Java: a trusted certificate, and a key behind it. */
export function javaStore(magic: number, withKey: boolean): Buffer {
  const text = (value: string): Buffer => counted(value, 2);
  const certificate = [number(2, 4), text('ca'), noise(8), text('X.509'), counted(noise(700), 4)];
  const key = [number(1, 4), text('app'), noise(8), counted(noise(400), 4), number(0, 4)];
  const entries = withKey ? [...certificate, ...key] : certificate;
  return Buffer.concat([number(magic, 4), number(2, 4), number(withKey ? 2 : 1, 4), ...entries, noise(20)]);
}

const mpi = (bytes: Buffer): Buffer =>
  Buffer.concat([number(bytes.length * 8 - Math.clz32(bytes[0] ?? 1) + 24, 2), bytes]);

/** Packets of OpenPGP: an Ed25519 key, its name, and an RSA subkey. */
export function pgp(guard: 'none' | 'passphrase' | 'stub'): Buffer {
  const point = mpi(Buffer.concat([Buffer.of(0x40), noise(32)]));
  const curve = counted(Buffer.from('2b06010401da470f01', 'hex'), 1);
  const secret = {
    none: [Buffer.of(0), mpi(Buffer.concat([Buffer.of(0x7f), noise(31, 'k')])), noise(2)],
    passphrase: [Buffer.of(254, 9, 3, 8), noise(8), Buffer.of(96), noise(70)],
    stub: [Buffer.of(255, 0, 101, 0), Buffer.from('GNU'), Buffer.of(1)],
  }[guard];
  const packet = (tag: number, ...body: Buffer[]): Buffer =>
    Buffer.concat([Buffer.of(0x80 | (tag << 2) | 1), counted(Buffer.concat(body), 2)]);
  const head = [Buffer.of(4), noise(4)];
  return Buffer.concat([
    packet(5, ...head, Buffer.of(22), curve, point, ...secret),
    packet(13, Buffer.from('Someone <someone@acme.io>')),
    packet(
      7,
      ...head,
      Buffer.of(1),
      mpi(Buffer.concat([Buffer.of(0x9f), noise(255)])),
      mpi(Buffer.of(1, 0, 1)),
      ...secret,
    ),
  ]);
}
export const armored = (bytes: Buffer): string =>
  framed('PGP PRIVATE KEY BLOCK', `Version: 1\n\n${wrapped(bytes)}\n=abcd`);

/** A keytab with a hole in front of its key. */
export function keytab(): Buffer {
  const entry = Buffer.concat([
    number(2, 2),
    ...['ACME.IO', 'HTTP', 'web.acme.io'].map(part => counted(part, 2)),
    ...[number(1, 4), number(1_700_000_000, 4), number(2, 1), number(18, 2), counted(noise(32), 2)],
  ]);
  return Buffer.concat([number(0x0502, 2), number(0x1_0000_0000 - 8, 4), noise(8), counted(entry, 4)]);
}

export const wireguard = (key = noise(32, 'wg').toString('base64')): string =>
  `[Interface]\nAddress = 10.0.0.1/24\nPrivateKey = ${key}\n`;
const signing = (comment: string, bytes: Buffer): string =>
  `untrusted comment: ${comment}\n${bytes.toString('base64')}\n`;
export const minisign = (kdf: string): string =>
  signing('minisign secret key', Buffer.concat([Buffer.from(`Ed${kdf}B2`), noise(152)]));
export const signify = (rounds: number): string =>
  signing('signify secret key', Buffer.concat([Buffer.from('EdBK'), number(rounds, 4), noise(96)]));
export const gnupg = (type: string): string =>
  `(${type.length}:${type}(3:rsa(1:n257:${noise(200).toString('latin1')})(1:e3:\x01\x00\x01)))`;
const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1', locked = false): string =>
  key.export({ type: type as 'pkcs8', format: 'pem', ...(locked ? lock : {}) }) as string;
/** What OpenSSL calls the traditional form. */
function oldDsa(): string {
  const parts = noise(256, 'p');
  const numbers = [parts, noise(32, 'q'), noise(256, 'g'), noise(256, 'y'), noise(32, 'x')];
  const unsigned = numbers.map(bytes => der(0x02, Buffer.concat([Buffer.of(0), bytes])));
  return framed('DSA PRIVATE KEY', wrapped(sequence(der(0x02, Buffer.of(0)), ...unsigned)));
}
const pkcs8Of = (type: 'ed448' | 'x25519' | 'x448'): string =>
  pem(generateKeyPairSync(type as 'ed448').privateKey, 'pkcs8');

export interface Sample {
  readonly name: string;
  readonly bytes: Buffer;
  readonly kind: string;
  readonly encrypted: boolean;
}
const sample = (name: string, content: string | Buffer, kind: string, encrypted = false): Sample => ({
  name,
  bytes: typeof content === 'string' ? bytesOf(content) : content,
  kind,
  encrypted,
});

/** Keys in frames, which may stand anywhere in a text. */
export const FRAMED: readonly Sample[] = [
  sample('PKCS#8 RSA', pem(rsa, 'pkcs8'), 'RSA private key'),
  sample('PKCS#8 EC', pem(ec, 'pkcs8'), 'EC private key'),
  sample('PKCS#8 DSA', pem(dsa, 'pkcs8'), 'DSA private key'),
  sample('PKCS#8 Ed25519', pem(ed, 'pkcs8'), 'Ed25519 private key'),
  sample('PKCS#8 Ed448', pkcs8Of('ed448'), 'Ed448 private key'),
  sample('PKCS#8 X25519', pkcs8Of('x25519'), 'X25519 private key'),
  sample('PKCS#8 X448', pkcs8Of('x448'), 'X448 private key'),
  sample('encrypted PKCS#8', pem(ec, 'pkcs8', true), 'private key', true),
  sample('PKCS#1', pem(rsa, 'pkcs1'), 'RSA private key'),
  sample('encrypted PKCS#1', pem(rsa, 'pkcs1', true), 'RSA private key', true),
  sample('SEC1', pem(ec, 'sec1'), 'EC private key'),
  sample('encrypted SEC1', pem(ec, 'sec1', true), 'EC private key', true),
  sample('DSA', oldDsa(), 'DSA private key'),
  sample('OpenSSH', openssh('none'), 'OpenSSH private key'),
  sample('encrypted OpenSSH', openssh('aes256-ctr'), 'OpenSSH private key', true),
  sample('OpenPGP', armored(pgp('none')), 'PGP private key'),
  sample('encrypted OpenPGP', armored(pgp('passphrase')), 'PGP private key', true),
];

/** Files that are one key or a store. */
export const WHOLE: readonly Sample[] = [
  sample('DER PKCS#8', ed.export({ type: 'pkcs8', format: 'der' }), 'Ed25519 private key'),
  sample('DER PKCS#1', rsa.export({ type: 'pkcs1', format: 'der' }), 'RSA private key'),
  sample('DER SEC1', ec.export({ type: 'sec1', format: 'der' }), 'EC private key'),
  sample('DER encrypted', rsa.export({ type: 'pkcs8', format: 'der', ...lock }), 'private key', true),
  sample('PKCS#12', pfx('shrouded'), 'private key in a PKCS#12 store', true),
  sample('open PKCS#12', pfx('plain'), 'private key in a PKCS#12 store'),
  sample('JKS', javaStore(0xfeedfeed, true), 'private key in a JKS store', true),
  sample('JCEKS', javaStore(0xcececece, true), 'private key in a JCEKS store', true),
  sample('PuTTY 2', putty(2, 'none'), 'PuTTY private key'),
  sample('PuTTY 3', putty(3, 'none'), 'PuTTY private key'),
  sample('encrypted PuTTY', putty(3, 'aes256-cbc'), 'PuTTY private key', true),
  sample('OpenPGP keyring', pgp('none'), 'PGP private key'),
  sample('encrypted keyring', pgp('passphrase'), 'PGP private key', true),
  sample('GnuPG', gnupg('private-key'), 'GnuPG private key'),
  sample('encrypted GnuPG', gnupg('protected-private-key'), 'GnuPG private key', true),
  sample('keytab', keytab(), 'Kerberos key'),
  sample('WireGuard', wireguard(), 'WireGuard key'),
  sample('minisign', minisign('\0\0'), 'minisign secret key'),
  sample('encrypted minisign', minisign('Sc'), 'minisign secret key', true),
  sample('signify', signify(0), 'signify secret key'),
  sample('encrypted signify', signify(42), 'signify secret key', true),
];

const certificate = framed('CERTIFICATE', wrapped(sequence(sequence(noise(400)), noise(100))));
/** Files like those without a key. */
export const NO_KEYS: readonly (readonly [name: string, bytes: Buffer])[] = [
  ['a frame around dots', bytesOf(framed('PRIVATE KEY', '...'))],
  ['a frame around one letter', bytesOf(framed('PRIVATE KEY', 'A'.repeat(200)))],
  ['a frame around noise', bytesOf(framed('RSA PRIVATE KEY', wrapped(noise(600))))],
  [
    'a frame around a public key',
    bytesOf(framed('PRIVATE KEY', wrapped(sequence(sequence(oid('2b6570')), der(0x03, noise(33)))))),
  ],
  ['only the frame', bytesOf('if "-----BEGIN PRIVATE KEY-----" in text:\n')],
  ['a key that is cut short', bytesOf(`${pem(rsa, 'pkcs8').slice(0, 300)}\n...\n`)],
  ['a certificate', bytesOf(certificate)],
  [
    'parameters of Diffie-Hellman',
    bytesOf(framed('DH PARAMETERS', wrapped(sequence(der(0x02, noise(256)), der(0x02, Buffer.of(2)))))),
  ],
  ['a certificate in DER', sequence(sequence(noise(400)), noise(100))],
  ['a public key in DER', sequence(sequence(oid('2b6570')), der(0x03, noise(33)))],
  ['a key of a security token', bytesOf(openssh('none', 'sk-ssh-ed25519@openssh.com'))],
  ['a PKCS#12 store of certificates', pfx()],
  ['a JKS store of certificates', javaStore(0xfeedfeed, false)],
  ['a class of Java', Buffer.concat([number(0xcafebabe, 4), noise(200)])],
  ['a stub of OpenPGP', pgp('stub')],
  ['a key on a card', bytesOf(gnupg('shadowed-private-key'))],
  ['an empty keytab', Buffer.from([5, 2])],
  ['a template of WireGuard', bytesOf(wireguard('<key>'))],
  ['a public key of WireGuard', bytesOf(`[Peer]\nPublicKey = ${noise(32).toString('base64')}\n`)],
  ['a public key of minisign', bytesOf(`untrusted comment: minisign public key\n${noise(42).toString('base64')}\n`)],
  ['an Ansible vault', bytesOf(`$ANSIBLE_VAULT;1.1;AES256\n${noise(160).toString('hex')}\n`)],
];
