/** `plimsoll cache`. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { openCache } from '../../src/cache/open.js';
import { folder, run } from '../cli/world.js';

const noHome = { env: {}, platform: 'linux', home: undefined, cwd: '/' };

test('tells where it is and how large, and clears it', async t => {
  const cwd = folder(t, { 'mine.txt': 'x' });
  const dir = path.join(cwd, 'cache');
  const cache = openCache(dir, noHome, () => Date.now());
  const noise = Buffer.from(Array.from({ length: 150_000 }, (_, i) => (Math.imul(i, 2654435761) >>> 16) & 255));
  for (const key of ['a', 'b']) await cache?.write(key, Buffer.concat([noise, Buffer.from(key)]));
  const args = ['--cache-dir', 'cache'];
  const { code, stdout } = await run(cwd, ['cache', ...args]);
  const size = /^size {4}(\d\.\d) MB$/m.exec(stdout)?.[1];
  assert.equal(code, 0);
  assert.equal(stdout, `folder  ${dir}\nfiles   2\nsize    ${size} MB\nlimit   1073.7 MB\n`);
  assert.deepEqual(await run(cwd, ['cache', 'info', ...args]), { code, stdout, stderr: '' });
  assert.equal((await run(cwd, ['cache', 'clear', ...args])).stdout, `removed 2 files, ${size} MB from ${dir}\n`);
  assert.equal((await run(cwd, ['cache', 'clear', ...args])).stdout, `removed 0 files, 0.0 MB from ${dir}\n`);
  const inEnvironment = await run(cwd, ['cache'], { env: { PLIMSOLL_CACHE_DIR: dir, PLIMSOLL_CACHE_SIZE: '5' } });
  assert.equal(inEnvironment.stdout, `folder  ${dir}\nfiles   0\nsize    0.0 MB\nlimit   5.0 MB\n`);
});

test('a place that nobody knows, and a limit that is no number, are told', async t => {
  const cwd = folder(t, {});
  assert.deepEqual(await run(cwd, ['cache', 'clear']), {
    code: 2,
    stdout: '',
    stderr: 'plimsoll: nobody knows where the cache is, as there is no home folder: name it with --cache-dir\n',
  });
  const { code, stderr } = await run(cwd, ['cache'], { env: { HOME: cwd, PLIMSOLL_CACHE_SIZE: 'much' } });
  assert.deepEqual([code, stderr], [2, 'plimsoll: PLIMSOLL_CACHE_SIZE is no number of MB\n']);
});
