/** OCI layouts: names, platforms, what is missing and what lies. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  blob,
  build,
  compress,
  finishLayout,
  imageRecipe,
  json,
  type MembersOf,
  packTar,
  putImage,
  putIndex,
  sha256,
  writeTo,
} from '../../support/image-fixtures.js';
import { drain, fails, opened } from './failing.js';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const recipe = imageRecipe({ layers: [{ files: { a: 'a' } }, { files: { b: 'b' } }] });
const built = await build(recipe);
const ref = (name: string) => ({ annotations: { 'org.opencontainers.image.ref.name': name } });

type Tree = Record<string, Uint8Array>;

/** An image for a platform, as a child of an index. */
async function child(tree: Tree, platform: string, more: object = {}) {
  const [os, architecture, variant] = platform.split('/');
  const image = await build({ ...recipe, platform });
  return putImage(tree, image, 'gzip', { platform: { os, architecture, variant }, ...more }).manifest;
}

/** The same tree as a folder and as an archive, both of which have to behave alike. */
async function both(t: import('node:test').TestContext, members: MembersOf): Promise<string> {
  const folder = Object.fromEntries(Object.entries(members).map(([name, file]) => [`app/${name}`, file]));
  return writeTo(t, { ...folder, 'app.tar': await packTar(members) });
}

const REFERENCES = ['app', 'app.tar'];

test('platforms: the one asked for, linux/amd64, the first by name, or what there is', async t => {
  const tree: Tree = {};
  const children = [
    await child(tree, 'linux/arm64'),
    await child(tree, 'linux/arm/v6'),
    await child(tree, 'linux/amd64'),
    { ...(await child(tree, 'linux/s390x')), platform: undefined },
  ];
  const cwd = await both(t, finishLayout(tree, [putIndex(tree, children, ref('app:1'))]));
  const configOf = (reference: string, platform?: string) =>
    opened(reference, { cwd, ...(platform === undefined ? {} : { platform }) }, image => ({
      ...JSON.parse(Buffer.from(image.config ?? []).toString()),
      notes: image.notes,
    }));
  for (const reference of REFERENCES) {
    assert.equal((await configOf(reference, 'linux/aarch64')).architecture, 'arm64');
    assert.equal((await configOf(reference, 'linux/arm/v7')).variant, 'v6');
    assert.equal((await configOf(reference, 's390x')).architecture, 's390x');
    const usual = await configOf(reference);
    assert.equal(usual.architecture, 'amd64');
    assert.match(usual.notes[0], /linux\/amd64, linux\/arm\/v6, linux\/arm64, linux\/s390x: linux\/amd64 was taken/);
    await fails(
      reference,
      { cwd, platform: 'linux/riscv64' },
      'no-platform',
      /linux\/riscv64; it has linux\/amd64, linux\/arm/,
    );
  }
});

test('platforms side by side in index.json are one image', async t => {
  const tree: Tree = {};
  const entries = [await child(tree, 'linux/s390x'), await child(tree, 'linux/386')];
  const cwd = await both(t, finishLayout(tree, entries));
  for (const reference of REFERENCES)
    await opened(reference, { cwd }, image => assert.match(image.notes[0] ?? '', /linux\/386 was taken/));
});

test('what is listed but not there is not chosen', async t => {
  const tree: Tree = {};
  const absent = {
    mediaType: MANIFEST,
    digest: `sha256:${'0'.repeat(64)}`,
    size: 9,
    platform: { os: 'linux', architecture: 'amd64' },
  };
  const partly = await child({}, 'linux/ppc64le');
  const one = await child(tree, 'linux/arm64');
  const cwd = await both(t, finishLayout(tree, [putIndex(tree, [absent, partly, one])]));
  const none = await both(t, finishLayout({}, [absent]));
  for (const reference of REFERENCES) {
    await opened(reference, { cwd }, image =>
      assert.match(
        image.notes[0] ?? '',
        /Only linux\/arm64 is there; listed, but not in it: linux\/amd64, linux\/ppc64le/,
      ),
    );
    await fails(
      reference,
      { cwd, platform: 'linux/amd64' },
      'no-platform',
      /it has linux\/arm64; listed, but not in it: linux\/amd64/,
    );
    await fails(reference, { cwd: none }, 'missing-blob', /holds no sha256:0000/);
  }
});

