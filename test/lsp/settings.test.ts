import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver-protocol/node';
import { BAD, folder } from '../cli/world.js';
import { type Editor, editor, MODERN, on, said, uriOf } from './client.js';

const has = (diagnostics: readonly Diagnostic[], code: string) =>
  diagnostics.some(diagnostic => diagnostic.code === code);
const changed = (one: Editor, file: string) =>
  one.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf(file), type: 2 }] });

/** Waits for diagnostics of a document that are as wanted. */
async function become(
  one: Editor,
  uri: string,
  wanted: (diagnostics: readonly Diagnostic[]) => boolean,
): Promise<void> {
  await one.until(() => {
    const last = one.published.findLast(params => params.uri === uri);
    return last !== undefined && wanted(last.diagnostics);
  });
}

describe('settings files', () => {
  test('the nearest one holds, with its overrides and what it leaves out', async t => {
    const cwd = folder(t, {
      '.plimsoll.yaml': 'rules: {sudo-used: off}\n',
      'a/.plimsoll.yaml': 'overrides: [{files: "*.Dockerfile", rules: {sudo-used: error}}]\nignore: [out]\n',
    });
    const one = await editor(t, cwd);
    for (const [name, severity] of [
      ['Dockerfile', undefined],
      ['a/Dockerfile', DiagnosticSeverity.Warning],
      ['a/x.Dockerfile', DiagnosticSeverity.Error],
      ['a/b/c/x.Dockerfile', DiagnosticSeverity.Error],
    ] as const) {
      await one.open(uriOf(cwd, name), BAD);
      const found = await one.diagnostics(uriOf(cwd, name));
      assert.equal(found.find(({ code }) => code === 'sudo-used')?.severity, severity, name);
    }
    await one.open(uriOf(cwd, 'a/out/Dockerfile'), BAD);
    assert.deepEqual(await one.diagnostics(uriOf(cwd, 'a/out/Dockerfile')), []);
  });

  test('a change is followed: told by the editor, or seen with the next change of the text', async t => {
    const cwd = folder(t, { 'in/deep/x': '' });
    const [uri, settings] = [uriOf(cwd, 'in/deep/Dockerfile'), path.join(cwd, 'in/.plimsoll.yaml')];
    const one = await editor(t, cwd);
    await one.open(uri, BAD);
    assert.ok(has(await one.diagnostics(uri), 'sudo-used'));
    fs.writeFileSync(settings, 'rules: {sudo-used: off}\n');
    await changed(one, settings);
    await become(one, uri, diagnostics => !has(diagnostics, 'sudo-used'));
    fs.writeFileSync(settings, 'rules: {sudo-used: error}\n');
    await one.change(uri, 2, { text: `${BAD}\n` });
    assert.ok(has(await one.diagnostics(uri, 2), 'sudo-used'));
    fs.rmSync(settings);
    await changed(one, settings);
    await become(
      one,
      uri,
      found => found.find(({ code }) => code === 'sudo-used')?.severity === DiagnosticSeverity.Warning,
    );
  });

  test('a mistake is told at its place, and what was last right holds on', async t => {
    const cwd = folder(t, { '.plimsoll.yaml': 'rules:\n  sudo-used: off\n' });
    const [uri, settings] = [uriOf(cwd, 'Dockerfile'), path.join(cwd, '.plimsoll.yaml')];
    const one = await editor(t, cwd);
    await one.open(uri, BAD);
    assert.equal(has(await one.diagnostics(uri), 'sudo-used'), false);
    fs.writeFileSync(settings, 'rules:\n  sudo-used: off\n  sodu-used: error\nfail-on: nevr\n');
    await changed(one, settings);
    const mistakes = await one.diagnostics(uriOf(settings));
    assert.deepEqual(
      mistakes.map(({ range, severity, source, code }) => ({ range, severity, source, code })),
      [on(2, 2), on(3, 9)].map(range => ({
        range,
        severity: DiagnosticSeverity.Error,
        source: 'plimsoll',
        code: 'settings',
      })),
    );
    assert.match(said(mistakes[0]), /'sodu-used'; did you mean 'sudo-used'\?/);
    one.forget();
    await one.save(uri);
    assert.equal(has(await one.diagnostics(uri), 'sudo-used'), false);
    fs.writeFileSync(settings, '{}\n');
    await changed(one, settings);
    await become(one, uri, diagnostics => has(diagnostics, 'sudo-used'));
    assert.deepEqual(await one.diagnostics(uriOf(settings)), []);
  });

  test('one that was never right: the file is linted as without it', async t => {
    const cwd = folder(t, { '.plimsoll.yaml': ': :\n  - ][', 'two/.plimsoll.yaml': '', 'two/.plimsoll.json': '{}' });
    const one = await editor(t, cwd);
    await one.open(uriOf(cwd, 'Dockerfile'), BAD);
    assert.ok(has(await one.diagnostics(uriOf(cwd, 'Dockerfile')), 'sudo-used'));
    assert.match(said((await one.diagnostics(uriOf(cwd, '.plimsoll.yaml')))[0]), /^this is not YAML: /);
    await one.open(uriOf(cwd, 'two/Dockerfile'), BAD);
    assert.ok(has(await one.diagnostics(uriOf(cwd, 'two/Dockerfile')), 'sudo-used'));
    const [first] = await one.diagnostics(uriOf(cwd, 'two/.plimsoll.yaml'));
    assert.deepEqual(
      [first?.range, first?.message],
      [on(0), 'there is .plimsoll.json in the same folder; delete all but one of them'],
    );
    // Nobody follows it any more.
    await one.close(uriOf(cwd, 'Dockerfile'));
    await become(one, uriOf(cwd, '.plimsoll.yaml'), diagnostics => diagnostics.length === 0);
  });

  test('one that is open is judged as it stands in the editor', async t => {
    const cwd = folder(t, { '.plimsoll.yaml': 'preset: strct\n' });
    const [uri, settings] = [uriOf(cwd, 'Dockerfile'), uriOf(cwd, '.plimsoll.yaml')];
    const one = await editor(t, cwd);
    await one.open(uri, BAD);
    assert.equal((await one.diagnostics(settings)).length, 1);
    await one.open(settings, '# 😀\npreset: strictt\nx: 1\n', 'yaml');
    const found = await one.diagnostics(settings, 1);
    assert.deepEqual(
      found.map(({ range }) => range),
      [on(1, 8, 15), on(2, 0, 1)],
    );
    await one.change(settings, 2, { text: 'preset: strict\n' });
    assert.deepEqual(await one.diagnostics(settings, 2), []);
    // Closed without being saved: the one on disk counts again.
    await one.close(settings);
    await become(one, settings, diagnostics => /'strct'/.test(said(diagnostics[0])));
    fs.writeFileSync(path.join(cwd, '.plimsoll.yaml'), 'rules: {sudo-used: off}\n');
    await one.open(settings, 'rules: {sudo-used: off}\n', 'yaml');
    await one.save(settings);
    await become(one, uri, diagnostics => !has(diagnostics, 'sudo-used'));
  });
});

