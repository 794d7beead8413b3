import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Frame, Frames, framed } from '../../src/lsp/rpc/frames.js';

/** What comes out of bytes that come in as pieces of some lengths. */
function read(bytes: Uint8Array, lengths: readonly number[]): Frame[] {
  const frames = new Frames();
  const out: Frame[] = [];
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    out.push(...frames.push(bytes.subarray(at, at + length)));
    at += length;
  }
  return out;
}

const texts = (frames: readonly Frame[]): string[] => frames.flatMap(frame => ('text' in frame ? [frame.text] : []));
const bad = (frames: readonly Frame[]): number => frames.filter(frame => 'bad' in frame).length;
const lengths = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 });
const message = fc.dictionary(fc.string(), fc.jsonValue());

describe('messages out of bytes', () => {
  test('whatever the pieces are', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 8 }), lengths, (messages, pieces) => {
        const bytes = Buffer.from(messages.map(framed).join(''));
        assert.deepEqual(
          texts(read(bytes, pieces)),
          messages.map(one => JSON.stringify(one)),
        );
      }),
    );
  });

  test('the header may say more, and in any letter case', () => {
    const bytes = Buffer.from(
      'content-type: application/vscode-jsonrpc; charset=utf-8\r\nCONTENT-LENGTH:  2 \r\n\r\n{}',
    );
    assert.deepEqual(read(bytes, [3, 1]), [{ text: '{}' }]);
  });

  test('after something that is none the next one is read', () => {
    for (const wrong of [
      'Content-Length: x\r\n\r\n{}',
      'Content-Length: -1\r\n\r\n',
      'Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}',
      'Content-Length: 99999999999999\r\n\r\n{"a":1}',
      'Content-Length: 999999999999999999999999\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
      `X: ${'y'.repeat(9000)}`,
      '\r\n\r\n',
    ]) {
      const all = read(Buffer.from(wrong + framed({ id: 1 }) + framed({ id: 2 })), [5, 17, 1]);
      assert.deepEqual(texts(all), ['{"id":1}', '{"id":2}'], wrong.slice(0, 60));
      assert.equal(bad(all), 1, wrong.slice(0, 60));
    }
  });

  test('no bytes make it throw, stall the next message or keep much', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), lengths, (noise, pieces) => {
        // A number that ends the noise would be a length, and what follows its body.
        fc.pre(!/content-length/i.test(Buffer.from(noise).toString('latin1')));
        const all = read(Buffer.concat([noise, Buffer.from('\r\n\r\n'), Buffer.from(framed({ id: 7 }))]), pieces);
        assert.deepEqual(texts(all), ['{"id":7}']);
      }),
    );
  });

  test('a long body that comes in small pieces', () => {
    const long = { text: 'ä€😀'.repeat(100_000) };
    const bytes = Buffer.from(framed(long));
    const frames = new Frames();
    const out: Frame[] = [];
    for (let at = 0; at < bytes.length; at += 1000) out.push(...frames.push(bytes.subarray(at, at + 1000)));
    assert.deepEqual(texts(out), [JSON.stringify(long)]);
  });
});
