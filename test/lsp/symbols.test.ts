import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  DocumentSymbol,
  DocumentSymbolRequest,
  type Range,
  type SymbolInformation,
} from 'vscode-languageserver-protocol/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { folder } from '../cli/world.js';
import { type Editor, editor, uriOf } from './client.js';

const outline = (one: Editor, uri: string) =>
  one.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri } });

const TEXT = `ARG V=12
FROM debian:$V AS Build
RUN <<EOF
echo 😀
EOF
ENV A=1 \\
  DB_PASSWORD=hunter2hunter2
FROM scratch
COPY --from=build /a /b
CMD ["/b"]`;

test('stages hold their instructions', async t => {
  const cwd = folder(t, {});
  const uri = uriOf(cwd, 'Dockerfile');
  const one = await editor(t, cwd);
  await one.open(uri, TEXT);
  const symbols = (await outline(one, uri)) as DocumentSymbol[];
  const tree = (list: readonly DocumentSymbol[]): unknown[] =>
    list.map(({ name, detail, children }) => [name, detail, ...(children === undefined ? [] : [tree(children)])]);
  assert.deepEqual(tree(symbols), [
    ['ARG', 'V'],
    [
      'Build',
      'debian:$V',
      [
        ['FROM', 'debian:$V AS Build'],
        ['RUN', '<<EOF'],
        ['ENV', 'A DB_PASSWORD'],
      ],
    ],
    [
      'stage 1',
      'scratch',
      [
        ['FROM', 'scratch'],
        ['COPY', '/a /b'],
        ['CMD', '["/b"]'],
      ],
    ],
  ]);
  const document = TextDocument.create(uri, '', 1, TEXT);
  assert.equal(document.getText(symbols[1]?.selectionRange), 'Build');
  assert.equal(
    document.getText(symbols[1]?.range),
    TEXT.slice(TEXT.indexOf('FROM debian'), TEXT.indexOf('\nFROM scratch')),
  );
  assert.equal(document.getText(symbols[1]?.children?.[1]?.range), 'RUN <<EOF\necho 😀\nEOF');
});

test('every range lies in the one around it, whatever the file', async t => {
  const cwd = folder(t, {});
  const one = await editor(t, cwd);
  const isIn = (a: Range, b: Range): boolean => {
    const before = (x: Range['start'], y: Range['start']) =>
      x.line < y.line || (x.line === y.line && x.character <= y.character);
    return before(b.start, a.start) && before(a.end, b.end) && before(a.start, a.end);
  };
  let count = 0;
  const check = (symbol: DocumentSymbol, around: Range | undefined): void => {
    assert.ok(DocumentSymbol.is(symbol));
    assert.notEqual(symbol.name, '');
    count++;
    assert.ok(isIn(symbol.selectionRange, symbol.range), symbol.name);
    assert.ok(around === undefined || isIn(symbol.range, around), symbol.name);
    for (const child of symbol.children ?? []) check(child, symbol.range);
  };
  const files = fs
    .readdirSync('fixtures', { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile() && /dockerfile/i.test(entry.name))
    .map(entry => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
  for (const [i, text] of [
    ...files,
    '',
    'FROM',
    'FROM a AS',
    'x',
    'ONBUILD',
    'ONBUILD RUN a',
    '\ufeffFROM a\r\nRUN b \\\r\n',
  ].entries()) {
    const uri = uriOf(cwd, `${i}.Dockerfile`);
    await one.open(uri, text);
    for (const symbol of (await outline(one, uri)) as DocumentSymbol[]) {
      check(symbol, undefined);
    }
    await one.close(uri);
  }
  assert.ok(count > 20);
});

test('in one list for editors that know no trees; no value of a secret in either', async t => {
  const cwd = folder(t, {});
  const uri = uriOf(cwd, 'Dockerfile');
  const old = await editor(t, cwd, { capabilities: {} });
  await old.open(uri, `${TEXT}\nRUN echo hunter2hunter2\nLABEL token=ghp_16C7e42F292c6912E7710c838347Ae178B4a\n`);
  const symbols = (await outline(old, uri)) as SymbolInformation[];
  assert.deepEqual(
    symbols.filter(({ name }) => name === 'ENV').map(({ containerName }) => containerName),
    ['Build'],
  );
  const tree = await editor(t, cwd);
  await tree.open(uri, `${TEXT}\nRUN echo hunter2hunter2 ghp_16C7e42F292c6912E7710c838347Ae178B4a\n`);
  const all = JSON.stringify([symbols, await outline(tree, uri)]);
  assert.match(all, /echo \*{8} \*{8}/);
  assert.doesNotMatch(all, /hunter2|ghp_/);
});