describe('settings of the editor', () => {
  test('win over files; those that come later over those of the beginning', async t => {
    const cwd = folder(t, {
      '.plimsoll.yaml': 'rules: {sudo-used: error}\n',
      'other.yaml': 'rules: {sudo-used: info}\n',
    });
    const uri = uriOf(cwd, 'Dockerfile');
    for (const [configuration, initializationOptions, severity] of [
      [null, { plimsoll: { skip: ['sudo-used'] } }, undefined],
      [null, { skip: 'DL3004' }, undefined],
      [{ skip: [] }, { skip: ['sudo-used'] }, DiagnosticSeverity.Error],
      [{ only: ['base-image'] }, undefined, undefined],
      [{ config: 'other.yaml' }, undefined, DiagnosticSeverity.Information],
      [{ config: path.join(cwd, 'other.yaml'), preset: null }, undefined, DiagnosticSeverity.Information],
      [{ config: false, failOn: 'never' }, undefined, DiagnosticSeverity.Warning],
    ] as const) {
      const one = await editor(t, cwd, { configuration, initializationOptions });
      await one.open(uri, BAD);
      await become(one, uri, found => found.find(({ code }) => code === 'sudo-used')?.severity === severity);
      assert.deepEqual(one.shown, []);
      assert.equal(await one.end(), 0);
    }
  });

  test('a change is followed, fetched or sent', async t => {
    const cwd = folder(t, {});
    const uri = uriOf(cwd, 'Dockerfile');
    const fetching = await editor(t, cwd);
    await fetching.open(uri, BAD);
    await become(fetching, uri, diagnostics => has(diagnostics, 'sudo-used'));
    fetching.configuration = { skip: ['sudo-used'] };
    await fetching.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await become(fetching, uri, diagnostics => !has(diagnostics, 'sudo-used'));
    const sending = await editor(t, cwd, { capabilities: { ...MODERN, workspace: {} } });
    await sending.open(uri, BAD);
    await become(sending, uri, diagnostics => has(diagnostics, 'sudo-used'));
    await sending.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { plimsoll: { skip: ['user', 'sudo-used'] } },
    });
    await become(sending, uri, diagnostics => !has(diagnostics, 'sudo-used'));
    // Those of other programs are not ours.
    await sending.connection.sendNotification('workspace/didChangeConfiguration', { settings: { pylsp: {} } });
    await become(sending, uri, diagnostics => has(diagnostics, 'sudo-used'));
    assert.deepEqual([...sending.shown, ...fetching.shown], []);
  });

  test('mistakes are shown, and the rest holds', async t => {
    const cwd = folder(t, {});
    const uri = uriOf(cwd, 'Dockerfile');
    const configuration = {
      preset: 'strickt',
      skip: ['sudo-used'],
      only: ['sudo-usd'],
      failOn: 1,
      what: 1,
      config: 'none.yaml',
    };
    const one = await editor(t, cwd, { configuration });
    await one.open(uri, `${BAD}MAINTAINER me\n`);
    await become(one, uri, diagnostics => has(diagnostics, 'maintainer-used') && !has(diagnostics, 'sudo-used'));
    await one.until(() => one.shown.length === 5);
    for (const [i, pattern] of [
      /^Plimsoll: plimsoll\.preset: 'strickt' is not one of recommended, cis, strict, all\.$/,
      /^Plimsoll: plimsoll\.only: there is no rule, alias or topic 'sudo-usd'; did you mean 'sudo-used'\?\.?$/,
      /^Plimsoll: plimsoll\.failOn: this must be a text\.$/,
      /^Plimsoll: plimsoll\.what: there is no such setting; .*\.$/,
      /^Plimsoll: there is no settings file .*none\.yaml; .*\.$/,
    ].entries())
      assert.match(one.shown[i] ?? '', pattern);
  });

  test('the folder of a document is the innermost that is open', async t => {
    const cwd = folder(t, { 'a/own.yaml': 'rules: {sudo-used: error}\n', 'b/own.yaml': 'rules: {sudo-used: info}\n' });
    const one = await editor(t, cwd, {
      configuration: { config: 'own.yaml' },
      workspaceFolders: ['a', 'b'].map(name => ({ uri: uriOf(cwd, name), name })),
    });
    for (const [name, severity] of [
      ['a', DiagnosticSeverity.Error],
      ['b', DiagnosticSeverity.Information],
    ] as const) {
      const uri = uriOf(cwd, name, 'Dockerfile');
      await one.open(uri, BAD);
      await become(one, uri, found => found.find(({ code }) => code === 'sudo-used')?.severity === severity);
    }
    const event = { added: [], removed: [{ uri: uriOf(cwd, 'a'), name: 'a' }] };
    await one.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    await become(
      one,
      uriOf(cwd, 'a', 'Dockerfile'),
      found => found.find(({ code }) => code === 'sudo-used')?.severity === DiagnosticSeverity.Information,
    );
  });

  test('the build context: COPY is judged against it, as it is on disk', async t => {
    const cwd = folder(t, { 'ctx/app': '', 'ctx/.dockerignore': 'secret\n', 'ctx/secret': '' });
    const uri = uriOf(cwd, 'Dockerfile');
    const text = 'FROM scratch\nCOPY app none secret /app/\nUSER 1000\n';
    const one = await editor(t, cwd, { configuration: { context: 'ctx', only: ['copy'] } });
    await one.open(uri, text);
    const told = (words: readonly string[]) => (found: readonly Diagnostic[]) => {
      const ranges = found.map(({ range }) =>
        text.split('\n')[range.start.line]?.slice(range.start.character, range.end.character),
      );
      return words.every(word => ranges.includes(word)) && ranges.length === words.length;
    };
    await become(one, uri, told(['none', 'secret']));
    fs.writeFileSync(path.join(cwd, 'ctx/none'), '');
    await one.save(uri);
    await become(one, uri, told(['secret']));
    fs.writeFileSync(path.join(cwd, 'ctx/.dockerignore'), '');
    await changed(one, path.join(cwd, 'ctx/.dockerignore'));
    await become(one, uri, told([]));
    one.configuration = { context: 'nowhere' };
    await one.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await become(one, uri, found => has(found, 'incomplete'));
    const missing = one.published.at(-1)?.diagnostics.find(({ code }) => code === 'incomplete');
    assert.equal(missing?.message, 'COPY is not judged against the build context: there is no such folder');
  });
});
