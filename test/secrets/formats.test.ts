import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FORMATS } from '../../src/secrets/formats/index.js';
import { findSecrets } from '../../src/secrets.js';
import { EXAMPLES, read } from './examples.js';
import { age, alnum, github, jwt } from './make.js';

test('there are many formats, each with an id of its own and examples', () => {
  const ids = FORMATS.map(({ id }) => id);
  assert.ok(ids.length >= 80);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual([...ids].sort(), Object.keys(EXAMPLES).sort());
  for (const { id, kind, starts } of FORMATS) {
    assert.match(id, /^[a-z0-9]+(?:-[a-z0-9]+)*$/);
    assert.ok(kind.length > 0 && starts.length > 0, id);
    for (const start of starts) assert.ok(start.length >= 3, `${id}: ${start}`);
    const [found = [], passed = []] = EXAMPLES[id] ?? [];
    assert.ok(found.length > 0 && passed.length > 0, `${id} has an example of each sort`);
  }
});

/** What may stand around a token, and does not touch it. */
const AROUND = [
  ['', ''],
  ['"', '",'],
  ['\n key: ', '\r\n'],
  ['ENV TOKEN=', ' MODE=x'],
  ["('", "')"],
  ['é', '\n'],
] as const;

for (const { id, kind, chosen } of FORMATS)
  describe(id, () => {
    const [found, passed] = EXAMPLES[id] as NonNullable<(typeof EXAMPLES)[string]>;
    for (const [index, example] of found.entries())
      test(`is found, example ${index + 1}`, () => {
        const { text, start, end } = read(example);
        for (const [before, after] of chosen ? AROUND.slice(0, 1) : AROUND) {
          const hit = findSecrets(before + text + after).find(one => one.format === id);
          const { secret, ...where } = hit ?? {};
          assert.deepEqual(
            where,
            { kind, format: id, start: before.length + start, end: before.length + end },
            `not where it is behind ${JSON.stringify(before)}`,
          );
          assert.equal(secret?.is(text.slice(start, end)), true);
        }
      });
    for (const [index, text] of passed.entries())
      test(`passes over what comes close, example ${index + 1}`, () =>
        assert.deepEqual(
          findSecrets(text).filter(one => one.format === id),
          [],
        ));
  });

test('a token of one format is none of another', () => {
  for (const { id } of FORMATS)
    for (const example of EXAMPLES[id]?.[0] ?? []) {
      const { text, start, end } = read(example);
      const others = findSecrets(text).filter(one => one.format !== id && one.start < end && one.end > start);
      assert.deepEqual(others, [], id);
    }
});

describe('checksums and what is decoded', () => {
  const isFound = (text: string): boolean => findSecrets(text).length > 0;
  /** The text with one character replaced by another of its sort. */
  function* changed(text: string, from: number): Iterable<string> {
    for (let at = from; at < text.length; at++) {
      const letter = text[at] as string;
      const sort = /\d/.test(letter) ? '2345' : /[A-Z]/.test(letter) ? 'QRST' : 'qrst';
      for (const other of sort) if (other !== letter) yield text.slice(0, at) + other + text.slice(at + 1);
    }
  }

  test('one changed character, and it is no GitHub token', () => {
    for (const prefix of ['ghp_', 'gho_', 'ghs_']) {
      const token = github(prefix);
      assert.ok(isFound(token));
      for (const other of changed(token, 4)) assert.ok(!isFound(other), 'a wrong checksum');
    }
  });

  test('the checksum is the one of a token that GitHub has shown', async () => {
    const { base62, crc32 } = await import('../../src/secrets/proofs/crc32.js');
    assert.equal(base62(crc32(['zQWBuTSOoRi4A9', 'spHcVY5ncnsDkxkJ'].join(''))), '0mLq17');
    assert.equal(crc32('123456789'), 0xcbf43926, 'the check value of CRC-32');
  });

  test('one changed character, and it is no key of age', () => {
    const key = age();
    assert.ok(isFound(key));
    for (const other of changed(key, 16)) assert.ok(!isFound(other), 'a wrong checksum');
  });

  test('one letter of its header, and it is no signed token', () => {
    const [header = '', ...rest] = jwt({ iss: 'acme' }).split('.');
    for (const at of [6, 8, 14]) {
      const broken = `${header.slice(0, at)}_${header.slice(at + 1)}`;
      assert.ok(!isFound([broken, ...rest].join('.')));
    }
  });
});

test('what a vendor shows to everybody, and what a person typed, is none', () => {
  for (const body of [
    '1234567890abcdef'.repeat(3),
    'x'.repeat(40),
    'abcdefghijklmnopqrstuvwxyz0123456789',
    `${'0'.repeat(30)}a1B2c3`,
    `your_token_${alnum(30)}`,
  ])
    for (const prefix of ['glpat-', 'npm_', 'dckr_pat_', 'gsk_', 'hvs.', 'sk_live_'])
      assert.deepEqual(findSecrets(prefix + body.slice(0, 52)), [], prefix + body);
  const slack = ['xoxb', '17653672481', '19874698323', 'pdFZKVeTuE8sk7oOcHrzqqgy'].join('-');
  assert.deepEqual(findSecrets(slack), []);
  assert.equal(findSecrets(`${slack}x`).length, 1);
});
