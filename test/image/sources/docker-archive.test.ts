/** `docker save` in all its generations: names, members, what is missing and what lies. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asDockerArchive,
  blob,
  build,
  compress,
  dockerMembers,
  finishLayout,
  type Generation,
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

const one = imageRecipe({ layers: [{ files: { a: 'a' } }, { files: { b: 'b' } }], name: 'app:1' });
const two = imageRecipe({ layers: [{ files: { a: 'a' } }], config: { User: '2' }, name: 'ghcr.io/x/app:latest' });
const unnamed = imageRecipe({ layers: [{ files: { c: 'c' } }], name: '' });
const GENERATIONS: Generation[] = ['classic', 'skopeo', 'docker25', 'containerd', 'kaniko'];

/** The archive as it is, and compressed; both have to behave alike. */
async function both(t: import('node:test').TestContext, members: MembersOf): Promise<string> {
  const bytes = await packTar(members);
  return writeTo(t, { 'a.tar': bytes, 'a.tgz': compress(bytes, 'gzip') });
}

const FILES = ['a.tar', 'a.tgz'];

test('several images: a list, and one by name or index', async t => {
  for (const generation of GENERATIONS) {
    const cwd = await both(t, await dockerMembers([one, two, unnamed], generation));
    for (const file of FILES) {
      await fails(file, { cwd }, 'ambiguous', /holds 3 images: app:1, ghcr\.io\/x\/app:latest, @2; .* --ref app:1/);
      await fails(file, { cwd, ref: 'app:2' }, 'not-found', /no image app:2; it holds app:1, ghcr/);
      await fails(`docker-archive:${file}:@9`, { cwd }, 'not-found', /no image @9/);
      for (const [ref, name, layers] of [
        ['app:1', 'app:1', 2],
        ['docker.io/library/app:1', 'app:1', 2],
        ['ghcr.io/x/app', 'ghcr.io/x/app:latest', 1],
        ['@2', undefined, 1],
        [`sha256:${sha256((await build(two)).config)}`, 'ghcr.io/x/app:latest', 1],
      ] as const)
        await opened(`docker-archive:${file}:${ref}`, { cwd }, image => {
          assert.equal(image.name, name);
          assert.equal(image.layers.length, layers);
        });
      // What the option says goes before the reference.
      await opened(`docker-archive:${file}:app:1`, { cwd, ref: '@2' }, image => assert.equal(image.name, undefined));
    }
  }
});

test('an image saved under two names is one', async t => {
  const members = await dockerMembers(one, 'classic');
  const [entry] = JSON.parse(Buffer.from(members['manifest.json'] as Uint8Array).toString());
  const cwd = await both(t, { ...members, 'manifest.json': json([entry, { ...entry, RepoTags: ['other:1'] }]) });
  for (const file of FILES) await opened(file, { cwd }, image => assert.equal(image.name, 'app:1'));
});

test('a platform that manifest.json lacks is looked for in the layout', async t => {
  const tree: Record<string, Uint8Array> = {};
  const arm = await build({ ...one, platform: 'linux/arm64' });
  const amd = await build(one);
  const children = [
    putImage(tree, arm, 'gzip', { platform: { os: 'linux', architecture: 'arm64' } }).manifest,
    putImage(tree, amd, 'gzip', { platform: { os: 'linux', architecture: 'amd64' } }).manifest,
  ];
  const layout = finishLayout(tree, [
    putIndex(tree, children, { annotations: { 'io.containerd.image.name': 'docker.io/library/app:1' } }),
  ]);
  const paths = amd.tars.map(bytes => `blobs/sha256/${sha256(compress(bytes, 'gzip'))}`);
  const Config = `blobs/sha256/${sha256(amd.config)}`;
  const manifest = json([{ Config, RepoTags: ['app:1'], Layers: paths }]);
  const cwd = await both(t, { ...layout, 'manifest.json': manifest });
  const empty = await both(t, { ...layout, 'manifest.json': json([]) });
  for (const file of FILES) {
    await opened(file, { cwd }, image => assert.deepEqual(Buffer.from(image.config ?? []), amd.config));
    for (const ref of [undefined, 'app:1', '@0'])
      await opened(file, { cwd, platform: 'linux/arm64', ...(ref === undefined ? {} : { ref }) }, image => {
        assert.equal(image.kind, 'docker-archive');
        assert.deepEqual(Buffer.from(image.config ?? []), arm.config);
      });
    await fails(file, { cwd, platform: 'linux/s390x' }, 'no-platform', /it has linux\/amd64, linux\/arm64/);
    await opened(file, { cwd: empty }, image => assert.match(image.notes[0] ?? '', /linux\/amd64 was taken/));
  }
  const classic = await both(t, await dockerMembers(one, 'classic'));
  for (const file of FILES) {
    await opened(file, { cwd: classic, platform: 'linux/amd64' }, image => assert.equal(image.name, 'app:1'));
    await fails(
      file,
      { cwd: classic, platform: 'linux/arm64' },
      'no-platform',
      /no image for linux\/arm64; it has linux\/amd64/,
    );
  }
});

