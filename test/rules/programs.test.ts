import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolveProgram, startWords } from '../../rules/_share/programs.js';

const FILES: Readonly<Record<string, { readonly type?: string; readonly mode?: number }>> = {
  'usr/bin/app': {},
  'opt/app': { mode: 0o644 },
  'opt/dir': { type: 'directory' },
  'srv/run': {},
};

function resolve(word: string, config: Record<string, unknown> = {}) {
  const at = (path: string) => {
    const clean = path
      .split('/')
      .filter(part => part !== '' && part !== '.')
      .join('/');
    return FILES[clean] && { path: clean, type: 'file', mode: 0o755, ...FILES[clean] };
  };
  const runtime = { workdir: { value: '/srv' }, env: [], volumes: [], ...config };
  const { problem, file } = resolveProgram({ at, image: { runtime } } as never, word);
  return problem ?? file?.path;
}
const path = (value: string) => ({ env: [{ name: 'PATH', value: { value } }] });

test('a word leads to a program as for the engine', () => {
  assert.equal(resolve('app'), 'usr/bin/app', 'the default PATH');
  assert.equal(resolve('app', path('/opt:/usr/bin')), 'usr/bin/app', 'what cannot be executed is passed over');
  assert.equal(resolve('app', path('/opt')), 'not-executable');
  assert.equal(resolve('dir', path('/opt')), 'directory');
  assert.equal(resolve('run', path('')), 'srv/run', 'an empty part is the working directory');
  assert.equal(resolve('./run'), 'srv/run');
  assert.equal(resolve('run'), 'missing');
  assert.equal(resolve('/data/run', { volumes: [{ name: '/data/', value: { value: '/data/' } }] }), 'unknown');
  assert.equal(resolve('/proc/self/exe'), 'unknown');
});

test('what a container starts with', () => {
  const words = (entrypoint: readonly string[] | undefined, cmd: readonly string[] | undefined) => {
    const known = (list: readonly string[] | undefined) => ({ value: list && { exec: true, words: list } });
    return startWords({ image: { runtime: { entrypoint: known(entrypoint), cmd: known(cmd) } } } as never).words;
  };
  assert.deepEqual(words(['/a'], ['b']), ['/a']);
  assert.deepEqual(words([''], ['b']), ['b'], 'one empty word takes the entry point away');
  assert.deepEqual(words(undefined, ['b', 'c']), ['b', 'c']);
  assert.equal(words(undefined, undefined), undefined);
});
