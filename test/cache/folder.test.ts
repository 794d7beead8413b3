import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheFolder, cacheLimit } from '../../src/cache/folder.js';
import { openCache } from '../../src/cache/open.js';

const linux = { env: {}, platform: 'linux', home: '/home/me', cwd: '/work' };

test('the folder: what is given, then the environment, then where the system keeps such things', () => {
  const all = { PLIMSOLL_CACHE_DIR: 'own', XDG_CACHE_HOME: '/xdg', LOCALAPPDATA: 'C:\\Local' };
  const { PLIMSOLL_CACHE_DIR: _, ...less } = all;
  assert.equal(cacheFolder('given', { ...linux, env: all }), '/work/given');
  assert.equal(cacheFolder('/given', { ...linux, env: all }), '/given');
  assert.equal(cacheFolder(undefined, { ...linux, env: all }), '/work/own');
  assert.equal(cacheFolder(undefined, { ...linux, env: less }), '/xdg/plimsoll');
  assert.equal(cacheFolder(undefined, { ...linux, env: { XDG_CACHE_HOME: 'relative' } }), '/home/me/.cache/plimsoll');
  assert.equal(
    cacheFolder('', { ...linux, env: { PLIMSOLL_CACHE_DIR: '', XDG_CACHE_HOME: '' } }),
    '/home/me/.cache/plimsoll',
  );
  assert.equal(cacheFolder(undefined, { ...linux, platform: 'darwin' }), '/home/me/Library/Caches/plimsoll');
  const windows = { platform: 'win32', home: 'C:\\Users\\me', cwd: 'C:\\work' };
  assert.equal(
    cacheFolder(undefined, { ...windows, env: { LOCALAPPDATA: 'C:\\Local' } }),
    'C:\\Local\\plimsoll\\Cache',
  );
  assert.equal(cacheFolder(undefined, { ...windows, env: {} }), 'C:\\Users\\me\\AppData\\Local\\plimsoll\\Cache');
  assert.equal(cacheFolder('x', { ...windows, env: {} }), 'C:\\work\\x');
});

test('without a home there is no folder', () => {
  for (const home of [undefined, '', 'relative']) assert.equal(cacheFolder(undefined, { ...linux, home }), undefined);
  assert.equal(
    openCache(undefined, { ...linux, home: undefined }, () => 0),
    undefined,
  );
});

test('the limit: 1 GiB, or what the environment says in MB', () => {
  assert.equal(cacheLimit({}), 1_073_741_824);
  assert.equal(cacheLimit({ PLIMSOLL_CACHE_SIZE: '50' }), 50_000_000);
  for (const wrong of ['-1', '1.5', '5GB', ' ', '1e3'])
    assert.equal(cacheLimit({ PLIMSOLL_CACHE_SIZE: wrong }), undefined);
  assert.equal(
    openCache('x', { ...linux, env: { PLIMSOLL_CACHE_SIZE: '0' } }, () => 0),
    undefined,
  );
});