test('several images: a list, and one by name, index or digest', async t => {
  const tree: Tree = {};
  const second = await build({ ...recipe, config: { User: '2' } });
  const [one, two] = [putImage(tree, built).manifest, putImage(tree, second).manifest];
  const entries = [
    { ...one, ...ref('1.0') },
    { ...one, ...ref('latest') },
    { ...two, annotations: { 'io.containerd.image.name': 'docker.io/library/app:2' } },
  ];
  const cwd = await both(t, finishLayout(tree, entries));
  for (const reference of REFERENCES) {
    await fails(
      reference,
      { cwd },
      'ambiguous',
      /holds 2 images: 1\.0, docker\.io\/library\/app:2; choose one, for example with --ref 1\.0/,
    );
    await fails(reference, { cwd, ref: 'nope' }, 'not-found', /no image nope; it holds 1\.0, docker/);
    await fails(reference, { cwd, ref: `sha256:${'1'.repeat(64)}` }, 'not-found', /no image sha256/);
    for (const which of ['latest', '1.0', '@0', one.digest])
      await opened(reference, { cwd, ref: which }, image => assert.equal(image.manifestDigest, one.digest));
    for (const which of ['app:2', '@2', 'docker.io/library/app:2'])
      await opened(reference, { cwd, ref: which }, image => assert.equal(image.manifestDigest, two.digest));
  }
  await opened('oci:app:latest', { cwd }, image => assert.equal(image.name, 'latest'));
});

test('a digest names one platform of an image', async t => {
  const tree: Tree = {};
  const [arm, amd] = [await child(tree, 'linux/arm64'), await child(tree, 'linux/amd64')];
  const cwd = await both(t, finishLayout(tree, [putIndex(tree, [arm, amd])]));
  for (const reference of REFERENCES)
    await opened(reference, { cwd, ref: arm.digest }, image => assert.equal(image.manifestDigest, arm.digest));
});

test('unnamed images without platforms are not confused', async t => {
  const tree: Tree = {};
  const second = await build({ ...recipe, config: { User: '2' } });
  const entries = [putImage(tree, built).manifest, putImage(tree, second).manifest];
  const cwd = await both(t, finishLayout(tree, entries));
  for (const reference of REFERENCES)
    await fails(reference, { cwd }, 'ambiguous', /holds 2 images: @0, @1; .*--ref @0/);
});

test('artifacts and attestations are no images', async t => {
  const artifact = (config: string, layer: string, more: object = {}) => {
    const tree: Tree = {};
    const manifest = { config: blob(tree, json({}), config), layers: [blob(tree, Buffer.from('x'), layer)], ...more };
    return finishLayout(tree, [blob(tree, json(manifest), MANIFEST)]);
  };
  const cases: [MembersOf, RegExp][] = [
    [
      artifact('application/vnd.oci.empty.v1+json', 'text/plain', { artifactType: 'application/x.sbom' }),
      /only application\/x\.sbom/,
    ],
    [
      artifact('application/vnd.cncf.helm.config.v1+json', 'application/x.tar+gzip'),
      /only application\/vnd\.cncf\.helm\.config/,
    ],
    [
      artifact('application/vnd.oci.image.config.v1+json', 'application/vnd.in-toto+json'),
      /only application\/vnd\.in-toto\+json/,
    ],
    [finishLayout({}, []), /lists nothing/],
    [
      finishLayout({}, [{ digest: 'sha256:00', platform: { os: 'unknown', architecture: 'unknown' } }]),
      /only attestation/,
    ],
    [finishLayout({}, [{ digest: 'sha256:00', artifactType: 'application/x.sig' }]), /only application\/x\.sig/],
  ];
  for (const [members, says] of cases) {
    const cwd = await both(t, members);
    for (const reference of REFERENCES) await fails(reference, { cwd }, 'not-an-image', says);
  }
});

