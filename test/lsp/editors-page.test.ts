/** The page about editors: what it tells people to copy is read, and understood by the server. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { rules } from '../../src/builtin.js';
import { FIX_ALL } from '../../src/lsp/actions.js';
import { readOptions } from '../../src/lsp/options.js';
import { at, isObject } from '../../src/lsp/params.js';
import { BAD, folder, run } from '../cli/world.js';
import { editor, uriOf } from './client.js';

const PAGE = fs.readFileSync('docs/editors.md', 'utf8');
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);

/** Every value below a key of that name, however deep. */
function below(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap(item => below(item, name));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inside]) => [...(key === name ? [inside] : []), ...below(inside, name)]);
}

describe('docs/editors.md', () => {
  const documents = blocks('json').map(text => JSON.parse(text) as unknown);

  test('every JSON is one, and starts the command that there is', () => {
    assert.equal(documents.length, 5);
    const commands = [
      [at(documents[0], 'glspc.server.command'), ...(at(documents[0], 'glspc.server.commandArguments') as string[])],
      at(documents[4], 'clients', 'plimsoll', 'command'),
      [
        at(documents[3], 'lsp', 'dockerfile-language-server', 'binary', 'path'),
        ...(at(documents[3], 'lsp', 'dockerfile-language-server', 'binary', 'arguments') as string[]),
      ],
    ];
    for (const command of commands) assert.deepEqual(command, ['plimsoll', 'lsp']);
    assert.deepEqual(Object.keys(at(documents[0], '[dockerfile]', 'editor.codeActionsOnSave') as object), [FIX_ALL]);
  });

  test('every setting in it is understood', () => {
    const settings = [
      ...documents.flatMap(document => below(document, 'plimsoll').filter(value => at(value, 'command') === undefined)),
      {
        plimsoll: Object.fromEntries(
          Object.entries(at(documents[4], 'clients', 'plimsoll', 'settings') as object).map(([key, value]) => [
            key.replace('plimsoll.', ''),
            value,
          ]),
        ),
      },
      ...blocks('lua').map(text => ({ preset: /plimsoll = \{ preset = '(\w+)' \}/.exec(text)?.[1] })),
      ...blocks('toml').map(text => ({ preset: /plimsoll = \{ preset = "(\w+)" \}/.exec(text)?.[1] })),
      ...blocks('lisp').map(text => ({ preset: /:plimsoll \(:preset "(\w+)"\)/.exec(text)?.[1] })),
    ];
    assert.equal(settings.length, 7);
    for (const one of settings) {
      const { options, mistakes } = readOptions(one, rules);
      assert.deepEqual([options, mistakes], [{ preset: 'strict' }, []]);
    }
  });

  test('the table has every setting, and none that there is not', () => {
    const keys = [...PAGE.matchAll(/^\| `(\w+)` \|/gm)].map(([, key = '']) => key);
    const [mistake = ''] = readOptions({ nothing: 1 }, rules).mistakes;
    assert.equal(mistake, `plimsoll.nothing: there is no such setting; there are ${keys.join(', ')}.`);
    const contributed = Object.keys(at(documents[1], 'contributes', 'configuration', 'properties') as object);
    for (const key of contributed) assert.ok(keys.includes(key.replace('plimsoll.', '')), key);
  });

  test('the commands of the text do what they say', async t => {
    const cwd = folder(t, { Dockerfile: BAD, '.plimsoll.yaml': 'ignore: [Dockerfile]\n' });
    assert.match((await run(cwd, ['lsp', '--help'])).stdout, /^plimsoll lsp/);
    assert.equal((await run(cwd, ['lint', '--show-files', 'Dockerfile'])).stdout, '');
    const { stdout } = await run(cwd, ['problem-matcher', 'vscode']);
    assert.ok('tasks' in JSON.parse(stdout));
  });

  test('the settings file of the editor reaches the server as each of them sends it', async t => {
    const cwd = folder(t, {});
    const uri = uriOf(cwd, 'Dockerfile');
    const text = fs.readFileSync('fixtures/first-look/Dockerfile', 'utf8');
    const plain = await editor(t, cwd);
    await plain.open(uri, text);
    const few = (await plain.diagnostics(uri)).length;
    const zed = at(documents[3], 'lsp', 'dockerfile-language-server', 'initialization_options');
    const strict = await editor(t, cwd, { initializationOptions: zed });
    await strict.open(uri, text);
    assert.ok((await strict.diagnostics(uri)).length > few);
  });
});
