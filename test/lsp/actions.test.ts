import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type CodeAction, type Diagnostic, type TextEdit, WorkspaceEdit } from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { rules } from '../../src/builtin.js';
import type { Dockerfile } from '../../src/dockerfile/model.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { lint } from '../../src/lint.js';
import { allowing } from '../../src/lsp/allow.js';
import { safeEdits, textEdits } from '../../src/lsp/edits.js';
import { Places } from '../../src/lsp/places.js';
import type { Finding } from '../../src/report.js';
import { allowedBy } from '../../src/rule.js';
import { DEFAULTS } from '../../src/selection.js';
import { folder } from '../cli/world.js';
import { type Editor, editor, MODERN, on, PULLING, uriOf } from './client.js';

const editsIn = ({ edit }: CodeAction): TextEdit[] =>
  (edit?.documentChanges ?? []).flatMap(change => ('edits' in change ? (change.edits as TextEdit[]) : []));

/** The text after an action, as an editor makes it. */
const done = (text: string, action: CodeAction | undefined): string =>
  action === undefined ? '' : TextDocument.applyEdits(TextDocument.create('', '', 0, text), editsIn(action));

/** An open Dockerfile with its diagnostics. */
async function opened(
  one: Editor,
  cwd: string,
  name: string,
  text: string,
): Promise<{ uri: string; found: Diagnostic[] }> {
  const uri = uriOf(cwd, name);
  await one.open(uri, text);
  return { uri, found: await one.diagnostics(uri, 1) };
}

const PRESET_ALL = { configuration: { preset: 'all' }, initializationOptions: { preset: 'all' } };

describe('quick fixes', () => {
  test('make the finding go', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd);
    const text =
      'FROM debian:12\nRUN apt-get update && apt-get install curl && rm -rf /var/lib/apt/lists/*\nUSER 1000\n';
    const { uri, found } = await opened(one, cwd, 'Dockerfile', text);
    const diagnostic = found.find(({ data }) => (data as { fixable: boolean }).fixable);
    assert.ok(diagnostic !== undefined);
    const fix = (await one.actions(uri, diagnostic.range, ['quickfix'])).find(
      ({ title }) => !title.startsWith('Allow '),
    );
    assert.equal(fix?.kind, 'quickfix');
    assert.deepEqual(
      fix?.diagnostics?.map(({ code }) => code),
      [diagnostic.code],
    );
    const after = done(text, fix);
    assert.notEqual(after, text);
    await one.change(uri, 2, { text: after });
    assert.equal(
      (await one.diagnostics(uri, 2)).some(({ code }) => code === diagnostic.code),
      false,
    );
  });

  test('are preferred when they are safe, and say so when they are not', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd, PRESET_ALL);
    const text =
      'FROM debian:12\nMAINTAINER "me"\nEXPOSE 80/TCPX\nRUN curl -k https://x\nCMD node app.js\nSTOPSIGNAL 15\n';
    const { uri, found } = await opened(one, cwd, 'Dockerfile', text);
    const all = await one.actions(uri, { start: on(0).start, end: on(99).start }, ['quickfix']);
    const fixes = all.filter(({ title }) => !title.startsWith('Allow '));
    assert.deepEqual(new Set(fixes.map(({ isPreferred }) => isPreferred)), new Set([true, false]));
    for (const { isPreferred, title, edit } of fixes) {
      assert.equal(title.endsWith(' (look it over)'), !isPreferred, title);
      assert.ok(WorkspaceEdit.is(edit));
    }
    assert.equal(fixes.length, found.filter(({ data }) => (data as { fixable: boolean }).fixable).length);
    // Elsewhere there is nothing to mend.
    assert.deepEqual(await one.actions(uri, on(6, 0), ['quickfix']), []);
    assert.deepEqual(await one.actions(uri, on(1, 0, 9), ['refactor', 'source.organizeImports']), []);
  });

  test('name the version they are for, or none where the editor knows none', async t => {
    const cwd = folder(t, {});
    const text = 'FROM debian:12\nMAINTAINER me\nUSER 1\n';
    const modern = await editor(t, cwd);
    const { uri } = await opened(modern, cwd, 'Dockerfile', text);
    const [action] = await modern.actions(uri, on(1, 0, 3));
    assert.deepEqual(
      action?.edit?.documentChanges?.map(change => 'textDocument' in change && change.textDocument),
      [{ uri, version: 1 }],
    );
    const old = await editor(t, cwd, { capabilities: { textDocument: MODERN.textDocument ?? {} } });
    await opened(old, cwd, 'Dockerfile', text);
    const [other] = await old.actions(uri, on(1, 0, 3));
    assert.deepEqual(Object.keys(other?.edit?.changes ?? {}), [uri]);
  });
});

