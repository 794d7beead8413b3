/** What people write to name an image, and what they are told when it names none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ImageError } from '../../src/image/model.js';
import { fitness, parsePlatform, platformOf, platformText, usualPlatform } from '../../src/image/platform.js';
import { parseReference } from '../../src/image/reference.js';
import { asDockerArchive, asOciLayout, imageRecipe, packTar, writeTo } from '../support/image-fixtures.js';
import { fails, opened } from './sources/failing.js';

const recipe = imageRecipe({ layers: [{ files: { 'etc/passwd': '' } }] });

test('a scheme decides, a drive letter is none', () => {
  const read = (text: string) => parseReference(text);
  assert.equal(read('app.tar').scheme, undefined);
  assert.equal(read('C:\\images\\app.tar').scheme, undefined);
  assert.equal(read('d:/app.tar').readings[0].path, 'd:/app.tar');
  assert.equal(read('dir:rootfs').scheme, 'dir');
  assert.equal(read('OCI:x').scheme, 'oci');
  assert.deepEqual(read('docker-archive:C:\\a.tar:app:1').readings, [
    { path: 'C:\\a.tar:app:1', ref: undefined },
    { path: 'C:\\a.tar:app', ref: '1' },
    { path: 'C:\\a.tar', ref: 'app:1' },
  ]);
  assert.deepEqual(read('docker-archive:a.tar:@0').readings.at(-1), { path: 'a.tar', ref: '@0' });
  assert.equal(read('app:1').scheme, undefined);
  assert.equal(read('constructor:x').scheme, undefined);
});

test('names of images are not fetched', async t => {
  const cwd = await writeTo(t, {});
  const save = /only those can be read: save the image with `docker save app:1 -o app\.tar`/;
  for (const reference of ['app:1', 'docker://app:1', 'registry://app:1', 'docker-daemon:app:1'])
    await fails(reference, { cwd }, 'unsupported', save);
  await fails('ghcr.io/a/b@sha256:00', { cwd }, 'unsupported', /-o b\.tar/);
  await fails('docker://', { cwd }, 'unsupported', /docker save app:1/);
  await fails('', { cwd }, 'unsupported', /neither a file nor a folder/);
  await fails('a\0b', { cwd }, 'unsupported', /neither a file nor a folder/);
  await fails('evil\u001b[31m', { cwd }, 'unsupported', /evil\\u001b\[31m/);
});

test('what looks like a path is said to be missing', async t => {
  const cwd = await writeTo(t, { file: '' });
  for (const reference of ['app.tar', './app', 'sub/../app.tgz', 'file/app.tar'])
    await fails(reference, { cwd }, 'not-found', /does not exist/);
  await fails('docker-archive:app.tar:app:1', { cwd }, 'not-found', /^app\.tar does not exist: check its name\.$/);
  await fails('oci:nowhere', { cwd }, 'not-found', /^nowhere does not exist: check its name\.$/);
  await fails('oci:', { cwd }, 'unsupported', /names no path/);
});

test('paths with colons are found', async t => {
  const cwd = await writeTo(t, { 'a:b.tar': await asDockerArchive(recipe, 'classic') });
  for (const reference of ['a:b.tar', 'docker-archive:a:b.tar', 'docker-archive:a:b.tar:app:1'])
    await opened(reference, { cwd }, image => assert.equal(image.name, 'app:1'));
});

test('what is no image is told from what is', async t => {
  const cwd = await writeTo(t, {
    'empty.tar': '',
    'text.tar': 'hello '.repeat(200),
    'zip.tar': 'PK\u0003\u0004'.padEnd(600),
    'xz.tar': Buffer.from('fd377a585a0000', 'hex'),
    'root.tar': await packTar({ 'etc/passwd': 'x', 'bin/sh': 'x' }),
    'other.tar': await packTar({ 'a/b': 'x' }),
    'old.tar': await packTar({ repositories: '{}', 'ab/json': '{}', 'ab/layer.tar': '' }),
    'skopeo/version': 'Directory Transport Version: 1.1\n',
    'skopeo/manifest.json': '{}',
    'src/main.ts': '',
  });
  await fails('empty.tar', { cwd }, 'not-an-image', /is empty/);
  await fails('text.tar', { cwd }, 'not-an-image', /no tar archive/);
  await fails('zip.tar', { cwd }, 'not-an-image', /no tar archive/);
  await fails('xz.tar', { cwd }, 'unsupported', /compressed with xz or bzip2/);
  await fails('root.tar', { cwd }, 'not-an-image', /write rootfs:root\.tar/);
  await fails('other.tar', { cwd }, 'not-an-image', /neither a manifest\.json nor an index\.json/);
  await fails('old.tar', { cwd }, 'unsupported', /Docker 1\.9/);
  await fails('rootfs:skopeo', { cwd }, 'unsupported', /skopeo/);
  await fails('src', { cwd }, 'not-an-image', /write rootfs:src/);
  await fails('oci:other.tar', { cwd }, 'unsupported', /write oci-archive:other\.tar/);
  await fails('oci-archive:src', { cwd }, 'unsupported', /write oci:src/);
  await fails('/dev/null', {}, 'unsupported', /neither a file nor a folder/);
});

test('platforms in one spelling', () => {
  const text = (given: string) => platformText(parsePlatform(given));
  assert.equal(text('linux/x86_64'), 'linux/amd64');
  assert.equal(text('aarch64'), 'linux/arm64');
  assert.equal(text('linux/arm64/v8'), 'linux/arm64');
  assert.equal(text('linux/arm'), 'linux/arm/v7');
  assert.equal(text('linux/armhf'), 'linux/arm/v7');
  assert.equal(text('linux/arm/6'), 'linux/arm/v6');
  assert.equal(text('Linux/AMD64/v1'), 'linux/amd64');
  assert.equal(text('macos/arm64'), 'darwin/arm64');
  for (const wrong of ['', 'linux', 'linux/', 'a/b/c/d', 'linux/am d', '../../x'])
    assert.throws(() => parsePlatform(wrong), ImageError, wrong);
});

test('the variant that fits best', () => {
  const arm = (variant: string) => platformOf('linux', 'arm', variant);
  assert.ok(fitness(arm('v7'), arm('v7')) > fitness(arm('v6'), arm('v7')));
  assert.ok(fitness(arm('v6'), arm('v7')) > fitness(arm('v5'), arm('v7')));
  assert.equal(fitness(arm('v7'), arm('v6')), 0);
  assert.equal(fitness(platformOf('linux', 'arm64'), arm('v7')), 0);
  assert.ok(fitness(platformOf('linux', 'amd64'), platformOf('linux', 'amd64', 'v3')) > 0);
  assert.equal(platformText(usualPlatform([arm('v7'), platformOf('linux', '386')])!), 'linux/386');
  assert.equal(usualPlatform([]), undefined);
});

test('a wrong platform is told before anything is opened', async t => {
  const cwd = await writeTo(t, { 'app.tar': '' });
  await fails('app.tar', { cwd, platform: 'windows' }, 'unsupported', /windows is no platform/);
});

test('no reference throws anything else', async t => {
  const cwd = await writeTo(t, await asOciLayout(recipe));
  const word = fc.constantFrom(
    'oci:',
    'rootfs:',
    'docker-archive:',
    '..',
    '/',
    ':',
    '@0',
    'C:',
    '\\',
    'blobs',
    '\0',
    'é',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async words => {
      const reference = words.join('');
      try {
        parseReference(reference);
        // Only inside the folder: what a machine has above it is not this test's.
        if (!/\.\.|\/|rootfs:$/.test(reference)) await opened(reference, { cwd }, () => {});
      } catch (error) {
        assert.ok(error instanceof ImageError, `${reference}: ${error}`);
      }
    }),
    { numRuns: 300 },
  );
});
