/** Keys of every format, and what looks like them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { mayHoldKey, privateKeysIn } from '../../rules/_share/private-keys.js';
import { FRAMED, NO_KEYS, noise, rsa, type Sample, WHOLE } from './keys/makers.js';

/** What is found, if the quick look lets it through. */
const found = (bytes: Uint8Array): (readonly [kind: string, encrypted: boolean, line: number | undefined])[] =>
  (mayHoldKey(bytes) ? privateKeysIn(bytes) : []).map(({ kind, encrypted, line }) => [kind, encrypted, line]);
const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

for (const { name, bytes, kind, encrypted } of [...FRAMED, ...WHOLE])
  test(`finds ${name}`, () =>
    assert.deepEqual(
      found(bytes).map(key => key.slice(0, 2)),
      [[kind, encrypted]],
    ));

for (const [name, bytes] of NO_KEYS) test(`${name} is no key`, () => assert.deepEqual(found(bytes), []));

/** Files that a key in a frame may stand in, and on which line it does. */
const CARRIERS: readonly (readonly [name: string, wrap: (pem: string) => string, line: number | undefined])[] = [
  ['a text', pem => `# a line\n${pem}`, 2],
  ['Windows lines', pem => `x\r\n${pem.replaceAll('\n', '\r\n')}`, 2],
  ['JSON', pem => JSON.stringify({ key: pem }), 1],
  ['JSON in JSON', pem => JSON.stringify({ key: JSON.stringify({ key: pem }) }), 1],
  ['YAML', pem => `a: 1\nkey: |\n${pem.replace(/^/gm, '    ')}`, 3],
  [
    'a Go or JavaScript string',
    pem =>
      `const k =\n${pem
        .trim()
        .split('\n')
        .map(line => `  "${line}\\n" +`)
        .join('\n')}\n`,
    2,
  ],
  [
    'a Python string',
    pem =>
      `k = (\n${pem
        .trim()
        .split('\n')
        .map(line => `    '${line}\\n'`)
        .join('\n')})\n`,
    2,
  ],
  ['XML', pem => `<key>${pem.replaceAll('\n', '&#10;')}</key>`, 1],
  ['one line', pem => `KEY="${pem.replaceAll('\n', '\\n')}"\n`, 1],
  ['a comment', pem => pem.replace(/^/gm, '# '), 1],
  ['base64', pem => `data:\n  tls.key: ${Buffer.from(pem).toString('base64')}\n`, 2],
  ['a program', pem => `\x7fELF\0\0${pem}\0\0`, undefined],
];
for (const [name, wrap, line] of CARRIERS)
  test(`finds keys in frames in ${name}`, () => {
    for (const { name: key, bytes, kind, encrypted } of FRAMED)
      assert.deepEqual(found(latin(wrap(bytes.toString('latin1')))), [[kind, encrypted, line]], key);
  });

test('a key with its last bytes cut off is one, and one with a mistake in it is doubtful', () => {
  const pem = rsa.export({ type: 'pkcs1', format: 'pem' }) as string;
  const lines = pem.split('\n');
  const cut = [...lines.slice(0, -4), ...lines.slice(-2)].join('\n');
  assert.deepEqual(found(latin(cut)), [['RSA private key', false, 1]]);
  const [key] = privateKeysIn(latin([...lines.slice(0, 10), ...lines.slice(14)].join('\n')));
  assert.deepEqual([key?.kind, key?.damaged], ['RSA private key', true]);
});

test('tells the same key from another', () => {
  const [first, second] = FRAMED.map(({ bytes }) => privateKeysIn(bytes)[0]?.secret.mark);
  assert.notEqual(first, second);
  assert.equal(privateKeysIn(latin(`\n\n${FRAMED[0]?.bytes}`))[0]?.secret.mark, first);
});

test('several keys of a file are all told', () => {
  assert.equal(privateKeysIn(Buffer.concat(FRAMED.map(({ bytes }) => bytes))).length, FRAMED.length);
});

