import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-protocol/node';
import { BAD, folder, GOOD, run } from '../cli/world.js';
import { editor, on, PULLING, raw, said, uriOf } from './client.js';

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);
const of = (diagnostics: readonly Diagnostic[], code: string): Diagnostic => {
  const found = diagnostics.find(diagnostic => diagnostic.code === code);
  assert.ok(found !== undefined, `${code} is not among ${codes(diagnostics).join(', ')}`);
  return found;
};

describe('diagnostics that are sent', () => {
  test('are those of the command line, at the same places', async t => {
    const text = fs.readFileSync('fixtures/first-look/Dockerfile', 'utf8');
    const cwd = folder(t, { Dockerfile: text });
    const { findings } = JSON.parse((await run(cwd, ['--format', 'json'])).stdout) as {
      findings: {
        rule: string;
        severity: string;
        line: number;
        column: number;
        endLine: number;
        endColumn: number;
        message: string;
        suppressed?: object;
      }[];
    };
    assert.ok(findings.length > 5);
    const one = await editor(t, cwd);
    await one.open(uriOf(cwd, 'Dockerfile'), text);
    const got = await one.diagnostics(uriOf(cwd, 'Dockerfile'), 1);
    assert.deepEqual(
      got.map(({ code, severity, message, range, source }) => ({ code, severity, message, range, source })),
      findings
        .filter(({ suppressed }) => suppressed === undefined)
        .map(({ rule, severity, message, line, column, endLine, endColumn }) => ({
          code: rule,
          severity: {
            error: DiagnosticSeverity.Error,
            warning: DiagnosticSeverity.Warning,
            info: DiagnosticSeverity.Information,
          }[severity],
          message,
          range: {
            start: { line: line - 1, character: column - 1 },
            end: { line: endLine - 1, character: endColumn - 1 },
          },
          source: 'plimsoll',
        })),
    );
  });

  test('are of the text in the editor, not of the one on disk', async t => {
    const cwd = folder(t, { Dockerfile: GOOD });
    const uri = uriOf(cwd, 'Dockerfile');
    const one = await editor(t, cwd);
    await one.open(uri, BAD);
    of(await one.diagnostics(uri, 1), 'sudo-used');
    // Only the word goes: the change is told as a range.
    await one.change(uri, 2, { range: on(1, 4, 9), text: '' });
    assert.equal(codes(await one.diagnostics(uri, 2)).includes('sudo-used'), false);
    await one.change(uri, 3, { text: BAD });
    of(await one.diagnostics(uri, 3), 'sudo-used');
  });

  test('of a burst of changes only the last one is told', async t => {
    const cwd = folder(t, {});
    const uri = uriOf(cwd, 'Dockerfile');
    const one = await editor(t, cwd);
    await one.open(uri, GOOD);
    await one.diagnostics(uri, 1);
    one.forget();
    const word = 'sudo true';
    const changes = Array.from({ length: word.length + 1 }, (_, i) => ({
      textDocument: { uri, version: i + 2 },
      contentChanges: [{ text: `FROM debian:12\nRUN ${word.slice(0, i)}\nUSER 1000\n` }],
    }));
    // In one breath, so that all of them are there before the first is judged.
    one.child.stdin?.write(changes.map(params => raw({ method: 'textDocument/didChange', params })).join(''));
    of(await one.diagnostics(uri, word.length + 2), 'sudo-used');
    // However long a change takes to get here, no version is told before one that is older.
    const versions = one.published.map(({ version }) => Number(version));
    assert.deepEqual(
      versions,
      [...versions].sort((a, b) => a - b),
    );
    assert.ok(versions.length < word.length, `${versions.length} of ${word.length + 1} were told`);
  });

  test('go when the document is closed, and are not told after', async t => {
    const cwd = folder(t, {});
    const uri = uriOf(cwd, 'Dockerfile');
    const one = await editor(t, cwd);
    await one.open(uri, BAD);
    await one.diagnostics(uri, 1);
    await one.change(uri, 2, { text: `${BAD}# more\n` });
    await one.close(uri);
    await one.until(() => one.published.at(-1)?.diagnostics.length === 0);
    const other = uriOf(cwd, 'b.Dockerfile');
    await one.open(other, BAD);
    await one.change(other, 2, { text: `${BAD}# more\n` });
    await one.diagnostics(other, 2);
    assert.deepEqual(
      one.published.findLast(params => params.uri === uri),
      { uri, diagnostics: [] },
    );
  });

  test('are exact: UTF-16, tabs, CRLF, lone CR, byte order mark', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd);
    const before = 'echo 😀ä && ';
    const texts: Readonly<Record<string, readonly [text: string, line: number, character: number]>> = {
      'a.Dockerfile': [`FROM debian:12\nRUN ${before}sudo true\nUSER 1\n`, 1, 4 + before.length],
      'b.Dockerfile': [`FROM debian:12\r\n\r\nRUN \t${before}\\\r\n  sudo true\r\nUSER 1\r\n`, 3, 2],
      'c.Dockerfile': [`FROM debian:12\n# a\rb\nRUN ${before}sudo true\nUSER 1\n`, 3, 4 + before.length],
      'd.Dockerfile': [`\ufeffFROM debian:12\nRUN sudo true\nUSER 1\n`, 1, 4],
      'e.Dockerfile': ['FROM debian:12\nRUN <<EOF\n  echo 😀\n  sudo true\nEOF\nUSER 1\n', 3, 2],
    };
    for (const [name, [text, line, character]] of Object.entries(texts)) {
      const uri = uriOf(cwd, name);
      await one.open(uri, text);
      const { range } = of(await one.diagnostics(uri), 'sudo-used');
      assert.deepEqual(range, on(line, character, character + 'sudo'.length), name);
    }
  });

  test('tell what belongs to it, what may be struck through, and where the rule is explained, to editors that can show it', async t => {
    const cwd = folder(t, {});
    const uri = uriOf(cwd, 'Dockerfile');
    const text = 'FROM debian:12 AS a\nFROM debian:12 AS a\nMAINTAINER somebody\nCMD ["a"]\nCMD ["b"]\nUSER 1\n';
    const one = await editor(t, cwd);
    await one.open(uri, text);
    const found = await one.diagnostics(uri);
    assert.deepEqual(of(found, 'maintainer-used').tags, [DiagnosticTag.Deprecated]);
    for (const { code, codeDescription } of found) {
      const page = fs.readFileSync(new URL(codeDescription?.href ?? ''), 'utf8');
      assert.ok(page.includes(`# ${code}\n`), 'the page about the rule');
    }
    const related = found.filter(({ relatedInformation }) => relatedInformation !== undefined);
    assert.ok(related.length > 0);
    for (const { relatedInformation = [] } of related)
      for (const { location, message } of relatedInformation) {
        assert.equal(location.uri, uri);
        assert.notEqual(message, '');
      }
    const old = await editor(t, cwd, { capabilities: {} });
    await old.open(uri, text);
    for (const diagnostic of await old.diagnostics(uri)) {
      assert.equal('tags' in diagnostic, false);
      assert.equal('codeDescription' in diagnostic, false);
      assert.equal('relatedInformation' in diagnostic, false);
    }
  });

  test('are not of what somebody has allowed; a secret is not in them', async t => {
    const cwd = folder(t, {});
    const uri = uriOf(cwd, 'Dockerfile');
    const secret = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
    const one = await editor(t, cwd);
    await one.open(
      uri,
      `FROM debian:12\n# plimsoll allow sudo-used -- it is a test\nRUN sudo true\nENV API_TOKEN=${secret}\nRUN curl -H "X: ${secret}" http://x\nUSER 1\n`,
    );
    const found = await one.diagnostics(uri);
    assert.equal(codes(found).includes('sudo-used'), false);
    assert.ok(codes(found).some(code => /secret|token/.test(String(code))));
    const shown = JSON.stringify([
      found,
      await one.connection.sendRequest('textDocument/hover', {
        textDocument: { uri },
        position: { line: 3, character: 6 },
      }),
      await one.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } }),
      (await one.actions(uri, on(3, 0, 99))).map(({ title, diagnostics }) => [title, diagnostics]),
    ]);
    assert.equal(shown.includes(secret), false);
  });
});

