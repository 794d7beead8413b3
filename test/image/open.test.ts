/** One image, written in every way there is: what is opened is the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inflate } from '../../src/image/inflate.js';
import type { ImageSource } from '../../src/image/model.js';
import { openImage } from '../../src/image/open.js';
import {
  asDockerArchive,
  asOciArchive,
  asOciLayout,
  build,
  compress,
  type Generation,
  imageRecipe,
  type MembersOf,
  sha256,
  writeTo,
} from '../support/image-fixtures.js';

const recipe = imageRecipe({
  layers: [
    { files: { 'etc/': {}, 'etc/passwd': 'root:x:0:0::/:/bin/sh\n', 'bin/su': { content: 'elf', mode: 0o4755 } } },
    { files: { 'etc/.wh.passwd': '', 'opt/big': 'x'.repeat(300_000), 'opt/link': { link: 'big' } } },
  ],
  config: { User: '1000', Env: ['A=b'] },
});

async function layersOf(image: ImageSource): Promise<string[]> {
  const digests: string[] = [];
  for (const layer of image.layers) {
    const chunks: Buffer[] = [];
    for await (const chunk of inflate(layer.open())) chunks.push(Buffer.from(chunk));
    digests.push(`sha256:${sha256(Buffer.concat(chunks))}`);
  }
  return digests;
}

const GENERATIONS: Generation[] = ['classic', 'skopeo', 'docker25', 'containerd', 'kaniko'];

test('every generation of docker-archive holds the same image', async t => {
  const { config, diffIds } = await build(recipe);
  for (const generation of GENERATIONS) {
    const archive = await asDockerArchive(recipe, generation);
    const gz = compress(archive, 'gzip');
    const cwd = await writeTo(t, { 'app.tar': archive, 'app.tar.gz': gz, 'app.tar.zst': compress(archive, 'zstd') });
    for (const reference of ['app.tar', 'app.tar.gz', 'app.tar.zst', 'docker-archive:app.tar:app:1', './app.tar']) {
      const image = await openImage(reference, { cwd });
      assert.equal(image.kind, 'docker-archive');
      assert.equal(image.reference, reference);
      assert.equal(image.name, 'app:1');
      assert.deepEqual(Buffer.from(image.config ?? []), config, `${generation} ${reference}`);
      assert.deepEqual(await layersOf(image), diffIds, `${generation} ${reference}`);
      assert.deepEqual(await layersOf(image), diffIds, 'a second time');
      assert.deepEqual(image.notes, []);
      const isLayout = generation === 'docker25' || generation === 'containerd';
      assert.equal(image.manifestDigest !== undefined, isLayout);
      for (const layer of image.layers) {
        assert.equal(layer.window !== undefined, reference.endsWith('.tar') || reference.includes(':app'));
        assert.equal(layer.digest !== undefined, isLayout);
      }
      await image.close();
    }
  }
});

test('layouts and OCI archives hold the same image, whatever compresses the layers', async t => {
  const { config, diffIds } = await build(recipe);
  for (const compression of ['plain', 'gzip', 'zstd'] as const) {
    const other = { ...recipe, layers: recipe.layers.map(layer => ({ ...layer, compression })) };
    const layout = await asOciLayout(other);
    const inFolder = Object.fromEntries(Object.entries(layout).map(([name, file]) => [`layout/${name}`, file]));
    const archive = await asOciArchive(other);
    const cwd = await writeTo(t, { ...inFolder, 'oci.tar': archive, 'oci.tgz': compress(archive, 'gzip') });
    for (const [reference, kind] of [
      ['layout', 'oci-layout'],
      ['oci:layout:app:1', 'oci-layout'],
      ['oci.tar', 'oci-archive'],
      ['oci-archive:oci.tgz', 'oci-archive'],
    ] as const) {
      const image = await openImage(reference, { cwd });
      assert.equal(image.kind, kind);
      assert.equal(image.name, 'app:1');
      assert.deepEqual(Buffer.from(image.config ?? []), config);
      assert.deepEqual(await layersOf(image), diffIds);
      assert.match(image.manifestDigest ?? '', /^sha256:[0-9a-f]{64}$/);
      for (const layer of image.layers) assert.ok(layer.digest !== undefined && layer.size !== undefined);
      await image.close();
    }
  }
});

test('a recipe gives the same bytes each time', async () => {
  assert.deepEqual(await asOciArchive(recipe), await asOciArchive(recipe));
  for (const generation of GENERATIONS)
    assert.deepEqual(await asDockerArchive(recipe, generation), await asDockerArchive(recipe, generation));
});

test('an archive is opened by many at once, and layers are read side by side', async t => {
  const { diffIds } = await build(recipe);
  const archive = await asDockerArchive(recipe, 'skopeo');
  const cwd = await writeTo(t, { 'app.tar': archive, 'app.tar.gz': compress(archive, 'gzip') });
  await Promise.all(
    ['app.tar', 'app.tar.gz', 'app.tar', 'app.tar.gz'].map(async reference => {
      const image = await openImage(reference, { cwd });
      const all = await Promise.all([layersOf(image), layersOf(image), layersOf(image)]);
      for (const one of all) assert.deepEqual(one, diffIds);
      await image.close();
      await image.close();
    }),
  );
});

test('a layer may be left after its first chunk', async t => {
  const cwd = await writeTo(t, { 'app.tar.gz': compress(await asDockerArchive(recipe, 'classic'), 'gzip') });
  const image = await openImage('app.tar.gz', { cwd });
  for await (const chunk of image.layers[1]!.open()) {
    assert.ok(chunk.length > 0);
    break;
  }
  await image.close();
});

test('an image without layers', async t => {
  const empty = imageRecipe({ layers: [] });
  const cwd = await writeTo(t, {
    'a.tar': await asDockerArchive(empty, 'classic'),
    'b.tar': await asOciArchive({ ...empty, raw: { rootfs: { type: 'layers', diff_ids: null } } }),
    'c.tar': await asOciArchive({ ...empty, raw: { rootfs: undefined } }),
  });
  for (const file of ['a.tar', 'b.tar', 'c.tar']) {
    const image = await openImage(file, { cwd });
    assert.deepEqual(image.layers, []);
    await image.close();
  }
});

test('a folder is told by what is in it', async t => {
  const layout: MembersOf = await asOciLayout(recipe);
  const cwd = await writeTo(t, layout);
  const image = await openImage('.', { cwd });
  assert.equal(image.kind, 'oci-layout');
  const root = await openImage('rootfs:.', { cwd });
  assert.equal(root.kind, 'rootfs');
});