test('media types may be missing, blobs may be embedded, digests may be sha512', async t => {
  const { createHash } = await import('node:crypto');
  const tree: Tree = {};
  const put = putImage(tree, built);
  const hex = createHash('sha512').update(built.config).digest('hex');
  tree[`blobs/sha512/${hex}`] = built.config;
  const manifest = json({
    config: { digest: `sha512:${hex}`, size: built.config.length },
    layers: put.layers.map(({ digest }) => ({ digest })),
  });
  const embedded = { digest: `sha256:${sha256(manifest)}`, size: manifest.length, data: manifest.toString('base64') };
  const cwd = await both(t, finishLayout(tree, [embedded]));
  for (const reference of REFERENCES)
    await opened(reference, { cwd }, image => {
      assert.deepEqual(Buffer.from(image.config ?? []), built.config);
      assert.ok(image.layers.every(layer => layer.missing === undefined && layer.mediaType === undefined));
    });
});

test('what lies about its digest or size is refused', async t => {
  const lying = async (change: (tree: Tree, put: ReturnType<typeof putImage>) => object) => {
    const tree: Tree = {};
    const entry = change(tree, putImage(tree, built));
    return both(t, finishLayout(tree, [entry]));
  };
  const replace = (tree: Tree, put: ReturnType<typeof putImage>, { digest }: { digest: string }, bytes: Uint8Array) => {
    tree[`blobs/${digest.replace(':', '/')}`] = bytes;
    return put.manifest;
  };
  const cases: [string, Parameters<typeof fails>[2], RegExp][] = [
    [
      await lying((tree, put) => replace(tree, put, put.manifest, json({ config: 1 }))),
      'digest-mismatch',
      /should have the digest/,
    ],
    [
      await lying((tree, put) => replace(tree, put, put.config, json({ os: 'x' }))),
      'digest-mismatch',
      /should have the digest/,
    ],
    [await lying((_, put) => ({ ...put.manifest, size: 1 })), 'corrupt', /should have 1 bytes/],
    [await lying((_, put) => ({ ...put.manifest, data: 'AAAA' })), 'digest-mismatch', /should have the digest/],
    [
      await lying((tree, put) => replace(tree, put, put.config, Buffer.alloc(5 * 2 ** 20))),
      'too-large',
      /at most 4194304 are read/,
    ],
    [await lying(tree => blob(tree, json({ schemaVersion: 1, fsLayers: [] }), MANIFEST)), 'unsupported', /schema 1/],
    [await lying(tree => blob(tree, json([]), MANIFEST)), 'corrupt', /neither a manifest nor an index/],
    [
      await lying(tree => blob(tree, Buffer.from('{"a": "secret", }'), MANIFEST)),
      'corrupt',
      /no JSON: error at character 16; save /,
    ],
    [await lying(tree => blob(tree, Buffer.from('{"a"'), MANIFEST)), 'corrupt', /no JSON/],
    [await lying(tree => blob(tree, Buffer.from([0x22, 0xff, 0x22]), MANIFEST)), 'corrupt', /not UTF-8/],
    [await lying(() => ({ mediaType: MANIFEST })), 'corrupt', /a descriptor without a digest/],
  ];
  for (const [cwd, code, says] of cases)
    for (const reference of REFERENCES) await fails(reference, { cwd }, code, says);
});