describe('which documents', () => {
  test('by the language, else by the name', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd);
    for (const [name, languageId, isOne] of [
      ['Dockerfile', 'plaintext', true],
      ['app.Dockerfile', '', true],
      ['Containerfile', 'x', true],
      ['whatever.txt', 'dockerfile', true],
      ['whatever2.txt', 'Dockerfile', true],
      ['Dockerfile.md', 'markdown', false],
      ['main.go', 'go', false],
    ] as const) {
      await one.open(uriOf(cwd, name), BAD, languageId);
      if (isOne) of(await one.diagnostics(uriOf(cwd, name)), 'sudo-used');
    }
    const none = { textDocument: { uri: uriOf(cwd, 'main.go') } };
    assert.equal(await one.connection.sendRequest('textDocument/documentSymbol', none), null);
    assert.equal(
      await one.connection.sendRequest('textDocument/hover', { ...none, position: { line: 1, character: 5 } }),
      null,
    );
    // All are judged again, and that one is still none of ours.
    one.forget();
    await one.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });
    await one.diagnostics(uriOf(cwd, 'whatever2.txt'));
    await one.close(uriOf(cwd, 'main.go'));
    assert.equal(await one.end(), 0);
    for (const name of ['main.go', 'Dockerfile.md'])
      assert.equal(
        one.published.some(({ uri }) => uri === uriOf(cwd, name)),
        false,
      );
  });

  test('whatever their URIs are; answers use the same', async t => {
    const cwd = folder(t, {
      '.plimsoll.yaml': 'rules: {sudo-used: off}\n',
      'in/.plimsoll.yaml': 'rules: {sudo-used: error}\n',
    });
    const one = await editor(t, cwd);
    for (const [uri, severity] of [
      ['untitled:Untitled-1', undefined],
      [`untitled:${path.join(cwd, 'in', 'Dockerfile')}`, DiagnosticSeverity.Error],
      ['vscode-remote://wsl%2Bubuntu/home/u/Dockerfile', undefined],
      ['vscode-vfs://github/a/b/Dockerfile', undefined],
      ['file:///c%3A/Users/u/Dockerfile', DiagnosticSeverity.Warning],
      ['file:///C:/Users/u/Dockerfile', DiagnosticSeverity.Warning],
      ['file://server/share/Dockerfile', undefined],
      ['file:///a%2Fb/Dockerfile', undefined],
      ['file:///%00/Dockerfile', undefined],
      ['Dockerfile', undefined],
      ['', undefined],
    ] as const) {
      await one.open(uri, `${BAD}MAINTAINER me\n`);
      const found = await one.diagnostics(uri, 1);
      of(found, 'maintainer-used');
      // A text on no disk of this machine is judged as if it stood in the folder that is open.
      assert.equal(found.find(({ code }) => code === 'sudo-used')?.severity, severity, uri);
    }
    assert.deepEqual(one.logged, []);
  });

  test('of very many findings the first are shown, and it is told that there are more', async t => {
    const cwd = folder(t, {});
    const uri = uriOf(cwd, 'Dockerfile');
    const one = await editor(t, cwd);
    await one.open(uri, `FROM a:1\n${'RUN sudo x\n'.repeat(6000)}USER 1\n`);
    const found = await one.diagnostics(uri);
    assert.equal(found.length, 5001);
    assert.equal(found.at(-1)?.code, 'incomplete');
    assert.match(said(found.at(-1)), /^only the first 5000 of 6\d\d\d findings are shown$/);
  });

  test('a text that is too long is not linted, and that is told', async t => {
    const cwd = folder(t, {});
    const uri = uriOf(cwd, 'Dockerfile');
    const one = await editor(t, cwd);
    await one.open(uri, `FROM a\n${'# x\n'.repeat(2_800_000)}`);
    const [only, ...others] = await one.diagnostics(uri);
    assert.deepEqual(others, []);
    assert.deepEqual([only?.code, only?.range, only?.severity], ['incomplete', on(0), DiagnosticSeverity.Error]);
    assert.match(said(only), /more than 10 MB/);
    await one.change(uri, 2, { text: GOOD });
    assert.deepEqual(await one.diagnostics(uri, 2), []);
  });
});

