/** Real private keys of every type, new in each run, in the forms that programs write. */
import { createECDH, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface Key {
  readonly what: string;
  readonly name: string;
  readonly content: string | Uint8Array;
  /** Letters or bytes that only the secret has. */
  readonly secret: string;
}

const word = (bytes: string | Uint8Array) => {
  const body = Buffer.from(bytes as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
};
const wrapped = (base64: string, width = 64) => (base64.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join('\n');
const middleOf = (pem: string) => (pem.split('\n')[2] ?? '').slice(0, 40) || (pem.split('\n')[1] ?? '').slice(20, 60);

/** Seed and public part of an Ed25519 key. */
function parts(key: KeyObject): { seed: Buffer; point: Buffer } {
  const { d, x } = key.export({ format: 'jwk' });
  return { seed: Buffer.from(d ?? '', 'base64url'), point: Buffer.from(x ?? '', 'base64url') };
}

/** As `ssh-keygen` writes it, without a passphrase. */
function openSsh(key: KeyObject): string {
  const { seed, point } = parts(key);
  const open = Buffer.concat([word('ssh-ed25519'), word(point)]);
  const check = Buffer.from([1, 2, 3, 4, 1, 2, 3, 4]);
  const inner = Buffer.concat([check, open, word(Buffer.concat([seed, point])), word('me@acme')]);
  const padded = Buffer.concat([
    inner,
    Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]).subarray(0, (8 - (inner.length % 8)) % 8),
  ]);
  const head = [Buffer.from('openssh-key-v1\0'), word('none'), word('none'), word(''), Buffer.from([0, 0, 0, 1])];
  const body = Buffer.concat([...head, word(open), word(padded)]).toString('base64');
  return `-----BEGIN OPENSSH ${'PRIVATE'} KEY-----\n${wrapped(body, 70)}\n-----END OPENSSH ${'PRIVATE'} KEY-----\n`;
}

/** As PuTTY writes it. */
function putty(key: KeyObject): string {
  const { seed, point } = parts(key);
  const open = wrapped(Buffer.concat([word('ssh-ed25519'), word(point)]).toString('base64'));
  const own = word(seed).toString('base64');
  const mac = Buffer.alloc(32, 7).toString('hex');
  return `PuTTY-User-Key-${'File'}-3: ssh-ed25519\nEncryption: none\nComment: me@acme\nPublic-Lines: 2\n${open}\nPrivate-Lines: 1\n${own}\nPrivate-MAC: ${mac}\n`;
}

/** Every form. Making the long ones takes a moment. */
export function makeKeys(): Key[] {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).privateKey;
  const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
  const ed25519 = () => generateKeyPairSync('ed25519').privateKey;
  const pem = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1', more: object = {}) =>
    String(key.export({ format: 'pem', type, ...more } as never));
  const keys: [what: string, name: string, content: string][] = [
    ['RSA key, PKCS#1', 'server.key', pem(rsa, 'pkcs1')],
    ['RSA key, PKCS#8', 'tls.pem', pem(rsa, 'pkcs8')],
    ['DSA key', 'old.pem', pem(dsa, 'pkcs8')],
    ['EC key, SEC1', 'ec.pem', pem(ec('P-256'), 'sec1')],
    ['EC key, PKCS#8', 'ec8.pem', pem(ec('P-384'), 'pkcs8')],
    ['EC key, P-521', 'ec521.pem', pem(ec('P-521'), 'sec1')],
    ['Ed25519 key', 'jwt-signing', pem(ed25519(), 'pkcs8')],
    ['Ed448 key', 'ed448.pem', pem(generateKeyPairSync('ed448').privateKey, 'pkcs8')],
    ['X25519 key', 'x25519.pem', pem(generateKeyPairSync('x25519').privateKey, 'pkcs8')],
    ['encrypted PKCS#8', 'enc.pem', pem(rsa, 'pkcs8', { cipher: 'aes-256-cbc', passphrase: 'x' })],
    ['encrypted PKCS#1', 'enc1.pem', pem(rsa, 'pkcs1', { cipher: 'aes-128-cbc', passphrase: 'x' })],
    ['OpenSSH key', 'id_ed25519', openSsh(ed25519())],
    ['PuTTY key', 'login.ppk', putty(ed25519())],
  ];
  const texts = keys.map(([what, name, content]): Key => {
    const secret = what === 'PuTTY key' ? (/Private-Lines: 1\n(\S+)/.exec(content)?.[1] ?? '') : middleOf(content);
    return { what, name, content, secret };
  });
  const der = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1') =>
    key.export({ format: 'der', type } as never) as never;
  const binary: [what: string, name: string, content: Uint8Array][] = [
    ['RSA key, DER', 'signing.der', der(rsa, 'pkcs8')],
    ['RSA key, DER of PKCS#1', 'signing1.der', der(rsa, 'pkcs1')],
    ['EC key, DER', 'ec.der', der(ec('P-256'), 'sec1')],
  ];
  return [
    ...texts,
    ...binary.map(([what, name, content]) => ({
      what,
      name,
      content,
      secret: Buffer.from(content).subarray(40, 70).toString('base64'),
    })),
  ];
}

/** Public parts, which are no secrets. */
export function makePublic(): { what: string; name: string; content: string }[] {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
  const ed = generateKeyPairSync('ed25519').publicKey;
  const ecdh = createECDH('prime256v1');
  ecdh.generateKeys();
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
  const pem = (key: KeyObject, type: 'spki' | 'pkcs1') => String(key.export({ format: 'pem', type } as never));
  const { x } = ed.export({ format: 'jwk' });
  const ssh = Buffer.concat([word('ssh-ed25519'), word(Buffer.from(x ?? '', 'base64url'))]).toString('base64');
  return [
    { what: 'public key', name: 'rsa.pub.pem', content: pem(rsa, 'spki') },
    { what: 'public key', name: 'rsa1.pub.pem', content: pem(rsa, 'pkcs1') },
    { what: 'public key', name: 'ed.pub.pem', content: pem(ed, 'spki') },
    { what: 'public key', name: 'ec.pub.pem', content: pem(ec, 'spki') },
    { what: 'public key', name: 'ec.hex', content: ecdh.getPublicKey('hex') },
    { what: 'SSH public key', name: 'id_ed25519.pub', content: `ssh-ed25519 ${ssh} me@acme\n` },
    { what: 'SSH known_hosts', name: 'known_hosts', content: `git.acme.io,10.0.0.7 ssh-ed25519 ${ssh}\n` },
    { what: 'SSH authorized_keys', name: 'authorized_keys', content: `no-pty ssh-ed25519 ${ssh} bot\n` },
  ];
}

/** Is a PEM text a key that can be read? For the tests of this file. */
export function isKey(content: string): boolean {
  try {
    return createPrivateKey(content).type === 'private';
  } catch {
    return false;
  }
}
