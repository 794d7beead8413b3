/** What registries write into headers: challenges, links, times to wait. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { challengesIn, chosen } from '../../src/remote/registry/challenge.js';
import { nextIn } from '../../src/remote/registry/tags.js';
import { backoff, retryAfter, spanText, WAITS } from '../../src/remote/retry.js';
import { waits } from './registry-support.js';

const plain = (...headers: string[]) =>
  challengesIn(headers).map(({ scheme, params }) => [scheme, Object.fromEntries(params)]);

test('challenges: several headers, several in one, quoted or not', () => {
  assert.deepEqual(plain('Bearer realm="https://a.example/token",service="a b",scope="repository:a/b:pull,push"'), [
    ['bearer', { realm: 'https://a.example/token', service: 'a b', scope: 'repository:a/b:pull,push' }],
  ]);
  assert.deepEqual(plain('Negotiate', 'BASIC Realm=x'), [
    ['negotiate', {}],
    ['basic', { realm: 'x' }],
  ]);
  assert.deepEqual(
    plain('Negotiate YII=, Basic realm="a, Bearer realm=\\"x\\"" , Bearer realm = "r" ,, error=invalid_token'),
    [
      ['negotiate', {}],
      ['basic', { realm: 'a, Bearer realm="x"' }],
      ['bearer', { realm: 'r', error: 'invalid_token' }],
    ],
  );
  assert.deepEqual(plain('Digest, Basic'), [
    ['digest', {}],
    ['basic', {}],
  ]);
  assert.deepEqual(plain('Bearer realm="a", realm="b"'), [['bearer', { realm: 'a' }]]);
  assert.deepEqual(plain('Bearer realm="never ends'), [['bearer', {}]]);
  assert.deepEqual(plain('', ' , ', '=x', '"quoted"'), []);
});

test('the bearer challenge is answered before basic, others are not', () => {
  const scheme = (...headers: string[]) => chosen(challengesIn(headers))?.scheme;
  assert.equal(scheme('Basic realm="x"', 'Bearer realm="x"'), 'bearer');
  assert.equal(scheme('Bearer', 'Basic realm="x"'), 'basic');
  assert.equal(scheme('Negotiate', 'Digest realm="x"'), undefined);
});

test('any header is read, in linear time, and what was written comes back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', ' ', ',', '=', '"', '\\', '\t', 'é') })), headers => {
      for (const { scheme } of challengesIn(headers)) assert.match(scheme, /^[a-z]+$/);
    }),
  );
  const token = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
  const value = fc.string({ unit: fc.constantFrom('a', ' ', ',', '=', '"', '\\', ':', '/') });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(token, fc.dictionary(token, value, { maxKeys: 4 })), { minLength: 1, maxLength: 4 }),
      all => {
        const texts = all.map(([scheme, params]) => {
          const written = Object.entries(params).map(([name, text]) => `${name}="${text.replace(/["\\]/g, '\\$&')}"`);
          return written.length === 0 ? scheme : `${scheme} ${written.join(', ')}`;
        });
        assert.deepEqual(
          plain(texts.join(', ')),
          all.map(([scheme, params]) => [scheme, { ...params }]),
        );
      },
    ),
  );
  assert.equal(challengesIn([`Bearer realm="${'\\'.repeat(200_000)}`]).length, 1);
});

test('the next page', () => {
  const from = new URL('https://r.example/v2/a/tags/list');
  const next = (...headers: string[]) => nextIn(headers, from)?.href;
  assert.equal(next('</v2/a/tags/list?last=x>; rel="next"'), 'https://r.example/v2/a/tags/list?last=x');
  assert.equal(next('<?p=1>; rel=prev, <?p=3>; title="x"; rel="last next"'), 'https://r.example/v2/a/tags/list?p=3');
  assert.equal(next('<?p=1>; rel="nextish"', '<?p=2>;rel=next'), 'https://r.example/v2/a/tags/list?p=2');
  assert.equal(next('<?p=1>; rel=prev'), undefined);
  assert.equal(next('<http://>; rel=next', ''), undefined);
});

test('Retry-After in seconds and as a date', () => {
  const now = Date.parse('Thu, 01 Jan 2026 00:00:00 GMT');
  assert.equal(retryAfter('120', now), 120_000);
  assert.equal(retryAfter(' 0 ', now), 0);
  assert.equal(retryAfter('Thu, 01 Jan 2026 00:00:30 GMT', now), 30_000);
  assert.equal(retryAfter('Thursday, 01-Jan-26 00:00:30 GMT', now), 30_000);
  assert.equal(retryAfter('Wed, 31 Dec 2025 00:00:30 GMT', now), 0);
  for (const text of ['-1', '1.5', 'soon', '', '12345678901', 'Thu, nonsense', undefined])
    assert.equal(retryAfter(text, now), undefined);
  assert.deepEqual([1, 1000, 90_000, 120_001, 7_200_000, 7_200_001].map(spanText), [
    '1 second',
    '1 second',
    '90 seconds',
    '3 minutes',
    '120 minutes',
    '3 hours',
  ]);
});

test('waits grow, stay below ten seconds, and are any time up to that', () => {
  const at = (random: number) =>
    [0, 1, 2, 3, 4, 5, 20].map(tries => backoff(tries, { ...waits(), random: () => random }));
  assert.deepEqual(
    at(0.999999).map(wait => Math.round(wait / 100)),
    [5, 10, 20, 40, 80, 100, 100],
  );
  assert.deepEqual(at(0), [0, 0, 0, 0, 0, 0, 0]);
});

test('an abort ends a wait with its own reason', async () => {
  const abort = new AbortController();
  const reason = new Error('enough');
  const sleeping = WAITS.sleep(3_600_000, abort.signal);
  abort.abort(reason);
  await assert.rejects(sleeping, error => error === reason);
  await assert.rejects(WAITS.sleep(1, abort.signal), error => error === reason);
  await WAITS.sleep(1, undefined);
});