test('what manifest.json may be instead', async t => {
  const good = await dockerMembers(one, 'classic');
  const [entry] = JSON.parse(Buffer.from(good['manifest.json'] as Uint8Array).toString());
  const other = await build(two);
  const cases: [MembersOf, Parameters<typeof fails>[2], RegExp][] = [
    [{ 'manifest.json': '' }, 'corrupt', /manifest\.json in a\.t\w+ is no JSON: it is empty/],
    [{ 'manifest.json': '[{"Config": "PASSWORD=x}]' }, 'corrupt', /is no JSON: (?!.*PASS)/],
    [{ 'manifest.json': '{}' }, 'corrupt', /no list of images/],
    [{ 'manifest.json': '[]' }, 'not-an-image', /lists no image/],
    [{ 'manifest.json': '[null]' }, 'corrupt', /no configuration of image 0/],
    [{ 'manifest.json': json([{ Config: 5 }]) }, 'corrupt', /no configuration of image 0/],
    [{ 'manifest.json': json([{ ...entry, Layers: 'x' }]) }, 'corrupt', /malformed at image 0/],
    [{ 'manifest.json': json([{ ...entry, Layers: null }]) }, 'corrupt', /names 0 layers, and the configuration 2/],
    [
      { 'manifest.json': json([{ ...entry, Config: '../config.json' }]) },
      'missing-blob',
      /holds no \.\.\/config\.json/,
    ],
    [{ 'manifest.json': Buffer.alloc(5 * 2 ** 20, 32) }, 'too-large', /manifest\.json in a\.t\w+ has 5242880 bytes/],
    [{ [entry.Config]: other.config }, 'digest-mismatch', /should have the digest sha256:/],
    [{ [entry.Config]: Buffer.alloc(5 * 2 ** 20) }, 'too-large', /at most 4194304/],
    [{ 'c.json': '[]', 'manifest.json': json([{ ...entry, Config: 'c.json' }]) }, 'corrupt', /no image configuration/],
  ];
  for (const [change, code, says] of cases) {
    const cwd = await both(t, { ...good, ...change });
    for (const file of FILES) await fails(file, { cwd }, code, says);
  }
});

test('layers that are not there are marked', async t => {
  const good = await dockerMembers(one, 'classic');
  const [entry] = JSON.parse(Buffer.from(good['manifest.json'] as Uint8Array).toString());
  for (const name of ['gone/layer.tar', '../../etc/passwd', '', 7]) {
    const manifest = json([{ ...entry, Layers: [entry.Layers[0], name] }]);
    const cwd = await both(t, { ...good, 'manifest.json': manifest });
    for (const file of FILES)
      await opened(file, { cwd }, async image => {
        assert.match(image.layers[1]?.missing ?? '', /holds no /);
        assert.throws(() => image.layers[1]?.open(), { code: 'missing-blob' });
        assert.ok((await drain(image.layers[0]!.open())).length > 0);
      });
  }
});

test('links between members: in circles, out of the archive, to links, hard', async t => {
  const { config, tars } = await build({
    ...two,
    layers: [...two.layers, ...two.layers, ...two.layers, ...two.layers],
  });
  const layers = ['hard.tar', 'id/soft.tar', 'circle.tar', 'out.tar'];
  const cwd = await both(t, {
    'real.tar': tars[0]!,
    'hard.tar': { type: 'link', link: 'real.tar' },
    'id/soft.tar': { link: './../hard.tar' },
    'circle.tar': { link: 'id/../circle.tar' },
    'out.tar': { link: '../../../real.tar' },
    'c.json': config,
    'manifest.json': json([{ Config: 'c.json', Layers: layers }]),
  });
  for (const file of FILES)
    await opened(file, { cwd }, async image => {
      assert.equal(image.name, undefined);
      for (const layer of image.layers.slice(0, 2)) assert.deepEqual(await drain(layer.open()), tars[0]);
      assert.match(image.layers[2]?.missing ?? '', /holds no circle\.tar/);
      assert.match(image.layers[3]?.missing ?? '', /holds no out\.tar/);
    });
});

test('what LayerSources and the layout say of a layer is known, and lies do not stop anything', async t => {
  const good = await dockerMembers(one, 'docker25');
  const cwd = await both(t, good);
  const [entry] = JSON.parse(Buffer.from(good['manifest.json'] as Uint8Array).toString());
  const broken = await both(t, {
    ...good,
    'index.json': 'x',
    'manifest.json': json([{ ...entry, LayerSources: { x: 1 } }]),
  });
  for (const file of FILES) {
    await opened(file, { cwd }, image => {
      assert.equal(image.layers[0]?.mediaType, 'application/vnd.oci.image.layer.v1.tar');
      assert.equal(image.layers[0]?.digest, `sha256:${entry.Layers[0].slice(13)}`);
      assert.ok((image.layers[0]?.size ?? 0) > 0);
    });
    await opened(file, { cwd: broken }, image => {
      assert.match(image.notes[0] ?? '', /besides manifest\.json is not used/);
      assert.match(image.layers[0]?.digest ?? '', /^sha256:/);
      assert.equal(image.manifestDigest, undefined);
    });
  }
});

test('an archive may be read as the layout that it is besides', async t => {
  for (const generation of ['docker25', 'containerd'] as const) {
    const cwd = await writeTo(t, { 'a.tar': await asDockerArchive(one, generation) });
    const digests = await Promise.all(
      ['a.tar', 'oci-archive:a.tar'].map(reference => opened(reference, { cwd }, image => image.manifestDigest)),
    );
    assert.equal(digests[0], digests[1]);
  }
});

test('Windows images have a configuration only', async t => {
  const cwd = await both(t, await dockerMembers({ ...one, platform: 'windows/amd64' }, 'classic'));
  for (const file of FILES)
    await opened(file, { cwd }, image => {
      assert.ok(image.layers.every(layer => /Windows/.test(layer.missing ?? '')));
      assert.match(image.notes[0] ?? '', /Windows/);
    });
});

test('a blob puts itself where its digest says', () => {
  const tree: Record<string, Uint8Array> = {};
  const { digest } = blob(tree, Buffer.from('x'), 'text/plain');
  assert.deepEqual(Object.keys(tree), [`blobs/sha256/${digest.slice(7)}`]);
});