describe('diagnostics that are fetched', () => {
  const fetch = async (one: Awaited<ReturnType<typeof editor>>, uri: string, previousResultId?: string) =>
    (await one.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    })) as { kind: string; resultId: string; items: Diagnostic[] };

  test('are those of now, told once, and not sent as well', async t => {
    const cwd = folder(t, {});
    const uri = uriOf(cwd, 'Dockerfile');
    const one = await editor(t, cwd, { capabilities: PULLING });
    await one.open(uri, BAD);
    const first = await fetch(one, uri);
    of(first.items, 'sudo-used');
    assert.deepEqual(await fetch(one, uri, first.resultId), { kind: 'unchanged', resultId: first.resultId });
    await one.change(uri, 2, { text: GOOD });
    const second = await fetch(one, uri, first.resultId);
    assert.deepEqual([second.kind, second.items], ['full', []]);
    assert.notEqual(second.resultId, first.resultId);
    // The same text, opened again, is not taken for another one.
    await one.close(uri);
    await one.open(uri, BAD);
    of((await fetch(one, uri, second.resultId)).items, 'sudo-used');
    assert.equal(await one.end(), 0);
    assert.deepEqual(one.published, []);
  });

  test('change with the settings; the editor is told to fetch again', async t => {
    const cwd = folder(t, {});
    const uri = uriOf(cwd, 'Dockerfile');
    const one = await editor(t, cwd, { capabilities: PULLING });
    await one.open(uri, BAD);
    const first = await fetch(one, uri);
    const settings = path.join(cwd, '.plimsoll.yaml');
    fs.writeFileSync(settings, 'rules: {sudo-used: off}\n');
    await one.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf(settings), type: 1 }],
    });
    await one.until(() => one.refreshes > 0);
    const second = await fetch(one, uri, first.resultId);
    assert.equal(second.kind, 'full');
    assert.equal(codes(second.items).includes('sudo-used'), false);
    fs.writeFileSync(settings, 'rules: {sudo-usd: off}\n');
    await fetch(one, uri, second.resultId);
    // Nobody fetches those of a file that is not open.
    assert.match(said((await one.diagnostics(uriOf(settings)))[0]), /did you mean 'sudo-used'/);
    await one.open(uriOf(settings), 'rules: {sudo-usd: off}\n', 'yaml');
    await one.until(() => one.published.at(-1)?.diagnostics.length === 0);
    assert.match(said((await fetch(one, uriOf(settings))).items[0]), /did you mean 'sudo-used'/);
  });
});
