import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holdsSecret, tokensIn } from '../../rules/_share/secret-values.js';

for (const [name, value, holds] of [
  ['DB_PASSWORD', 's3cr3t-pa55', true],
  ['DB_PASSWORD', 'hunter2', true],
  ['API_KEY', 'a1b2c3d4e5f6a7b8c9', true],
  ['TRUSTSTORE_PASSWORD', 'changeit', false],
  ['DB_PASSWORD', 'postgres', false],
  ['DB_PASSWORD', '${OTHER}', false],
  ['TOKEN', '<your token>', false],
  ['TOKEN_FILE', 'a1b2c3d4e5f6a7b8c9', false],
  ['CACHE_KEY', 'a1b2c3d4e5f6a7b8c9', false],
  ['SIGNING_KEY', 'B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8', false],
  ['AUTH', 'ldap', false],
  ['SSL_KEY', '/etc/ssl/x.pem', false],
  ['VITE_TOKEN', 'a1b2c3d4e5f6a7b8c9', false],
  ['SECRET', 'true', false],
] as const)
  test(`${name}=${value} ${holds ? 'holds' : 'holds no'} secret`, () => assert.equal(holdsSecret(name, value), holds));

test('passwords of URLs that guard nothing', () => {
  for (const url of [
    'postgres://app:app@db.acme.io/x',
    'postgres://app:s3cr3t@localhost/x',
    'http://user:passwd@host:80/',
    'https://me:s3cr3t@www.example.com/',
    'http://user:xxx@proxy:3128',
    'https://a:s3cr3t@%s/',
  ])
    assert.deepEqual(tokensIn(url), [], url);
  assert.deepEqual(
    tokensIn('postgres://app:s3cr3t@db.acme.io/x').map(({ kind }) => kind),
    ['password in a URL'],
  );
});

test('takes no time over hostile text', () => {
  const start = process.hrtime.bigint();
  for (const unit of ['a://', 'a://a:', 'a://a:a', 'gh', 'AKIA', '_authToken =', 'xox', 'PRIVATE KEY'])
    tokensIn(unit.repeat(65_536 / unit.length));
  assert.ok(process.hrtime.bigint() - start < 5_000_000_000n);
});
