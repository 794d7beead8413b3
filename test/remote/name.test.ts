/** Names of images: what is one, what it means, and why something is none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { apiHost, nameText, parseName, whyNoName } from '../../src/remote/name.js';

const SHA = `sha256:${'a1'.repeat(32)}`;
const SHA512 = `sha512:${'b2'.repeat(64)}`;

test('what is left open is filled in', () => {
  const means: Readonly<Record<string, string>> = {
    nginx: 'docker.io/library/nginx:latest',
    'nginx:1.27': 'docker.io/library/nginx:1.27',
    'team/app': 'docker.io/team/app:latest',
    'docker.io/nginx': 'docker.io/library/nginx:latest',
    'docker.io/team/app:1': 'docker.io/team/app:1',
    'index.docker.io/nginx': 'docker.io/library/nginx:latest',
    'index.docker.io/team/app': 'docker.io/team/app:latest',
    'ghcr.io/owner/app': 'ghcr.io/owner/app:latest',
    'localhost/app': 'localhost/app:latest',
    'localhost:5000/app:1': 'localhost:5000/app:1',
    'registry:5000/app': 'registry:5000/app:latest',
    '127.0.0.1:5000/a/b/c:v1': '127.0.0.1:5000/a/b/c:v1',
    '[::1]:5000/app': '[::1]:5000/app:latest',
    '[2001:db8::1]/app': '[2001:db8::1]/app:latest',
    'Registry/app': 'Registry/app:latest',
    'x/a--b__c.d_e/f-g': 'docker.io/x/a--b__c.d_e/f-g:latest',
    [`app@${SHA}`]: `docker.io/library/app@${SHA}`,
    [`app:1@${SHA}`]: `docker.io/library/app:1@${SHA}`,
    [`ghcr.io/a/b@${SHA512}`]: `ghcr.io/a/b@${SHA512}`,
    'xn--80ak6aa92e.example/app:A_b.-9': 'xn--80ak6aa92e.example/app:A_b.-9',
  };
  for (const [text, full] of Object.entries(means)) {
    const name = parseName(text);
    assert.ok(name, text);
    assert.equal(nameText(name), full);
    assert.deepEqual(parseName(full), name, 'the full name means the same');
    assert.equal(whyNoName(text), undefined);
  }
});

test('what is none says why, and what to write', () => {
  const none: Readonly<Record<string, RegExp>> = {
    '': /An empty text is no name of an image: it is empty: write/,
    'App/x y': /cannot be a part/,
    'team/App': /capital letters.*: write team\/app/,
    NGINX: /capital letters.*write nginx/,
    'a//b': /an empty part cannot/,
    '/a': /an empty part/,
    'a/': /an empty part/,
    'ghcr.io/': /the repository is missing/,
    '.a': /cannot be a part/,
    a___b: /cannot be a part/,
    'a..b': /cannot be a part/,
    'a-': /cannot be a part/,
    'app:': /nothing after the colon is no tag/,
    'app:-1': /-1 after the colon is no tag/,
    [`app:${'x'.repeat(129)}`]: /no tag/,
    'app@': /nothing after the @ is no digest/,
    'app@sha256:abc': /no digest: write sha256:/,
    [`app@${SHA.toUpperCase()}`]: /no digest/,
    [`app@md5:${'a'.repeat(32)}`]: /no digest/,
    'host.example:99999/app': /port above 65535/,
    'host.example:x/app': /no name of a host/,
    '-host.example/app': /no name of a host/,
    'user:p/w@x@host.example/app': /^host\.example\/app has a user name and a password in front/,
    'user:pw@host.example/app': /^host\.example\/app has a user name and a password in front/,
    '../../etc/passwd': /no name of a host/,
    './app.tar': /no name of a host/,
    'https://ghcr.io/a': /no name of a host/,
    ['a'.repeat(64)]: /identifier of 64 digits/,
    [`a/${'b'.repeat(255)}`]: /more than 255 characters/,
    ['a/'.repeat(800)]: /more than 1024 characters/,
    'app\u001b[31m': /app\\u001b/,
    'app\n': /\\u000a/,
  };
  for (const [text, why] of Object.entries(none)) {
    assert.equal(parseName(text), undefined, text);
    assert.match(whyNoName(text) ?? '', why);
    assert.match(whyNoName(text) ?? '', /^[^\u0000-\u001f]+\.$/);
  }
});

test('any text is a name or has a reason; names come back as they were', () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,8}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,8}){0,2}$/);
  const host = fc.constantFrom(
    'docker.io',
    'ghcr.io',
    'localhost',
    'localhost:5000',
    '[::1]:5000',
    '10.0.0.1:443',
    'r.example',
  );
  const tag = fc.option(fc.stringMatching(/^[\w][\w.-]{0,20}$/), { nil: undefined });
  const digest = fc.option(fc.constantFrom(SHA, SHA512), { nil: undefined });
  fc.assert(
    fc.property(host, fc.array(part, { minLength: 2, maxLength: 4 }), tag, digest, (host, parts, tag, digest) => {
      const name = {
        host,
        repository: parts.join('/'),
        tag: tag ?? (digest === undefined ? 'latest' : undefined),
        digest,
      };
      assert.deepEqual(parseName(nameText(name)), name);
    }),
  );
  const soup = fc.string({
    unit: fc.constantFrom('a', 'B', '0', '.', '-', '_', '/', ':', '@', '[', ']', 'sha256:', ' ', '\u202e'),
    maxLength: 30,
  });
  fc.assert(
    fc.property(fc.oneof(soup, fc.string()), text => {
      const name = parseName(text);
      assert.equal(name === undefined, whyNoName(text) !== undefined);
      if (name !== undefined) assert.deepEqual(parseName(nameText(name)), name);
    }),
  );
});

test('hosts that are asked', () => {
  assert.equal(apiHost('docker.io'), 'registry-1.docker.io');
  assert.equal(apiHost('ghcr.io'), 'ghcr.io');
});