describe('all that is safe to fix', () => {
  test('is one action, which saving may run', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd, { ...PRESET_ALL, capabilities: PULLING });
    const uri = uriOf(cwd, 'Dockerfile');
    const text = 'FROM debian:12\r\nMAINTAINER "me"\r\nRUN pip install a==1\r\nRUN pip install b==1\r\nUSER 1\r\n';
    await one.open(uri, text);
    for (const only of ['source', 'source.fixAll', 'source.fixAll.plimsoll', '']) {
      const actions = (await one.actions(uri, on(0), [only])).filter(({ kind }) => kind !== 'quickfix');
      assert.deepEqual(
        actions.map(({ kind }) => kind),
        ['source.fixAll.plimsoll'],
        only,
      );
    }
    assert.deepEqual(await one.actions(uri, on(0), ['source.fixAll.eslint', 'source.fix']), []);
    const [action] = await one.actions(uri, on(0), ['source.fixAll']);
    const after = done(text, action);
    assert.match(after, /^LABEL .*me.*\r$/m);
    assert.equal(/[^\r]\n/.test(after), false);
    await one.change(uri, 2, { text: after });
    const again = await one.actions(uri, on(0), ['source.fixAll']);
    assert.equal(editsIn(action as CodeAction).length > again.flatMap(editsIn).length, true);
  });

  const text = 'abcdefghijklmnop';
  const document = TextDocument.create('', '', 0, text);
  const places = new Places(document);
  type Edit = readonly [start: number, end: number, text: string];
  const fix = (safety: 'safe' | 'review', ...edits: readonly Edit[]): Finding => {
    const made = edits.map(([start, end, text]) => ({
      line: 1,
      column: start + 1,
      endLine: 1,
      endColumn: end + 1,
      text,
    }));
    return { fix: { title: '', safety, edits: made } } as unknown as Finding;
  };
  const result = (...findings: readonly Finding[]) =>
    TextDocument.applyEdits(document, textEdits(safeEdits(findings, places), places));

  test('never overlaps and never makes a fix in part', () => {
    assert.equal(result(fix('review', [0, 1, 'X'])), text);
    assert.equal(result(fix('safe', [0, 2, 'X']), fix('safe', [1, 3, 'Y'], [8, 9, 'Z'])), 'Xcdefghijklmnop');
    assert.equal(result(fix('safe', [0, 2, 'X']), fix('safe', [2, 4, 'Y'])), 'XYefghijklmnop');
    assert.equal(result(fix('safe', [4, 4, 'X']), fix('safe', [4, 4, 'Y'])), 'abcdXefghijklmnop');
    assert.equal(result(fix('safe', [4, 4, 'X']), fix('safe', [4, 4, 'X'], [6, 7, ''])), 'abcdXefhijklmnop');
    assert.equal(result(fix('safe', [2, 6, '']), fix('safe', [4, 4, 'Y'])), 'abghijklmnop');
    assert.equal(result(fix('safe', [4, 4, 'Y']), fix('safe', [2, 4, ''])), 'abcdYefghijklmnop');
    assert.equal(
      result(fix('safe', [9, 9, 'Y']), fix('safe', [6, 8, 'Z']), fix('safe', [0, 9, ''])),
      'abcdefZiYjklmnop',
    );
  });

  test('takes what comparing each edit with all others would take', () => {
    const edit = fc
      .tuple(fc.nat(12), fc.nat(4), fc.constantFrom('', 'X', 'YZ'))
      .map(([start, length, text]): Edit => [start, start + length, text]);
    const meet = (a: Edit, b: Edit): boolean =>
      a[0] === a[1] || b[0] === b[1] ? a[0] <= b[1] && b[0] <= a[1] : a[0] < b[1] && b[0] < a[1];
    const isSame = (a: Edit, b: Edit): boolean => a.every((value, i) => value === b[i]);
    const fixes = fc
      .array(edit, { minLength: 1, maxLength: 3 })
      .filter(edits => edits.every((a, i) => !edits.some((b, j) => j < i && meet(a, b))));
    fc.assert(
      fc.property(fc.array(fixes, { maxLength: 12 }), all => {
        const taken: Edit[] = [];
        for (const edits of all) {
          const own = edits.filter(one => !taken.some(other => isSame(one, other)));
          if (!own.some(one => taken.some(other => meet(one, other)))) taken.push(...own);
        }
        const wanted = taken.sort((a, b) => a[0] - b[0]);
        const got = safeEdits(
          all.map(edits => fix('safe', ...edits)),
          places,
        );
        assert.deepEqual(
          got.map(({ column, endColumn, text }) => [column - 1, endColumn - 1, text]),
          wanted,
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('allowing', () => {
  const titles = (actions: readonly CodeAction[]) =>
    actions.map(({ title }) => title).filter(title => title.startsWith('Allow '));

  test('writes the comment where it counts, indented as what it speaks of', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd);
    const text =
      '# syntax=docker/dockerfile:1\r\nFROM debian:12 AS a\r\n  RUN true && \\\r\n    # why not\r\n    sudo true\r\nUSER 1\r\n';
    const { uri, found } = await opened(one, cwd, 'Dockerfile', text);
    const range = found.find(({ code }) => code === 'sudo-used')?.range;
    assert.deepEqual(range, on(4, 4, 8));
    const actions = await one.actions(uri, range ?? on(0));
    assert.deepEqual(
      titles(actions),
      ['here', 'in this stage', 'in this file'].map(where => `Allow sudo-used ${where}, with a reason`),
    );
    const [here, stage, file] = actions.filter(({ title }) => title.startsWith('Allow '));
    assert.equal(done(text, here), text.replace('  RUN', '  # plimsoll allow sudo-used -- \r\n  RUN'));
    assert.equal(done(text, stage), text.replace('FROM', '# plimsoll allow-stage sudo-used -- \r\nFROM'));
    assert.equal(done(text, file), text.replace('FROM', '# plimsoll allow-file sudo-used -- \r\nFROM'));
    for (const [i, action] of [here, stage, file].entries()) {
      await one.change(uri, i + 2, { text: done(text, action) });
      assert.equal(
        (await one.diagnostics(uri, i + 2)).some(({ code }) => code === 'sudo-used'),
        false,
      );
    }
  });

  test('puts the cursor behind the dashes where the editor can', async t => {
    const cwd = folder(t, {});
    const workspace = { ...MODERN.workspace, workspaceEdit: { documentChanges: true, snippetEditSupport: true } };
    const one = await editor(t, cwd, { capabilities: { ...MODERN, workspace } });
    const { uri } = await opened(one, cwd, 'Dockerfile', 'FROM debian:12\r\n\tRUN sudo a\r\nUSER 1\r\n');
    const here = (await one.actions(uri, on(1, 5, 9))).find(
      ({ title }) => title === 'Allow sudo-used here, with a reason',
    );
    const [edit] = editsIn(here as CodeAction) as unknown as [{ range: object; snippet: object }];
    assert.deepEqual(edit, {
      range: on(1),
      snippet: { kind: 'snippet', value: '\t# plimsoll allow sudo-used -- $0\r\n' },
    });
  });

  test('is offered once a rule, for all of its findings there', async t => {
    const cwd = folder(t, {});
    const one = await editor(t, cwd);
    const { uri } = await opened(one, cwd, 'Dockerfile', 'FROM debian:12\nRUN sudo a && sudo b\nUSER 1\n');
    const actions = (await one.actions(uri, on(1, 0, 20))).filter(({ title }) => title.startsWith('Allow '));
    assert.deepEqual(
      actions.map(({ diagnostics }) => diagnostics?.length),
      [2, 2, 2],
    );
  });

  test('works for every finding in every Dockerfile at hand, and changes nothing else', () => {
    const settings = { ...DEFAULTS, preset: 'all' as const };
    const look = (text: string): Finding[] =>
      lint([{ path: 'Dockerfile', text, settings }], { rules }).findings.slice();
    const files = fs
      .readdirSync('fixtures', { withFileTypes: true, recursive: true })
      .filter(entry => entry.isFile() && /dockerfile/i.test(entry.name))
      .map(entry => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    const examples = rules.flatMap(({ bad }) => bad.map(({ dockerfile }) => dockerfile));
    const bare = ({ instructions }: Dockerfile) =>
      instructions.map(({ kind, rest, heredocs }) => [kind, rest.text, heredocs.map(({ content }) => content)]);
    let count = 0;
    for (const plain of [...files.filter(text => text.length < 4000), ...examples.filter((_, i) => i % 9 === 0)]) {
      for (const text of [plain, plain.replace(/\r?\n/g, '\r\n')]) {
        const file = parseDockerfile(text);
        const seen = new Set<string>();
        for (const finding of look(text)) {
          const rule = rules.find(({ id }) => id === finding.rule);
          if (
            finding.suppressed !== undefined ||
            seen.has(finding.rule) ||
            rule === undefined ||
            !allowedBy(rule).includes('comment')
          )
            continue;
          seen.add(finding.rule);
          for (const { at, text: comment } of allowing(finding, file)) {
            const after = text.slice(0, at) + comment + text.slice(at);
            const parsed = parseDockerfile(after);
            assert.deepEqual(bare(parsed), bare(file));
            assert.deepEqual(
              parsed.directives.map(({ value }) => value),
              file.directives.map(({ value }) => value),
            );
            // Among blank lines the comment itself may mend what was wrong.
            const same = look(after).find(({ fingerprint }) => fingerprint === finding.fingerprint);
            const where = `${finding.rule} at ${finding.line}:${finding.column}, by ${comment} in\n${after}`;
            assert.ok(same === undefined || same.suppressed !== undefined, where);
            if (same !== undefined) count++;
          }
        }
      }
    }
    assert.ok(count > 500, `${count}`);
  });
});