test('random bytes are no keys', () => {
  const heads = [...FRAMED, ...WHOLE].map(({ bytes }) => bytes.subarray(0, 12));
  fc.assert(
    fc.property(fc.constantFrom(Buffer.alloc(0), ...heads), fc.uint8Array({ maxLength: 400 }), (head, tail) => {
      privateKeysIn(Buffer.concat([head, tail]));
      if (head.length === 0) assert.deepEqual(found(tail), []);
    }),
    { numRuns: 2000 },
  );
});

test('keys that are cut off or damaged anywhere do not make it throw', () => {
  const sample = fc.constantFrom(...FRAMED, ...WHOLE);
  fc.assert(
    fc.property(sample, fc.nat(), fc.nat(255), fc.nat(), ({ bytes }: Sample, at, value, end) => {
      const damaged = Buffer.from(bytes.subarray(0, end % (bytes.length + 1)));
      if (damaged.length > 0) damaged[at % damaged.length] = value;
      assert.ok(found(damaged).length <= 1);
    }),
    { numRuns: 5000 },
  );
});

test('every key that is cut off in its first half is none', () => {
  // What is encrypted has no end that could be told.
  for (const { name, bytes, encrypted } of [...FRAMED, ...WHOLE].filter(
    ({ name }) => !/OpenPGP|GnuPG|keyring/.test(name),
  ))
    if (!encrypted || !/PKCS#1|SEC1|PuTTY/.test(name))
      assert.deepEqual(found(bytes.subarray(0, bytes.length / 2)), [], name);
});

test('hostile bytes come to an end', () => {
  const size = 1 << 20;
  const units = [
    '-----BEGIN PRIVATE KEY-----\n',
    '-----BEGIN PRIVATE KEY-----',
    'LS0tLS1CRUdJTi',
    'untrusted comment: ',
    '0\x80',
  ];
  units.push(
    '\x95\x01\0\x04',
    'Created: \n',
    '(11:private-key',
    'AGE-SECRET-KEY-1',
    '[Interface]\nPrivateKey =',
    '\\n',
    ' ',
  );
  for (const unit of units)
    for (const head of ['', '-----BEGIN RSA PRIVATE KEY-----', '[Interface]\n']) {
      const bytes = latin((head + unit.repeat(size / unit.length)).slice(0, size));
      assert.deepEqual(found(bytes), []);
      assert.deepEqual(found(bytes.subarray(0, 16_000)), []);
    }
  // A store that says it has four billion entries, one in another, and one of nothing but counts.
  for (const magic of ['feedfeed', 'cececece', '0502', '3084ffffffff', '30800201033080'])
    for (const fill of [0x00, 0xff, 0x30, 0x80, 0x01])
      assert.deepEqual(found(Buffer.concat([Buffer.from(magic, 'hex'), Buffer.alloc(size, fill)])), []);
  assert.deepEqual(found(noise(size)), []);
});

/** Runs real programs in a folder of their own; skips where one is missing. */
function made(context: TestContext, steps: readonly (readonly [string, ...string[]])[]): string | undefined {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-keys-'));
  context.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  fs.mkdirSync(path.join(folder, 'gpg'), { mode: 0o700 });
  for (const [program, ...words] of steps)
    try {
      const env = { ...process.env, GNUPGHOME: path.join(folder, 'gpg') };
      execFileSync(program, words, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      context.skip(`${program} is not installed`);
      return undefined;
    }
  return folder;
}

/** What real programs make of each file, in order. */
const REAL: readonly (readonly [
  name: string,
  steps: readonly (readonly [string, ...string[]])[],
  files: Readonly<Record<string, readonly [kind: string, encrypted: boolean] | 'none'>>,
])[] = [
  [
    'OpenSSH',
    [
      ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', 'a'],
      ['ssh-keygen', '-q', '-t', 'rsa', '-N', 'secret-phrase', '-f', 'b'],
      ['ssh-keygen', '-q', '-t', 'ecdsa', '-m', 'PEM', '-N', '', '-f', 'c'],
    ],
    {
      a: ['OpenSSH private key', false],
      'a.pub': 'none',
      b: ['OpenSSH private key', true],
      c: ['EC private key', false],
    },
  ],
  [
    'OpenSSL',
    [
      [
        'openssl',
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        'k.pem',
        '-out',
        'c.pem',
        '-subj',
        '/CN=x',
      ],
      ['openssl', 'pkcs12', '-export', '-inkey', 'k.pem', '-in', 'c.pem', '-passout', 'pass:changeit', '-out', 'k.p12'],
      ['openssl', 'pkcs12', '-export', '-nokeys', '-in', 'c.pem', '-passout', 'pass:changeit', '-out', 'c.p12'],
      ['openssl', 'dsaparam', '-out', 'p.pem', '1024'],
      ['openssl', 'gendsa', '-out', 'd.pem', 'p.pem'],
    ],
    {
      'k.pem': ['RSA private key', false],
      'c.pem': 'none',
      'k.p12': ['private key in a PKCS#12 store', true],
      'c.p12': 'none',
      'd.pem': ['DSA private key', false],
    },
  ],
  [
    'keytool',
    (['JKS', 'JCEKS', 'PKCS12'] as const).flatMap(type => {
      const store = ['-storetype', type, '-storepass', 'changeit', '-noprompt'];
      return [
        ['keytool', '-genkeypair', '-alias', 'a', '-keyalg', 'EC', '-dname', 'CN=x', ...store, '-keystore', type],
        ['keytool', '-exportcert', '-alias', 'a', ...store, '-keystore', type, '-file', `${type}.crt`],
        ['keytool', '-importcert', '-alias', 'a', ...store, '-keystore', `${type}.trust`, '-file', `${type}.crt`],
      ] as const;
    }),
    Object.fromEntries(
      ['JKS', 'JCEKS', 'PKCS12'].flatMap(type => [
        [type, [`private key in a ${type.replace('PKCS12', 'PKCS#12')} store`, true] as const],
        [`${type}.trust`, 'none' as const],
      ]),
    ),
  ],
  [
    'GnuPG',
    [
      ['gpg', '--batch', '--passphrase', '', '--quick-gen-key', 'a@acme.io', 'ed25519', 'sign'],
      ['gpg', '--batch', '--passphrase', '', '--quick-gen-key', 'b@acme.io', 'rsa2048', 'sign'],
      ['gpg', '--batch', '--armor', '-o', 'a.asc', '--export-secret-keys', 'a@acme.io'],
      ['gpg', '--batch', '-o', 'b.gpg', '--export-secret-keys', 'b@acme.io'],
      ['gpg', '--batch', '--armor', '-o', 'pub.asc', '--export', 'a@acme.io'],
      ['gpgconf', '--kill', 'gpg-agent'],
    ],
    { 'a.asc': ['PGP private key', false], 'b.gpg': ['PGP private key', false], 'pub.asc': 'none' },
  ],
];
for (const [name, steps, files] of REAL)
  test(`reads what ${name} makes`, context => {
    const folder = made(context, steps);
    if (folder === undefined) return;
    for (const [file, expected] of Object.entries(files)) {
      const keys: unknown[] = found(fs.readFileSync(path.join(folder, file))).map(key => key.slice(0, 2));
      assert.deepEqual(keys, expected === 'none' ? [] : [expected], file);
    }
    const agent = path.join(folder, 'gpg/private-keys-v1.d');
    for (const file of fs.existsSync(agent) ? fs.readdirSync(agent) : [])
      assert.deepEqual(
        found(fs.readFileSync(path.join(agent, file)))[0]?.slice(0, 2),
        ['GnuPG private key', false],
        file,
      );
  });
