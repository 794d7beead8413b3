import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSecrets, isPlaceholder, isSecretName } from '../src/secrets.js';
import { alnum, github } from './secrets/make.js';

test('secrets come in order of place; of two at one place the one with more to say comes first', () => {
  const npm = `npm_${alnum(36)}`;
  const git = github('ghp_');
  const text = `${git} //registry.npmjs.org/:_authToken=${npm} https://bot:${git}@github.com/a/b`;
  assert.deepEqual(
    findSecrets(text).map(({ format, start, end }) => [format, text.slice(start, end)]),
    [
      ['github-token', git],
      ['npm-token', npm],
      ['npm-registry-token', npm],
      ['github-token', git],
      ['url-password', git],
    ],
  );
});

test('nothing is found in nothing', () => {
  for (const text of ['', 'a', 'ab', 'ghp', '://', '\ud800', '\0\0\0']) assert.deepEqual(findSecrets(text), []);
});

test('stand-ins', () => {
  for (const value of ['', 'changeme', 'xxxx', '<token>', '${TOKEN}', 'your-token', 'AKIAIOSFODNN7EXAMPLE'])
    assert.ok(isPlaceholder(value), value);
  for (const value of ['hunter2', 's3cr3t-pa55', 'mypassword1']) assert.ok(!isPlaceholder(value), value);
});

test('names that speak of a secret, word by word', () => {
  for (const name of ['DB_PASSWORD', 'apiKey', 'GITHUB_TOKEN', 'AWS_ACCESS_KEY_ID', 'PasS'])
    assert.ok(isSecretName(name), name);
  for (const name of ['TOKENIZER', 'MONKEY', 'PASSWORD_FILE', 'PUBLIC_KEY', 'SSH_AUTH_SOCK', 'KEY_ID'])
    assert.ok(!isSecretName(name), name);
});
