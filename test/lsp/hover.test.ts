import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Hover, HoverRequest, type MarkupContent } from 'vscode-languageserver-protocol/node';
import { rules } from '../../src/builtin.js';
import { BAD, folder } from '../cli/world.js';
import { type Editor, editor, MODERN, on, said, uriOf } from './client.js';

const hover = async (one: Editor, uri: string, line: number, character: number) => {
  const found: Hover | null = await one.connection.sendRequest(HoverRequest.type, {
    textDocument: { uri },
    position: { line, character },
  });
  return found === null ? null : { ...(found.contents as MarkupContent), range: found.range };
};

test('a finding is explained where it stands: what, why, how to allow it, what else it is called', async t => {
  const cwd = folder(t, {});
  const uri = uriOf(cwd, 'Dockerfile');
  const one = await editor(t, cwd);
  await one.open(uri, BAD);
  const rule = rules.find(({ id }) => id === 'sudo-used');
  for (const character of [4, 6, 8]) {
    const found = await hover(one, uri, 1, character);
    assert.equal(found?.kind, 'markdown');
    assert.deepEqual(found?.range, on(1, 4, 8));
    assert.match(found?.value ?? '', /^\*\*sudo-used\*\* \(warning\): /);
    for (const text of [rule?.summary, rule?.why, '`# plimsoll allow sudo-used -- reason`', ...(rule?.aliases ?? [])])
      assert.ok(found?.value.includes(text ?? '?'), text);
  }
  assert.equal(await hover(one, uri, 1, 9), null);
  assert.equal(await hover(one, uri, 0, 0), null);
});

test('several findings at one place are all explained', async t => {
  const cwd = folder(t, {});
  const uri = uriOf(cwd, 'Dockerfile');
  const one = await editor(t, cwd, { configuration: { preset: 'all' }, initializationOptions: { preset: 'all' } });
  await one.open(uri, 'FROM debian\nRUN a\n');
  const found = (await one.diagnostics(uri)).filter(({ range }) => range.start.line === 0);
  assert.ok(found.length > 1);
  const text = (await hover(one, uri, 0, 5))?.value ?? '';
  assert.ok(found.filter(({ code }) => text.includes(`**${code}**`)).length > 1);
});

test('what a Dockerfile says is text: no link, no image, no HTML', async t => {
  const cwd = folder(t, {});
  const uri = uriOf(cwd, 'Dockerfile');
  const evil = '![x](http://evil.example/a.png)<img/src=x>';
  const text = `FROM debian:12\nCOPY --from=${evil} a /b\nEXPOSE ${evil}\nUSER 1\n`;
  const one = await editor(t, cwd);
  await one.open(uri, text);
  const found = await one.diagnostics(uri);
  const told = found.filter(diagnostic => said(diagnostic).includes('evil.example'));
  assert.ok(told.length > 0);
  for (const { range } of told) {
    const { value = '' } = (await hover(one, uri, range.start.line, range.start.character)) ?? {};
    assert.match(value, /evil/);
    assert.doesNotMatch(value, /!\[x|\]\(http|(?<!\\)<img/);
  }
  const plain = await editor(t, cwd, {
    capabilities: { ...MODERN, textDocument: { ...MODERN.textDocument, hover: { contentFormat: ['plaintext'] } } },
  });
  await plain.open(uri, BAD);
  const simple = await hover(plain, uri, 1, 5);
  assert.equal(simple?.kind, 'plaintext');
  assert.match(simple?.value ?? '', /^sudo-used \(warning\): /);
  assert.doesNotMatch(simple?.value ?? '', /\*\*|```/);
});
