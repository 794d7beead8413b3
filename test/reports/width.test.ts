import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cells, displayWidth, pad, visible, wrap } from '../../src/reports/width.js';

test('columns as terminals count them', () => {
  const widths: [string, number][] = [
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本語', 6],
    ['ｆｕｌｌ', 8],
    ['한국', 4],
    ['👍', 2],
    ['👍🏽', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['🇩🇪', 2],
    ['\x1b', 4],
    ['\ud800', 6],
    ['│…', 2],
    ['##[x', 7],
  ];
  for (const [text, width] of widths) assert.equal(displayWidth(text), width, JSON.stringify(text));
});

test('makes visible what is not', () => {
  assert.equal(visible('plain ##x [y]'), 'plain ##x [y]');
  assert.equal(visible('\x1b\0\x7f\x9b'), '\\x1b\\x00\\x7f\\x9b');
  assert.equal(visible('a\r\n\tb'), 'a\\r\\n\\tb');
  assert.equal(visible('\u202e\u200b\ufeff\u2028\udc00\u{e0041}'), '\\u202e\\u200b\\ufeff\\u2028\\udc00\\u{e0041}');
  assert.equal(visible('##[set-env] ##vso[x] ###[y'), '##\\x5bset-env] ##vso\\x5bx] ###\\x5by');
  assert.equal(visible('👩‍👩‍👧 日本 e\u0301'), '👩‍👩‍👧 日本 e\u0301');
});

test('cells cover the text and are in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const list = cells(text, 'expand');
      assert.equal(list[0]?.at ?? 0, 0);
      for (let i = 1; i < list.length; i++) assert.ok(list[i]!.at > list[i - 1]!.at);
      assert.equal(visible(visible(text)), visible(text));
    }),
  );
});

test('wraps at blanks, never before ::', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('enormous word', 3), ['enormous', 'word']);
  assert.deepEqual(wrap('日本 日本', 5), ['日本', '日本']);
  assert.deepEqual(wrap('one ::error::x two', 4), ['one ::error::x', 'two']);
  assert.deepEqual(wrap('', 4), ['']);
  assert.equal(pad('日本', 6), '日本  ');
});
