import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Text } from '../../src/dockerfile/text.js';

test('each character knows where it stands, across gaps', () => {
  const text = Text.from([
    { text: 'ab', at: 10 },
    { text: '', at: 15 },
    { text: 'cd', at: 20 },
  ]);
  assert.equal(text.text, 'abcd');
  assert.deepEqual(
    [0, 1, 2, 3, 4, 9].map(i => text.at(i)),
    [10, 11, 20, 21, 22, 22],
  );
  assert.deepEqual(text.part(1, 3), { start: 11, end: 21 });
  assert.deepEqual(text.slice(2).span, { start: 20, end: 22 });
  assert.deepEqual(text.slice(1, 3).part(0, 1), { start: 11, end: 12 });
  assert.deepEqual(Text.from([], 7).span, { start: 7, end: 7 });
});
