/** Frames of private keys, and texts about them. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { privateKeysIn } from '../../rules/_share/private-keys.js';

const cipher = { cipher: 'aes-256-cbc', passphrase: 'x' } as const;
const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed = generateKeyPairSync('ed25519').privateKey;
const framed = (name: string, body: string): string => `-----BEGIN ${name}-----\n${body}\n-----END ${name}-----\n`;
const openssh = (cipherName: string): string =>
  framed(
    'OPENSSH PRIVATE KEY',
    Buffer.concat([
      Buffer.from('openssh-key-v1\0'),
      Buffer.from([0, 0, 0, cipherName.length]),
      Buffer.from(cipherName),
      Buffer.from('0123456789abcdefghijklmnopqrstuvwxyz0123456789'),
    ]).toString('base64'),
  );

for (const [name, text, kind, encrypted] of [
  ['PKCS#8 RSA', rsa.export({ type: 'pkcs8', format: 'pem' }), 'private key', false],
  ['PKCS#8 Ed25519', ed.export({ type: 'pkcs8', format: 'pem' }), 'private key', false],
  ['encrypted PKCS#8', ec.export({ type: 'pkcs8', format: 'pem', ...cipher }), 'private key', true],
  ['PKCS#1', rsa.export({ type: 'pkcs1', format: 'pem' }), 'RSA private key', false],
  ['encrypted PKCS#1', rsa.export({ type: 'pkcs1', format: 'pem', ...cipher }), 'RSA private key', true],
  ['SEC1', ec.export({ type: 'sec1', format: 'pem' }), 'EC private key', false],
  ['OpenSSH', openssh('none'), 'OpenSSH private key', false],
  ['encrypted OpenSSH', openssh('aes256-ctr'), 'OpenSSH private key', true],
  [
    'PGP',
    framed(
      'PGP PRIVATE KEY BLOCK',
      `Version: 1\n\n${'lQOYBF0abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOP'}\n=abcd`,
    ),
    'PGP private key',
    false,
  ],
] as const) {
  test(`finds ${name}`, () => {
    const [key, ...rest] = privateKeysIn(`# a line\n${text}`);
    assert.deepEqual([key?.kind, key?.encrypted, key?.line, rest.length], [kind, encrypted, 2, 0]);
  });
  test(`finds ${name} in JSON`, () => {
    const [key] = privateKeysIn(JSON.stringify({ key: text }));
    assert.deepEqual([key?.kind, key?.encrypted], [kind, encrypted]);
  });
}

test('texts about keys are none', () => {
  const pub = framed('PUBLIC KEY', 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0123456789abcdefghijklmnopq');
  for (const text of [
    pub,
    framed('PRIVATE KEY', '...'),
    framed('PRIVATE KEY', 'A'.repeat(200)),
    '-----BEGIN PRIVATE KEY-----',
  ])
    assert.deepEqual(privateKeysIn(text), []);
});

test('takes no time over hostile text', () => {
  const start = process.hrtime.bigint();
  privateKeysIn('-----BEGIN PRIVATE KEY-----\n'.repeat(2300));
  assert.ok(process.hrtime.bigint() - start < 3_000_000_000n);
});
