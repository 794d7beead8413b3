import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineHashes } from '../../src/findings/line-hash.js';
import { LineIndex } from '../../src/place.js';

/** The definition, word for word: each line's own sum over the next 100 characters that count. */
function slowly(text: string): string[] {
  const codes: number[] = [];
  const starts: number[] = [];
  const normal = `${text.replace(/\r\n?/g, '\n').replace(/[ \t]/g, '')}\uffff`;
  for (let i = 0; i < normal.length; i++) {
    if (i === 0 || normal[i - 1] === '\n') starts.push(i);
    codes.push(normal.charCodeAt(i));
  }
  const seen = new Map<string, number>();
  return starts.map(start => {
    let sum = 0n;
    for (let i = start; i < start + 100; i++) sum = BigInt.asUintN(64, sum * 37n + BigInt(codes[i] ?? 0));
    const hash = sum.toString(16);
    seen.set(hash, (seen.get(hash) ?? 0) + 1);
    return `${hash}:${seen.get(hash)}`;
  });
}

const texts = fc.string({
  unit: fc.constantFrom('a', 'RUN x', '\n', '\r\n', ' ', '\t', 'é', '👩', '\ud800'),
  maxLength: 400,
});

test('the rolling hash is the sum that it stands for', () => {
  fc.assert(fc.property(texts, text => assert.deepEqual(lineHashes(text), slowly(text))));
});

test('every line has one, and a line that moves keeps its own', () => {
  const text = `FROM debian:12\n${'RUN one and two and three and four and five\n'.repeat(9)}`;
  assert.equal(lineHashes(text).length, new LineIndex(text).count);
  assert.deepEqual(lineHashes(`# new\n${text}`).slice(1), lineHashes(text));
});

test('columns in bytes are those of the encoded line', () => {
  fc.assert(
    fc.property(texts, fc.nat(400), (text, offset) => {
      const at = Math.min(offset, text.length);
      const index = new LineIndex(text);
      const before = text.slice(index.start(index.position(at).line), at);
      // Half a pair at the end: the other half comes with the next column.
      const half = /[\ud800-\udbff]$/.test(before) && /^[\udc00-\udfff]/.test(text.slice(at));
      assert.equal(index.byteColumn(at), Buffer.byteLength(before) + 1 - (half ? 1 : 0));
    }),
  );
});
