/** What no editor should send. The server says so, and goes on where it can. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { type Diagnostic, ErrorCodes } from 'vscode-languageserver-protocol/node';
import { BAD, folder } from '../cli/world.js';
import { type Editor, editor, exitOf, MODERN, PULLING, raw, uriOf } from './client.js';

/** Answers to nobody, as the client's library keeps them from us. */
interface Refusal {
  readonly id: null;
  readonly error: { readonly code: number; readonly message: string };
}

async function place(t: TestContext): Promise<{ one: Editor; refusals: () => Refusal[]; works: () => Promise<void> }> {
  const cwd = folder(t, {});
  const one = await editor(t, cwd);
  let got = '';
  one.child.stdout?.on('data', data => (got += data));
  const refusals = () =>
    [...got.matchAll(/\{"jsonrpc":"2\.0","id":null,.*?\}\}/g)].map(([text]) => JSON.parse(text) as Refusal);
  let count = 0;
  const works = async () => {
    const uri = uriOf(cwd, `Dockerfile.${++count}`);
    await one.open(uri, BAD);
    assert.ok((await one.diagnostics(uri)).length > 0);
    await one.close(uri);
  };
  return { one, refusals, works };
}

describe('bytes that are no messages', () => {
  test('get an answer where they have the length they say, and the next message is understood', async t => {
    const { one, refusals, works } = await place(t);
    const cases: readonly (readonly [string | Uint8Array, number])[] = [
      ['Content-Length: 5\r\n\r\n{"a":', ErrorCodes.ParseError],
      ['Content-Length: 2\r\n\r\n[]', ErrorCodes.InvalidRequest],
      ['Content-Length: 4\r\n\r\nnull', ErrorCodes.InvalidRequest],
      ['Content-Length: 2\r\n\r\n42', ErrorCodes.InvalidRequest],
      ['Content-Length: 0\r\n\r\n', ErrorCodes.ParseError],
      [`Content-Length: 20000\r\n\r\n${'['.repeat(20_000)}`, ErrorCodes.ParseError],
      [`Content-Length: 40000\r\n\r\n${'['.repeat(20_000)}${']'.repeat(20_000)}`, ErrorCodes.InvalidRequest],
      [Buffer.concat([Buffer.from('Content-Length: 3\r\n\r\n'), Buffer.of(0xff, 0xfe, 0x00)]), ErrorCodes.ParseError],
      ['content-type: x; charset=utf-8\r\nCONTENT-LENGTH:  2 \r\n\r\n{}', 0],
      [raw({ id: 'seven', method: 7 }), 0],
      [raw({ method: null }), ErrorCodes.InvalidRequest],
      [raw({ id: { a: 1 }, method: 'shutdown' }), ErrorCodes.InvalidRequest],
      [raw({ id: null, method: 'shutdown' }), ErrorCodes.InvalidRequest],
      [raw({}), 0],
      [raw({ id: 4711 }), 0],
      [raw({ id: 4711, result: 'nobody asked' }), 0],
      [raw({ id: 4711, error: null }), 0],
      [raw({ id: null, error: { code: 'x' } }), 0],
      [raw({ method: '$/cancelRequest' }), 0],
      [raw({ method: '$/cancelRequest', params: { id: {} } }), 0],
      [raw({ method: '$/cancelRequest', params: { id: 'nobody asked' } }), 0],
      [raw({ id: 5, method: '$/cancelRequest', params: null }), 0],
      [raw({ method: '$/progress' }), 0],
      [raw({ method: '$/logTrace', params: [] }), 0],
    ];
    for (const [bytes, code] of cases) {
      const before = refusals().length;
      one.child.stdin?.write(bytes);
      await works();
      const after = refusals().slice(before);
      assert.deepEqual(
        after.map(({ error }) => error.code),
        code === 0 ? [] : [code],
        String(bytes).slice(0, 80),
      );
      for (const { error } of after) assert.match(error.message, /^[^\n]*; [^\n]*\.$/);
    }
    assert.equal(await one.end(), 0);
    assert.equal(one.stderr, '');
  });

  test('end it where nobody can tell what comes next; it says so once', async t => {
    const secret = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    for (const bytes of [
      'Content-Length: x\r\n\r\n{}',
      `Content-Type: ${secret}\r\n\r\n{}`,
      `GET /${secret} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
      `${secret}\r\n\r\n`,
      '\r\n\r\n',
      `Content-Length: 1e3\r\n\r\n{}${raw({ method: 'x' })}`,
      `Content-Length: -9\r\n\r\n{}${raw({ method: 'x' })}${raw({ method: 'x' })}`,
      `Content-Length: 99999999999\r\n\r\n${' '.repeat(65 * 1024 * 1024)}`,
    ]) {
      const { one } = await place(t);
      await one.until(() => one.registered.length > 0);
      let got = '';
      one.child.stdout?.on('data', data => (got += data));
      one.child.stdin?.on('error', () => {});
      one.child.stdin?.write(`${bytes}${raw({ id: 'late', method: 'shutdown' })}`);
      assert.equal(await exitOf(one.child), 1, bytes.slice(0, 80));
      assert.deepEqual(
        [...got.matchAll(/"method":"window\/logMessage","params":\{"type":2,"message":"(.*?)"\}/g)].map(
          ([, text]) => text,
        ),
        ['it cannot be told where the next message begins; start the language server again.'],
        bytes.slice(0, 80),
      );
      assert.equal(got.includes(secret) || got.includes('"late"'), false);
      assert.equal(one.stderr, '');
    }
  });

  test('do not keep it alive when their end does not come', async t => {
    const { one } = await place(t);
    one.child.stdin?.end('Content-Length: 100\r\n\r\n{"jsonrpc"');
    assert.equal(await exitOf(one.child), 1);
    assert.equal(one.stderr, '');
  });

  test('a secret in what cannot be read is not told', async t => {
    const { one, refusals, works } = await place(t);
    const secret = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    const text = `{"token": "${secret}" oops`;
    one.child.stdin?.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
    await works();
    assert.equal(refusals().length, 1);
    assert.equal(JSON.stringify([refusals(), one.logged, one.shown, one.stderr]).includes(secret), false);
  });
});

describe('parameters that are wrong', () => {
  test('of requests: an error that says where', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd, { capabilities: PULLING });
    const uri = uriOf(cwd, 'Dockerfile');
    await one.open(uri, BAD);
    const textDocument = { uri };
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    for (const [method, params, where] of [
      ['textDocument/hover', null, 'position.line'],
      ['textDocument/hover', [1, 2], 'position.line'],
      ['textDocument/hover', { textDocument, position: { line: -1, character: 0 } }, 'position'],
      ['textDocument/hover', { textDocument, position: { line: 1e300, character: 0 } }, 'position.line'],
      ['textDocument/hover', { textDocument: { uri: 5 }, position: range.start }, 'textDocument.uri'],
      ['textDocument/codeAction', { textDocument }, 'range.start.line'],
      ['textDocument/codeAction', { textDocument: { uri: 'file:///none' }, range }, 'not open'],
      ['textDocument/documentSymbol', 'x', 'textDocument.uri'],
      ['textDocument/diagnostic', {}, 'textDocument.uri'],
    ] as const)
      await assert.rejects(one.connection.sendRequest(method, params), (error: { code: number; message: string }) => {
        assert.equal(error.code, ErrorCodes.InvalidParams, method);
        assert.ok(error.message.includes(where), error.message);
        return true;
      });
    // Far outside of the text is no mistake.
    const far = { line: 1_000_000, character: 1_000_000 };
    assert.equal(await one.connection.sendRequest('textDocument/hover', { textDocument, position: far }), null);
    const odd = { textDocument, range: { start: far, end: range.start }, context: { only: [5, 'refactor'] } };
    assert.deepEqual(await one.connection.sendRequest('textDocument/codeAction', odd), []);
    assert.equal(await one.end(), 0);
  });

  test('of notifications: a line in the log; the text stays as it was', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd);
    const uri = uriOf(cwd, 'Dockerfile');
    await one.open(uri, BAD);
    const before = await one.diagnostics(uri, 1);
    const textDocument = { uri, version: 2 };
    for (const [method, params] of [
      ['textDocument/didOpen', { textDocument: { uri } }],
      ['textDocument/didChange', { textDocument, contentChanges: [{ text: '' }, { text: 5 }] }],
      ['textDocument/didChange', { textDocument, contentChanges: [{ text: '' }, { range: {}, text: '' }] }],
      ['textDocument/didChange', { textDocument, contentChanges: 'x' }],
      ['textDocument/didChange', { textDocument: { uri: 'file:///other', version: 1 }, contentChanges: [] }],
      ['textDocument/didClose', {}],
      ['textDocument/didSave', null],
    ] as const) {
      const count = one.logged.length;
      await one.connection.sendNotification(method, params);
      await one.until(() => one.logged.length > count);
      assert.match(one.logged.at(-1) ?? '', new RegExp(`^${method}: .*\\.$`));
    }
    one.forget();
    await one.save(uri);
    assert.deepEqual(await one.diagnostics(uri, 1), before);
    // A range the wrong way round, and one far outside, are put right.
    const [far, near] = [
      { line: 99, character: 99 },
      { line: 0, character: 0 },
    ];
    await one.change(uri, 3, { range: { start: far, end: near }, text: 'FROM scratch\n' });
    assert.notDeepEqual(await one.diagnostics(uri, 3), before);
    assert.equal(await one.end(), 0);
  });

  test('of anything, whatever they are: everything is answered', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd, { capabilities: PULLING });
    const uri = uriOf(cwd, 'Dockerfile');
    await one.open(uri, BAD);
    const asked = ['hover', 'codeAction', 'documentSymbol', 'diagnostic'].map(name => `textDocument/${name}`);
    const told = [
      ...['didOpen', 'didChange', 'didSave'].map(name => `textDocument/${name}`),
      ...['didChangeConfiguration', 'didChangeWatchedFiles', 'didChangeWorkspaceFolders'].map(
        name => `workspace/${name}`,
      ),
      'initialized',
      '$/cancelRequest',
      '$/setTrace',
    ];
    const something = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.record({
        textDocument: fc.oneof(fc.constant({ uri, version: 1, languageId: 'dockerfile' }), fc.jsonValue()),
        position: fc.oneof(fc.record({ line: fc.nat(9), character: fc.nat(9) }), fc.jsonValue()),
        range: fc.jsonValue(),
        contentChanges: fc.oneof(fc.array(fc.record({ text: fc.string() })), fc.jsonValue()),
        settings: fc.record({ plimsoll: fc.jsonValue() }),
        event: fc.jsonValue(),
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...told),
        fc.constantFrom(...asked),
        something,
        something,
        async (tell, ask, a, b) => {
          await one.connection.sendNotification(tell, a);
          await one.connection.sendRequest(ask, b).catch((error: { code: number }) => {
            assert.ok(
              [ErrorCodes.InvalidParams].includes(error.code as typeof ErrorCodes.InvalidParams),
              String(error.code),
            );
          });
        },
      ),
      { numRuns: 300 },
    );
    assert.deepEqual(
      one.logged.filter(line => line.includes('should not have')),
      [],
    );
    assert.equal(await one.end(), 0);
    assert.equal(one.stderr, '');
  });

  test('of initialize: it begins all the same', async t => {
    for (const params of [
      { capabilities: null, workspaceFolders: 'x', processId: 'x', rootUri: 5, initializationOptions: [1] },
      {
        capabilities: { ...MODERN, textDocument: 7, workspace: [] },
        workspaceFolders: [1, { uri: 2 }, { uri: 'http://x' }],
      },
    ]) {
      const cwd = folder(t, {});
      const one = await editor(t, cwd, params as never);
      const uri = uriOf(cwd, 'Dockerfile');
      await one.open(uri, BAD);
      const found: Diagnostic[] = await one.diagnostics(uri);
      assert.ok(found.length > 0);
      assert.equal(await one.end(), 0);
    }
  });
});
