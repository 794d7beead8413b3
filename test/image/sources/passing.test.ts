/** Archives that stream by: the same as when they are opened, in whatever order their members stand. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { readConfig } from '../../../src/image/config.js';
import { ImageError, type ImageSource, type PassingImage, type Read } from '../../../src/image/model.js';
import { openImage } from '../../../src/image/open.js';
import { type Scan, Scanner } from '../../../src/image/scan.js';
import { passingArchive } from '../../../src/image/sources/passing.js';
import {
  compress,
  dockerMembers,
  type Generation,
  imageRecipe,
  type MembersOf,
  packTar,
  writeTo,
} from '../../support/image-fixtures.js';

const GENERATIONS: Generation[] = ['classic', 'skopeo', 'docker25', 'containerd', 'kaniko'];
const recipe = imageRecipe({
  layers: [{ files: { a: 'a', 'etc/x': 'one' } }, { files: { b: 'b', 'etc/.wh.x': '' } }, { files: {} }],
  name: 'app:1',
});
const reads: Read<string>[] = [{ match: () => true, bytes: 100, keep: (_, head) => Buffer.from(head).toString() }];

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function passing(stream: AsyncIterable<Uint8Array>, closed: () => void = () => {}): PassingImage {
  return passingArchive(stream, {
    kind: 'docker-daemon',
    reference: 'app:1',
    label: 'the export',
    async close() {
      closed();
    },
  });
}

/** Everything that must not depend on how the archive came. */
const facts = ({ layers, overlay, notes, escapes, incomplete }: Scan, { config }: ImageSource) => ({
  config: Buffer.from(config ?? []).toString(),
  diffIds: layers.map(({ diffId }) => diffId),
  incomplete,
  escapes,
  notes,
  seen: overlay
    .seen(0, layers)
    .map(({ entry, layer, value, goneIn }) => [entry.path, layer.index, value, goneIn?.index]),
});

async function read(image: PassingImage) {
  const scanner = new Scanner(reads);
  const source = await image.pass(scanner.take);
  return facts(await scanner.scan(source, readConfig(source.config as Uint8Array)), source);
}

async function opened(file: string) {
  const source = await openImage(file);
  try {
    return facts(await new Scanner(reads).scan(source, readConfig(source.config as Uint8Array)), source);
  } finally {
    await source.close();
  }
}

const reversed = (members: MembersOf): MembersOf => Object.fromEntries(Object.entries(members).reverse());

for (const generation of GENERATIONS)
  test(`${generation}: as opened, forwards and backwards, in chunks of any size`, async t => {
    const members = await dockerMembers(recipe, generation);
    for (const order of [members, reversed(members)]) {
      const bytes = await packTar(order);
      const expected = await opened(path.join(await writeTo(t, { 'a.tar': bytes }), 'a.tar'));
      assert.equal(expected.seen.length, 3);
      for (const size of [511, 65_536]) {
        let closed = 0;
        const found = await read(passing(chunks(bytes, size), () => closed++));
        assert.deepEqual(found, expected);
        assert.equal(closed, 1);
      }
      assert.deepEqual(await read(passing(chunks(compress(bytes, 'gzip'), 1000))), expected);
    }
  });

test('cut anywhere: an error that says so, or layers that say so, and never a whole image', async () => {
  const bytes = await packTar(await dockerMembers(recipe, 'classic'));
  for (let end = 0; end < bytes.length - 1024; end += 509) {
    const found = await read(passing(chunks(bytes.subarray(0, end), 4096))).catch((error: Error) => error);
    if (found instanceof Error) {
      assert.ok(found instanceof ImageError, String(found));
      assert.match(found.message, /cut short|holds neither|without end-of-archive/);
    } else assert.ok(found.incomplete !== undefined || found.notes.some(note => /cut short|ends at byte/.test(note)));
  }
});

test('what the stream says of itself is told, and it is closed', async () => {
  const bytes = await packTar(await dockerMembers(recipe, 'classic'));
  let closed = 0;
  async function* breaks() {
    yield bytes.subarray(0, 3000);
    throw new ImageError('timeout', 'The daemon sent nothing for 60 seconds: try again.');
  }
  await assert.rejects(read(passing(breaks(), () => closed++)), /the daemon sent nothing for 60 seconds/i);
  assert.equal(closed, 1);
});

test('a layer with other bytes than the configuration says', async () => {
  const members = await dockerMembers(recipe, 'classic');
  const other = await dockerMembers(imageRecipe({ layers: [{ files: { evil: '1' } }], name: 'x' }), 'classic');
  const layer = (all: MembersOf) => Object.keys(all).find(name => name.endsWith('layer.tar')) as string;
  const bytes = await packTar({ ...members, [layer(members)]: other[layer(other)] as Uint8Array });
  const { incomplete } = await read(passing(chunks(bytes, 65_536)));
  assert.match(incomplete ?? '', /layer \d: .*the configuration \(diff_ids\) says/);
});

test('a blob whose bytes are not those of its name', async () => {
  const members = await dockerMembers(recipe, 'docker25');
  const name = Object.keys(members).find(
    one => one.startsWith('blobs/') && Buffer.from(members[one] as Uint8Array).indexOf('ustar') === 257,
  ) as string;
  const wrong = Buffer.from(members[name] as Uint8Array);
  wrong[wrong.length - 1] = 1;
  const { incomplete } = await read(passing(chunks(await packTar({ ...members, [name]: wrong }), 65_536)));
  assert.match(incomplete ?? '', /stored bytes have the digest/);
});

test('no image: what it is', async () => {
  const rootfs = await packTar({ 'etc/passwd': Buffer.from('root:x:0:0::/:/bin/sh\n') });
  await assert.rejects(read(passing(chunks(rootfs, 512))), /the files of a system/);
  await assert.rejects(read(passing(chunks(Buffer.from('<html>no'), 512))), /holds neither.*cut short/);
  await assert.rejects(read(passing(chunks(Buffer.alloc(0), 512))), ImageError);
});
