/** What stands between the library that speaks JSON-RPC and the rest. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ErrorCodes, LSPErrorCodes } from 'vscode-languageserver-protocol/node';
import { Pace } from '../../src/lsp/rpc/pace.js';
import { Peer } from '../../src/lsp/rpc/peer.js';
import { NoMessage, readerOf } from '../../src/lsp/rpc/reader.js';
import { raw } from './client.js';

/** Everything that is read out of some bytes, in order: messages, and the codes of what is none. */
async function read(chunks: AsyncIterable<Uint8Array>): Promise<unknown[]> {
  const got: unknown[] = [];
  const reader = readerOf(chunks, new Pace());
  reader.onError(error => got.push(error instanceof NoMessage ? error.error.code : 'lost'));
  const closed = new Promise<void>(resolve => reader.onClose(resolve));
  reader.listen(message => got.push(message));
  await closed;
  return got;
}

async function* pieces(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const length of [...lengths, bytes.length]) {
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

describe('messages out of bytes', () => {
  test('what is none hides nothing behind it, whatever the pieces are', async () => {
    const good = fc.dictionary(fc.string(), fc.jsonValue()).map(params => {
      const message = JSON.parse(raw({ method: 'm', params }).split('\r\n\r\n').slice(1).join('\r\n\r\n'));
      return [JSON.stringify(message), message as unknown] as const;
    });
    const bad = fc.constantFrom<readonly [string, unknown]>(
      ['{"a":', ErrorCodes.ParseError],
      ['', ErrorCodes.ParseError],
      ['[]', ErrorCodes.InvalidRequest],
      ['{"method":"$/cancelRequest"}', ErrorCodes.InvalidParams],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(good, bad), { maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 }),
        async (bodies, lengths) => {
          const framed = bodies.map(([text]) => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
          const got = await read(pieces(Buffer.from(framed.join('')), lengths));
          assert.deepEqual(
            got,
            bodies.map(([, expected]) => expected),
          );
        },
      ),
    );
  });

  test('no bytes make it throw or wait', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('', 'Content-Length: ', 'content-length:-', 'Content-Length: 3\r\n\r\n'),
        async (noise, head) => {
          const got = await read(pieces(Buffer.concat([Buffer.from(head), noise, Buffer.from('\r\n\r\n')]), [7, 20]));
          assert.ok(got.length < 200);
        },
      ),
    );
  });

  test('an editor that floods us waits until what it sent is begun', async () => {
    const many = Buffer.from(raw({ method: 'm' }).repeat(500));
    let begun = 0;
    const before: number[] = [];
    async function* flood() {
      for (let i = 0; i < 4; i++) {
        before.push(begun);
        yield many;
      }
      before.push(begun);
    }
    const peer = new Peer(flood(), () => {}, {
      request: () => null,
      notification: () => begun++,
      failed: () => assert.fail(),
      lost: () => assert.fail(),
    });
    peer.listen();
    await peer.closed;
    assert.deepEqual(before, [0, 500, 1000, 1500, 2000]);
  });
});

test('a request can be taken back before it is begun, and while it runs', async () => {
  const cancel = (id: number | string) => raw({ method: '$/cancelRequest', params: { id } });
  let go: () => void = () => {};
  const begun: string[] = [];
  async function* some() {
    yield Buffer.from(raw({ id: 1, method: 'late' }) + cancel(1) + raw({ id: 'a', method: 'running' }));
    yield Buffer.from(cancel('a') + cancel('nobody') + raw({ method: 'go' }) + raw({ id: 3, method: 'kept' }));
  }
  let got = '';
  const peer = new Peer(some(), text => (got += text), {
    request: method => {
      begun.push(method);
      return method === 'running' ? new Promise<void>(resolve => (go = resolve)) : method;
    },
    notification: () => go(),
    failed: () => assert.fail(),
    lost: () => assert.fail(),
  });
  peer.listen();
  await peer.closed;
  await peer.settled();
  await peer.end();
  const answers = [...got.matchAll(/\{"jsonrpc".*?(?=Content-Length|$)/gs)].map(
    ([text]) => JSON.parse(text) as { id: unknown; result?: unknown; error?: { code: number } },
  );
  assert.deepEqual(begun, ['running', 'kept']);
  assert.deepEqual(Object.fromEntries(answers.map(({ id, result, error }) => [id, error?.code ?? result])), {
    1: LSPErrorCodes.RequestCancelled,
    a: LSPErrorCodes.RequestCancelled,
    3: 'kept',
  });
});

test('an editor that takes nothing any more is left, once', async () => {
  let [tried, lost] = [0, 0];
  async function* some() {
    yield Buffer.from(raw({ id: 1, method: 'm' }) + raw({ id: 2, method: 'm' }));
  }
  const write = () => {
    tried++;
    throw new Error('gone');
  };
  const peer: Peer = new Peer(some(), write, {
    request: () => null,
    notification: () => undefined,
    failed: () => {},
    lost: () => {
      lost++;
      void peer.tell('window/logMessage', { type: 1, message: 'x' });
    },
  });
  peer.listen();
  await peer.closed;
  await peer.settled();
  await peer.tell('x', {});
  await assert.rejects(peer.ask('x'), { message: 'the editor refused.' });
  await peer.end();
  assert.deepEqual([tried, lost], [1, 1]);
});