test('digests never become paths out of the folder', async t => {
  for (const digest of [
    'sha256:../../secret',
    '../secret',
    'sha256:',
    'sha256:AB',
    'md5:00',
    `sha256:${'0'.repeat(65)}`,
  ]) {
    const tree: Tree = {};
    const put = putImage(tree, built);
    const manifest = json({ config: put.config, layers: [put.layers[0], { digest }] });
    const asLayer = await both(t, finishLayout(tree, [blob(tree, manifest, MANIFEST)]));
    const asConfig = await both(
      t,
      finishLayout(tree, [blob(tree, json({ config: { digest }, layers: [] }), MANIFEST)]),
    );
    const asManifest = await both(t, finishLayout({}, [{ digest }]));
    for (const reference of REFERENCES) {
      await opened(reference, { cwd: asLayer }, image => {
        assert.match(image.layers[1]?.missing ?? '', /no sha256 or sha512 digest/);
        assert.throws(() => image.layers[1]?.open(), { code: 'missing-blob' });
      });
      await fails(reference, { cwd: asConfig }, 'missing-blob', /holds no/);
      await fails(reference, { cwd: asManifest }, 'missing-blob', /holds no/);
    }
  }
});

test('links out of a layout folder are refused, links inside are followed', async t => {
  const tree: Tree = {};
  const put = putImage(tree, built, 'plain');
  const [first, second] = put.layers.map(({ digest }) => `blobs/${digest.replace(':', '/')}`);
  const { [first!]: one = '', [second!]: two = '', ...rest } = finishLayout(tree, [put.manifest]);
  const inside = { ...rest, kept: one, [first!]: { link: '../../kept' }, [second!]: two };
  const cwd = await writeTo(t, inside);
  await opened('.', { cwd }, async image => {
    assert.equal(sha256(await drain(image.layers[0]!.open())), built.diffIds[0]?.slice(7));
    // Each time anew, and what is gone meanwhile is told.
    fs.rmSync(path.join(cwd, second!));
    await assert.rejects(drain(image.layers[1]!.open()), { code: 'not-found' });
  });
  const outside = await writeTo(t, { ...rest, [first!]: { link: '/etc/passwd' }, [second!]: { link: 'nowhere' } });
  await opened('.', { cwd: outside }, image => {
    assert.match(image.layers[0]?.missing ?? '', /leads out of the folder/);
    assert.match(image.layers[1]?.missing ?? '', /holds no blobs/);
  });
  const index = await writeTo(t, { 'oci-layout': json({}), 'index.json': { link: '/etc/passwd' } });
  await fails('.', { cwd: index }, 'corrupt', /leads out of the folder/);
  const folder = await writeTo(t, { 'oci-layout': json({}), 'index.json/': {} });
  await fails('.', { cwd: folder }, 'corrupt', /it is no file/);
});

test('indexes in indexes end', async t => {
  const nested = async (depth: number) => {
    const tree: Tree = {};
    let entry: { digest: string } = putImage(tree, built).manifest;
    // Each twice, which would double the work at each step.
    for (let i = 0; i < depth; i++) entry = putIndex(tree, [entry, entry]);
    return both(t, finishLayout(tree, [entry]));
  };
  const [deep, deeper] = [await nested(8), await nested(9)];
  const wide: Tree = {};
  const children = Array.from({ length: 1100 }, (_, i) => blob(wide, json({ manifests: [], i }), ''));
  const broad = await both(t, finishLayout(wide, [putIndex(wide, children)]));
  // An index cannot hold its own digest, but it can say that it does.
  const loop: Tree = {};
  const hex = 'a'.repeat(64);
  loop[`blobs/sha256/${hex}`] = json({ manifests: [{ digest: `sha256:${hex}` }] });
  const looping = await both(t, finishLayout(loop, [{ digest: `sha256:${hex}` }]));
  for (const reference of REFERENCES) {
    await opened(reference, { cwd: deep }, image => assert.equal(image.layers.length, 2));
    await fails(reference, { cwd: deeper }, 'too-large', /more than 8 deep/);
    await fails(reference, { cwd: broad }, 'too-large', /more than 1000 manifests/);
    await fails(reference, { cwd: looping }, 'digest-mismatch', /should have the digest/);
  }
});

