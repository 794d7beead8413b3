import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { isDockerfileName } from '../../src/cli/names.js';
import { run } from './world.js';

const hooks = parse(fs.readFileSync('.pre-commit-hooks.yaml', 'utf8')) as Record<string, unknown>[];
const [hook = {}, imageHook = {}] = hooks;

/** The patterns are Python's; what JavaScript has no word for is taken apart: `(?ix)`, and `(?-i:…)`. */
function python(pattern: string): (path: string) => boolean {
  const [insensitive = '', sensitive] = pattern
    .replace(/^\(\?ix?\)/, '')
    .replace(/\s+/g, '')
    .split('|(?-i:');
  const expressions = [new RegExp(insensitive, 'i')];
  if (sensitive !== undefined) expressions.push(new RegExp(sensitive.replace(/\)$/, '')));
  return path => expressions.some(expression => expression.test(path));
}

describe('the pre-commit hook', () => {
  const files = python(hook.files as string);
  const exclude = python(hook.exclude as string);

  test('has what pre-commit asks for', () => {
    assert.equal(hook.id, 'plimsoll');
    assert.equal(hook.language, 'node');
    assert.equal(hook.entry, 'plimsoll lint');
    assert.deepEqual(hook.types, ['text']);
    assert.equal(hook.require_serial, false);
  });

  test('for images is given no files, and runs whatever has changed', () => {
    assert.equal(hooks.length, 2);
    assert.deepEqual(
      [imageHook.id, imageHook.entry, imageHook.language, imageHook.pass_filenames, imageHook.always_run],
      ['plimsoll-image', 'plimsoll image', 'node', false, true],
    );
    assert.equal('files' in imageHook || 'types' in imageHook, false);
  });

  test('calls commands that there are', async () => {
    for (const { entry } of hooks) {
      const [program, ...command] = String(entry).split(' ');
      assert.equal(program, 'plimsoll');
      assert.match((await run('/', [...command, '--help'])).stdout, new RegExp(`^${entry} `));
    }
  });

  test('means the same files as a search', () => {
    const stems = ['Dockerfile', 'dockerfile', 'CONTAINERFILE', 'containerfile', 'a.Dockerfile', 'a.b.containerfile'];
    const others = ['MyDockerfile', 'Dockerfiles', 'dockerfile_x', 'docker-compose.yml', '.dockerfile', 'README.md'];
    const text = fs.readFileSync('src/cli/names.ts', 'utf8');
    const suffixes = [...text.matchAll(/[a-z0-9|?]+/g)]
      .flatMap(([words]) => words.split('|'))
      .map(word => word.replace('?', ''));
    const endings = [
      '',
      '~',
      '.',
      '-',
      ...['dev', 'go2', '1.2', 'prod.x', ...suffixes].flatMap(word => [`.${word}`, `-${word}`]),
    ];
    let count = 0;
    for (const stem of [...stems, ...others]) {
      for (const ending of endings) {
        for (const folder of ['', 'a/b.md/', '.x/']) {
          const name = stem + ending;
          const path = folder + name;
          assert.equal(files(path) && !exclude(path), isDockerfileName(name), path);
          count++;
        }
      }
    }
    assert.ok(count > 1000);
    assert.equal(exclude('a/node_modules/x/Dockerfile'), true);
  });
});
