/** Indexes: which platform is taken, and what is no image. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseName } from '../../src/remote/name.js';
import { platformsIn } from '../../src/remote/registry.js';
import { fakeRegistry, holding } from '../support/fake-registry.js';
import { blob, build, json, putImage, putIndex } from '../support/image-fixtures.js';
import { fails, opened, options, recipe, waits } from './registry-support.js';

type Tree = Record<string, Uint8Array>;

async function child(tree: Tree, platform: string, more: object = {}) {
  const [os, architecture, variant] = platform.split('/');
  const image = await build({ ...recipe, platform });
  return putImage(tree, image, 'gzip', { platform: { os, architecture, variant }, ...more }).manifest;
}

function attestation(tree: Tree) {
  const config = blob(tree, json({}), 'application/vnd.oci.image.config.v1+json');
  return blob(tree, json({ schemaVersion: 2, config, layers: [] }), 'application/vnd.oci.image.manifest.v1+json', {
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    platform: { os: 'unknown', architecture: 'unknown' },
  });
}

const configOf = (bytes: Uint8Array | undefined) => JSON.parse(Buffer.from(bytes ?? []).toString());

test('the one asked for, linux/amd64, the first by name, or what there is', async t => {
  const tree: Tree = {};
  const children = [
    await child(tree, 'linux/arm64'),
    await child(tree, 'linux/arm/v6'),
    await child(tree, 'linux/amd64'),
    attestation(tree),
    { ...(await child(tree, 'linux/s390x')), platform: undefined },
  ];
  const index = putIndex(tree, children);
  const { host, got } = await fakeRegistry(t, holding(tree, { 'team/app:1': index.digest }));
  const asked = (platform?: string) =>
    opened(host, source => ({ ...configOf(source.config), digest: source.manifestDigest, notes: source.notes }), {
      platform,
    });
  assert.equal((await asked('linux/aarch64')).architecture, 'arm64');
  assert.equal((await asked('linux/arm/v7')).variant, 'v6');
  assert.equal((await asked('s390x')).architecture, 's390x');
  const usual = await asked();
  assert.equal(usual.architecture, 'amd64');
  assert.equal(usual.digest, children[2]?.digest);
  assert.match(usual.notes[0], /linux\/amd64, linux\/arm\/v6, linux\/arm64, linux\/s390x: linux\/amd64 was taken/);
  assert.deepEqual((await asked('linux/amd64')).notes, []);
  assert.ok(
    got.every(({ url }) => !url.includes(String(children[3]?.digest))),
    'attestations are not fetched',
  );
  await fails(
    asked('linux/riscv64'),
    'no-platform',
    /linux\/riscv64; it has linux\/amd64, linux\/arm\/v6, .*: choose one of them with --platform/,
  );
  await fails(asked('nonsense/'), 'unsupported', /no platform/);
  const name = parseName(`${host}/team/app:1`) ?? assert.fail();
  assert.deepEqual(await platformsIn(name, options()), ['linux/amd64', 'linux/arm/v6', 'linux/arm64', 'linux/s390x']);
});

test('a single image has one platform, and no other', async t => {
  const tree: Tree = {};
  const manifest = await child(tree, 'linux/arm64');
  const { host } = await fakeRegistry(t, holding(tree, { 'team/app:1': manifest.digest }));
  const name = parseName(`${host}/team/app:1`) ?? assert.fail();
  assert.deepEqual(await platformsIn(name, options()), ['linux/arm64']);
  await opened(host, source => assert.deepEqual(source.notes, []));
  await fails(
    opened(host, () => {}, { platform: 'linux/amd64' }),
    'no-platform',
    /it has linux\/arm64: choose/,
  );
});

test('indexes in indexes, up to a depth', async t => {
  const tree: Tree = {};
  let inner: { digest: string } = putIndex(tree, [await child(tree, 'linux/amd64')]);
  const shallow = putIndex(tree, [inner, await child(tree, 'linux/386')]);
  for (let i = 0; i < 10; i++) inner = putIndex(tree, [inner]);
  const { host } = await fakeRegistry(t, holding(tree, { 'team/app:1': shallow.digest, 'team/app:2': inner.digest }));
  await opened(host, source => assert.equal(configOf(source.config).architecture, 'amd64'));
  await fails(
    opened(host, () => {}, {}, waits(), 'team/app:2'),
    'too-large',
    /more than 8 deep/,
  );
});

test('only what is no image', async t => {
  const tree: Tree = {};
  const chart = {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: 'application/vnd.helm',
    digest: `sha256:${'1'.repeat(64)}`,
    size: 1,
  };
  const index = putIndex(tree, [attestation(tree), chart]);
  const empty = putIndex(tree, []);
  const { host } = await fakeRegistry(t, holding(tree, { 'team/app:1': index.digest, 'team/app:2': empty.digest }));
  await fails(
    opened(host, () => {}),
    'not-an-image',
    /only attestation, application\/vnd\.helm: name an image/,
  );
  await fails(
    opened(host, () => {}, {}, waits(), 'team/app:2'),
    'not-an-image',
    /lists nothing/,
  );
});

test('one entry that is not there does not hide the others', async t => {
  const tree: Tree = {};
  const gone = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: `sha256:${'1'.repeat(64)}`, size: 9 };
  const index = putIndex(tree, [gone, await child(tree, 'linux/amd64')]);
  const arm = { ...gone, platform: { os: 'linux', architecture: 'arm64' } };
  const listed = putIndex(tree, [arm, await child(tree, 'linux/amd64')]);
  const { host } = await fakeRegistry(t, holding(tree, { 'team/app:1': index.digest, 'team/app:2': listed.digest }));
  await opened(host, source => assert.match(source.notes[0] ?? '', /lists sha256:1+, but the registry has not got it/));
  await fails(
    opened(host, () => {}, { platform: 'arm64' }),
    'missing-blob',
    /lists sha256:1+/,
  );
  await fails(
    opened(host, () => {}, { platform: 'arm64' }, waits(), 'team/app:2'),
    'missing-blob',
    /lists sha256:1+/,
  );
});

test('what the index and the configuration say of the platform is compared', async t => {
  const tree: Tree = {};
  const lies = { ...(await child(tree, 'linux/amd64')), platform: { os: 'linux', architecture: 'arm64' } };
  const { host } = await fakeRegistry(t, holding(tree, { 'team/app:1': putIndex(tree, [lies]).digest }));
  await opened(host, source =>
    assert.deepEqual(source.notes, ['The index lists it for linux/arm64, its configuration says linux/amd64.']),
  );
});

test('an index with endless entries that say no platform is given up', async t => {
  const tree: Tree = {};
  const many = Array.from({ length: 200 }, (_, i) => ({ digest: `sha256:${String(i).padStart(64, '0')}`, size: 9 }));
  const { host, got } = await fakeRegistry(t, holding(tree, { 'team/app:1': putIndex(tree, many).digest }));
  await fails(
    opened(host, () => {}),
    'too-large',
    /more than 100 entries/,
  );
  assert.ok(got.length < 120);
});

test('Windows: the configuration only', async t => {
  const tree: Tree = {};
  const { digest } = await child(tree, 'windows/amd64');
  const { host } = await fakeRegistry(t, holding(tree, { 'team/app:1': digest }));
  await opened(host, source => {
    assert.deepEqual(source.notes, ['Layers of Windows images are not read.']);
    assert.ok(source.layers.every(({ missing }) => missing !== undefined));
  });
});