test('one broken platform does not hide the others', async t => {
  const tree: Tree = {};
  const [arm, amd] = [await child(tree, 'linux/arm64'), await child(tree, 'linux/amd64')];
  tree[`blobs/${arm.digest.replace(':', '/')}`] = json({ config: 1 });
  const cwd = await both(t, finishLayout(tree, [putIndex(tree, [arm, amd])]));
  for (const reference of REFERENCES) {
    await opened(reference, { cwd }, image => {
      assert.equal(image.manifestDigest, amd.digest);
      assert.match(image.notes.join(), /should have the digest/);
    });
    await fails(reference, { cwd, platform: 'linux/arm64' }, 'digest-mismatch', /should have the digest/);
  }
});

test('foreign and missing layers leave the configuration readable', async t => {
  const tree: Tree = {};
  const put = putImage(tree, built);
  const foreign = {
    digest: `sha256:${'f'.repeat(64)}`,
    mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
    size: 7,
  };
  const gone = { ...put.layers[1], digest: `sha256:${'e'.repeat(64)}` };
  const cwd = await both(
    t,
    finishLayout(tree, [blob(tree, json({ config: put.config, layers: [foreign, gone] }), MANIFEST)]),
  );
  for (const reference of REFERENCES)
    await opened(reference, { cwd }, image => {
      assert.deepEqual(Buffer.from(image.config ?? []), built.config);
      assert.match(image.layers[0]?.missing ?? '', /foreign layer/);
      assert.equal(image.layers[0]?.size, 7);
      assert.match(image.layers[1]?.missing ?? '', /holds no blobs\/sha256\/eeee/);
      for (const layer of image.layers) assert.throws(() => layer.open(), { name: 'ImageError', code: 'missing-blob' });
    });
});

test('layers and diffIDs have to be as many', async t => {
  const tree: Tree = {};
  const put = putImage(tree, built);
  const short = json({ config: put.config, layers: put.layers.slice(1) });
  const cwd = await both(t, finishLayout(tree, [blob(tree, short, MANIFEST)]));
  for (const reference of REFERENCES)
    await fails(reference, { cwd }, 'corrupt', /names 1 layers, and the configuration 2/);
});

test('a platform that is said twice, differently, is noted; Windows layers are not read', async t => {
  const tree: Tree = {};
  const entry = await child(tree, 'linux/arm64', { platform: { os: 'linux', architecture: 'amd64' } });
  const cwd = await both(t, finishLayout(tree, [entry]));
  const other: Tree = {};
  const windows = await both(t, finishLayout(other, [await child(other, 'windows/amd64')]));
  for (const reference of REFERENCES) {
    await opened(reference, { cwd }, image =>
      assert.match(image.notes[0] ?? '', /lists it for linux\/amd64, .* says linux\/arm64/),
    );
    await opened(reference, { cwd: windows }, image => {
      assert.match(image.notes[0] ?? '', /Windows/);
      assert.ok(image.layers.every(layer => /Windows/.test(layer.missing ?? '')));
    });
  }
});

test('an index.json is needed, an oci-layout file only noted', async t => {
  const tree: Tree = {};
  const put = putImage(tree, built);
  const { 'oci-layout': _, ...without } = finishLayout(tree, [put.manifest]);
  const cwd = await writeTo(t, { 'a.tar': await packTar(without), 'b/oci-layout': 'x', 'c/oci-layout': json({}) });
  await opened('a.tar', { cwd }, image => assert.match(image.notes[0] ?? '', /no oci-layout file/));
  await fails('b', { cwd }, 'corrupt', /oci-layout in b is no JSON/);
  await fails('c', { cwd }, 'missing-blob', /c holds no index\.json/);
  const zipped = await writeTo(t, { 'a.tgz': compress(await packTar({ 'index.json': json({ config: {} }) }), 'gzip') });
  await fails('a.tgz', { cwd: zipped }, 'corrupt', /descriptor without a digest/);
});
