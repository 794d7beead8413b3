import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cacheAt } from '../../rules/_share/package-caches.js';
import { isMadeUpFolder, isPackageFolder } from '../../rules/_share/package-folders.js';

test('folders that package managers fill', () => {
  for (const path of [
    'usr/share/doc/x/a',
    'usr/lib/python3/a.py',
    'lib/x',
    'app/node_modules/x/a.js',
    'venv/lib/python3.12/site-packages/x.py',
    'usr/src/linux-headers-6.1/certs/x.pem',
    'opt/conda/pkgs/x',
    'root/go/pkg/mod/x/a.go',
  ])
    assert.equal(isPackageFolder(path), true, path);
});

test('folders of those who make the image', () => {
  for (const path of [
    'usr/src/app/key',
    'usr/share/nginx/html/.git/config',
    'app/lib/x',
    'usr/local/bin/x',
    'srv/vendors/x',
    'library/x',
  ])
    assert.equal(isPackageFolder(path), false, path);
});

test('folders of tests and examples', () => {
  assert.deepEqual(['a/testdata/k', 'a/Tests/k', 'attest/k', 'a/latest/k'].map(isMadeUpFolder), [
    true,
    true,
    false,
    false,
  ]);
});

test('caches of package managers', () => {
  for (const [path, folder] of [
    ['var/lib/apt/lists/deb_Packages', 'var/lib/apt/lists'],
    ['var/lib/apt/lists/lock', undefined],
    ['var/lib/apt/lists/partial/x', undefined],
    ['var/cache/apt/archives/x_1_amd64.deb', 'var/cache/apt'],
    ['var/cache/apt/archives/lock', undefined],
    ['var/cache/apk/APKINDEX.0.tar.gz', 'var/cache/apk'],
    ['home/app/.cache/pip/http-v2/a', 'home/app/.cache/pip'],
    ['.cache/pip/http/a', '.cache/pip'],
    ['root/.cache/pypoetry/virtualenvs/a', undefined],
    ['usr/local/bundle/cache/rack-3.0.gem', 'usr/local/bundle/cache'],
    ['usr/lib/ruby/gems/3.1.0/cache/x.gem', 'usr/lib/ruby/gems/3.1.0/cache'],
    ['app/vendor/cache/x.gem', undefined],
    ['usr/local/cargo/registry/cache/x', 'usr/local/cargo/registry'],
    ['root/.cargo/registry/src/x', 'root/.cargo/registry'],
    ['go/pkg/mod/x', 'go/pkg/mod'],
    ['root/.m2/repository/x.jar', 'root/.m2/repository'],
    ['var/cache/debconf/config.dat', undefined],
  ] as const)
    assert.equal(cacheAt(path)?.folder, folder, path);
});
