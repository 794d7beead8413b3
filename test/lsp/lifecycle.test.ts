import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { ErrorCodes, LSPErrorCodes, ResponseError, TextDocumentSyncKind } from 'vscode-languageserver-protocol/node';
import { VERSION } from '../../src/version.js';
import { BAD, folder, run } from '../cli/world.js';
import { Editor, editor, exitOf, PULLING, raw, start, uriOf } from './client.js';

const code = (expected: number) => (error: unknown) => error instanceof ResponseError && error.code === expected;

describe('the life of a conversation', () => {
  test('begins with what the server can', async t => {
    const { welcome } = await editor(t, folder(t, {}));
    assert.deepEqual(welcome?.serverInfo, { name: 'plimsoll', version: VERSION });
    const { capabilities } = welcome ?? {};
    assert.equal(capabilities?.positionEncoding, 'utf-16');
    assert.deepEqual(capabilities?.textDocumentSync, {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: true,
    });
    assert.equal(capabilities?.diagnosticProvider, undefined);
    assert.deepEqual(capabilities?.codeActionProvider, { codeActionKinds: ['quickfix', 'source.fixAll.plimsoll'] });
    const pulling = await editor(t, folder(t, {}), { capabilities: PULLING });
    assert.equal((pulling.welcome?.capabilities.diagnosticProvider as { identifier: string }).identifier, 'plimsoll');
    // An old editor would take an action for a command.
    const old = await editor(t, folder(t, {}), { capabilities: {} });
    assert.equal(old.welcome?.capabilities.codeActionProvider, undefined);
  });

  test('registers for settings files where the editor lets it', async t => {
    const modern = await editor(t, folder(t, {}));
    await modern.until(() => modern.registered.length > 0);
    assert.deepEqual(modern.registered, ['workspace/didChangeWatchedFiles', 'workspace/didChangeConfiguration']);
    const old = await editor(t, folder(t, {}), { capabilities: {} });
    assert.equal(await old.end(), 0);
    assert.deepEqual(old.registered, []);
  });

  test('shutdown and exit end it with 0, exit alone with 1', async t => {
    const orderly = await editor(t, folder(t, {}));
    assert.equal(await orderly.end(), 0);
    assert.equal(orderly.stderr, '');
    const rude = await editor(t, folder(t, {}));
    await rude.connection.sendNotification('exit');
    assert.equal(await exitOf(rude.child), 1);
  });

  test('an exit before the beginning ends it, too', async t => {
    const one = new Editor(start(t, folder(t, {})));
    await one.connection.sendNotification('exit');
    assert.equal(await exitOf(one.child), 1);
  });

  test('the end of the input ends it; what was asked is answered first', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd, { capabilities: PULLING });
    await one.open(uriOf(cwd, 'Dockerfile'), BAD);
    let got = '';
    one.child.stdout?.on('data', data => (got += data));
    const params = { textDocument: { uri: uriOf(cwd, 'Dockerfile') } };
    one.child.stdin?.end(raw({ id: 'last', method: 'textDocument/diagnostic', params }));
    assert.equal(await exitOf(one.child), 1);
    assert.match(got, /"id":"last","result":\{"kind":"full",.*"code":"sudo-used"/);
  });

  test('shutdown and exit in one breath: both are heard', async t => {
    const one = await editor(t, folder(t, {}));
    let got = '';
    one.child.stdout?.on('data', data => (got += data));
    one.child.stdin?.write(raw({ id: 'last', method: 'shutdown' }) + raw({ method: 'exit' }));
    assert.equal(await exitOf(one.child), 0);
    assert.match(got, /"id":"last","result":null/);
  });

  test('the end of the editor ends it', async t => {
    for (const way of ['processId', 'argument']) {
      const parent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      t.after(() => parent.kill('SIGKILL'));
      const pid = Number(parent.pid);
      const one =
        way === 'processId'
          ? await editor(t, folder(t, {}), { processId: pid })
          : await new Editor(start(t, folder(t, {}), [`--clientProcessId=${pid}`])).begin({ processId: null });
      parent.kill('SIGKILL');
      assert.equal(await exitOf(one.child), 1, way);
    }
  });

  test('nothing but initialize comes first, and that once', async t => {
    const one = new Editor(start(t, folder(t, {})));
    const hover = { textDocument: { uri: 'file:///Dockerfile' }, position: { line: 0, character: 0 } };
    await assert.rejects(
      one.connection.sendRequest('textDocument/hover', hover),
      code(ErrorCodes.ServerNotInitialized),
    );
    // Nobody is told of what comes too early.
    await one.open('file:///Dockerfile', BAD);
    await one.begin();
    await assert.rejects(
      one.connection.sendRequest('initialize', { capabilities: {} }),
      code(ErrorCodes.InvalidRequest),
    );
    await assert.rejects(one.connection.sendRequest('textDocument/hover', hover), code(ErrorCodes.InvalidParams));
    assert.deepEqual(one.published, []);
  });

  test('nothing but exit comes after shutdown', async t => {
    const one = await editor(t, folder(t, {}));
    await one.connection.sendRequest('shutdown');
    await assert.rejects(one.connection.sendRequest('shutdown'), code(ErrorCodes.InvalidRequest));
    await one.connection.sendNotification('exit');
    assert.equal(await exitOf(one.child), 0);
  });

  test('what it does not know it says so; a request can be taken back', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd);
    for (const method of ['textDocument/rename', 'x', '__proto__', 'toString'])
      await assert.rejects(one.connection.sendRequest(method, {}), code(ErrorCodes.MethodNotFound));
    await one.connection.sendNotification('textDocument/unheardOf', {});
    await one.connection.sendNotification('$/unheardOf', {});
    const uri = uriOf(cwd, 'Dockerfile');
    await one.open(uri, BAD);
    // Cancelled in the same breath: it is refused or answered, but never left open.
    let got = '';
    one.child.stdout?.on('data', data => (got += data));
    const asked = raw({ id: 987654, method: 'textDocument/documentSymbol', params: { textDocument: { uri } } });
    one.child.stdin?.write(asked + raw({ method: '$/cancelRequest', params: { id: 987654 } }));
    await one.connection.sendRequest('shutdown');
    assert.match(got, new RegExp(`"id":987654,"(?:result|error":\\{"code":${LSPErrorCodes.RequestCancelled})`));
  });

  test('the command itself: help, and no other words', async () => {
    assert.match((await run('/', ['lsp', '--help'])).stdout, /^plimsoll lsp\n/);
    assert.equal((await run('/', ['lsp', 'Dockerfile'])).code, 2);
  });
});
