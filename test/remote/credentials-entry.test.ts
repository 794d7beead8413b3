import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { credentialIn } from '../../src/remote/credentials/entry.js';
import { hideSecrets } from '../../src/remote/credentials/hide.js';
import { packed } from './credentials-support.js';

const basic = (username: string, password: string) => ({ kind: 'basic', username, password });

describe('entries of auths', () => {
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ['auth', packed('me', 'pw'), basic('me', 'pw')],
    ['colons belong to the password', packed('me', ':p:w:'), basic('me', ':p:w:')],
    [
      'auth goes before username and password',
      { ...packed('me', 'pw'), username: 'a', password: 'b' },
      basic('me', 'pw'),
    ],
    ['username and password', { username: 'a', password: 'b:c' }, basic('a', 'b:c')],
    ['without its padding', { auth: 'bWU6cA' }, basic('me', 'p')],
    ['over two lines', { auth: 'bWU6\r\ncHc=' }, basic('me', 'pw')],
    ['filled up with zeros', packed('me', 'pw\0\0'), basic('me', 'pw')],
    ['an empty password', packed('me', ''), basic('me', '')],
    [
      'an identity token beside an account',
      { ...packed('me', ''), identitytoken: 'idt' },
      { kind: 'identity', token: 'idt' },
    ],
    ['a registry token', { ...packed('me', 'pw'), registrytoken: 'a.b.c' }, { kind: 'bearer', token: 'a.b.c' }],
    ['nothing', {}, undefined],
    ['null', null, undefined],
    ['empty texts', { auth: '', username: '', identitytoken: '', registrytoken: '' }, undefined],
    ['null fields', { auth: null, identitytoken: null }, undefined],
    ['only an address', { email: 'me@example.org' }, undefined],
  ];
  for (const [name, entry, expected] of cases) test(name, () => assert.deepEqual(credentialIn(entry), expected));

  const whole = fc.string({ unit: 'grapheme' });
  test('what is packed is unpacked', () => {
    fc.assert(
      fc.property(whole, whole, (user, password) => {
        fc.pre(user !== '' && !user.includes(':') && password === password.replace(/^\0|\0$/g, ''));
        assert.deepEqual(credentialIn(packed(user, password)), basic(user, password));
      }),
      { numRuns: 500 },
    );
  });

  test('anything at all is a credential, none, or malformed', () => {
    const bytes = fc.uint8Array().map(some => Buffer.from(some).toString('base64'));
    const auth = fc.oneof(fc.string(), bytes, fc.base64String(), fc.jsonValue());
    fc.assert(
      fc.property(auth, given => {
        const found = credentialIn({ auth: given });
        if (found === undefined) return assert.ok(given === null || given === '');
        if (found === 'malformed') return;
        assert.equal(typeof given, 'string');
        assert.ok(found.kind === 'basic' && found.username !== '' && !found.username.includes(':'));
        const again = Buffer.from(given as string, 'base64').toString();
        assert.ok(again.startsWith(`${found.username}:`) && again.includes(found.password));
      }),
      { numRuns: 1000 },
    );
  });

  test('any JSON is read without an error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), entry => {
        const found = credentialIn(entry);
        assert.ok(found === undefined || found === 'malformed' || 'kind' in found);
      }),
    );
  });
});

describe("a program's words without secrets", () => {
  const GITHUB = `ghp_${'aB3'.repeat(12)}`;
  const cases: readonly (readonly [string, string])[] = [
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'Cannot autolaunch D-Bus without X11 $DISPLAY'],
    [
      'open /usr/lib/x86_64-linux-gnu/libsecret-1.so.0: no such file',
      'open /usr/lib/x86_64-linux-gnu/libsecret-1.so.0: no such file',
    ],
    ['no basic auth credentials', 'no basic auth credentials'],
    [`bad token ${GITHUB}!`, 'bad token ********!'],
    ['password=hunter2 is wrong', 'password=******** is wrong'],
    ['{"Secret":"hunter2"}', '{"Secret":********'],
    ['AWS_SECRET_ACCESS_KEY: abc', 'AWS_SECRET_ACCESS_KEY: ********'],
    ['GET https://me:pw@host/x', 'GET https://********@host/x'],
    ['sent Authorization Basic bWU6cHc=', 'sent Authorization Basic ********'],
    [`answered eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln`, 'answered ********'],
    ['key 0123456789abcdef0123456789abcdef', 'key ********'],
  ];
  for (const [text, expected] of cases) test(text, () => assert.equal(hideSecrets(text), expected));

  test('a known secret stands nowhere', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 3 }), fc.string(), (before, secret, after) => {
        fc.pre(!'********'.includes(secret) && !secret.includes('*'));
        assert.ok(!hideSecrets(`${before}${secret}${after}`, [secret]).includes(secret));
      }),
    );
  });
});
