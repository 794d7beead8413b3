/** Scans with a cache: the same as without one, and no layer is read twice. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readConfig } from '../../src/image/config.js';
import { Memory } from '../../src/image/facts/memory.js';
import { type FactCache, LayerFacts } from '../../src/image/facts.js';
import { ImageError, type ImageSource, type LayerBlob, type Read } from '../../src/image/model.js';
import { Overlay } from '../../src/image/overlay.js';
import { type Scan, Scanner } from '../../src/image/scan.js';
import { passingArchive } from '../../src/image/sources/passing.js';
import { lintImage } from '../../src/lint-image.js';
import { DEFAULTS } from '../../src/selection.js';
import { imageOf } from '../support/image-example.js';
import { compress, dockerMembers, imageRecipe, packTar } from '../support/image-fixtures.js';
import { rulesOnDisk } from '../support/rules.js';
import { archive, blobOf, chunks, member, sha256 } from '../support/tar.js';

/** Keeps everything, and counts. */
class MemoryCache implements FactCache {
  readonly entries = new Map<string, Uint8Array>();
  readonly hits: string[] = [];
  async read(key: string): Promise<Uint8Array | undefined> {
    const found = this.entries.get(key);
    if (found !== undefined) this.hits.push(key);
    return found;
  }
  async write(key: string, bytes: Uint8Array): Promise<void> {
    this.entries.set(key, bytes);
  }
  facts(): string[] {
    return [...this.entries.keys()].filter(key => key.startsWith('facts:')).sort();
  }
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-'));
after(() => fs.rmSync(folder, { recursive: true }));

/** What a read that keeps everything was given, counted. */
function counting(): { reads: Read<string>[]; count: () => number } {
  let count = 0;
  const keep = (_: unknown, head: Uint8Array) => {
    count++;
    return Buffer.from(head).toString('latin1');
  };
  return { reads: [{ match: () => true, bytes: 100, keep }], count: () => count };
}

const tars = [
  archive(
    member({ name: 'etc/', type: '5' }),
    member({ name: 'etc/a' }, 'one'),
    member({ name: '../out' }),
    member({ name: 'c', type: '1', link: 'b' }),
  ),
  archive(member({ name: 'etc/a' }, 'two'), member({ name: 'b', type: '1', link: 'etc/a' })),
  archive(member({ name: 'etc/.wh.a' })),
];
const diffIds = tars.map(sha256);

let files = 0;
function inFile(bytes: Uint8Array, fields: Partial<LayerBlob> = {}): LayerBlob {
  const file = path.join(folder, String(files++));
  fs.writeFileSync(file, bytes);
  return blobOf(bytes, { window: { file, start: 0, length: bytes.length }, ...fields });
}

function imageWith(layers: readonly LayerBlob[], ids: readonly string[] = diffIds): ImageSource {
  return {
    kind: 'oci-layout',
    reference: 'app',
    name: undefined,
    manifestDigest: undefined,
    config: Buffer.from(JSON.stringify({ rootfs: { type: 'layers', diff_ids: ids } })),
    layers,
    notes: [],
    close: async () => {},
  };
}

const told = ({ overlay, ...scan }: Scan) => ({
  ...scan,
  seen: overlay.seen(0, scan.layers),
  below: [...overlay.below('')].sort((a, b) => (a.path < b.path ? -1 : 1)),
  wastes: [...overlay.wastes()],
});

async function scanned(image: ImageSource, cache?: FactCache, reads = counting().reads, threads?: number) {
  return told(await new Scanner(reads, { cache, threads }).scan(image, readConfig(image.config as Uint8Array)));
}

/** Layers that count how often they are opened. */
function counted(fields: Partial<LayerBlob> = {}) {
  const opened: number[] = [];
  const layers = tars.map((bytes, i) => {
    const stored = gzipSync(bytes);
    const open = () => {
      opened.push(i);
      return chunks(stored);
    };
    return blobOf(stored, { ...fields, open });
  });
  return { layers, opened };
}

describe('what is remembered serves the next scan', () => {
  test('a layer that is far away is not opened', async () => {
    const cache = new MemoryCache();
    const { layers, opened } = counted({ remote: true });
    const without = await scanned(imageWith(layers));
    const cold = await scanned(imageWith(layers), cache);
    assert.deepEqual(opened.splice(0), [0, 1, 2, 0, 1, 2]);
    const { reads, count } = counting();
    const warm = await scanned(imageWith(layers), cache, reads);
    assert.deepEqual([opened, count()], [[], 0]);
    assert.deepEqual(cold, without);
    assert.deepEqual(warm, without);
    assert.equal(warm.escapes.length, 1);
    assert.ok(warm.notes.length > 0 && warm.wastes.length > 0);
  });

  test('a layer that is here is only hashed', async () => {
    for (const place of [blobOf, inFile]) {
      const cache = new MemoryCache();
      const image = imageWith(tars.map(bytes => place(gzipSync(bytes))));
      const cold = await scanned(image, cache);
      const { reads, count } = counting();
      assert.deepEqual(await scanned(image, cache, reads), cold);
      assert.equal(count(), 0);
      assert.deepEqual(cold, await scanned(image));
    }
  });

  test('of another image with the same base only the rest is read', async () => {
    const cache = new MemoryCache();
    const { layers, opened } = counted({ remote: true });
    await scanned(imageWith(layers.slice(0, 2), diffIds.slice(0, 2)), cache);
    opened.length = 0;
    assert.deepEqual(await scanned(imageWith(layers), cache), await scanned(imageWith(counted().layers)));
    assert.deepEqual(opened, [2]);
  });

  test('the same layer twice is laid over others twice', async () => {
    const twice = ([a, b]: readonly LayerBlob[]) => [a, b, b, a] as LayerBlob[];
    const ids = [diffIds[0], diffIds[1], diffIds[1], diffIds[0]] as string[];
    const cache = new MemoryCache();
    const { layers } = counted({ remote: true });
    const cold = await scanned(imageWith(twice(layers), ids), cache);
    assert.deepEqual(await scanned(imageWith(twice(layers), ids), cache), cold);
    const scanner = new Scanner(counting().reads, { cache });
    assert.equal(await scanner.recall(ids), true);
    const image = imageWith(twice(layers), ids);
    assert.deepEqual(told(await scanner.scan(image, readConfig(image.config as Uint8Array))), cold);
  });

  test('with threads too', async () => {
    const noise = Buffer.alloc(2_500_000);
    for (let at = 0, state = 1; at < noise.length; at++)
      noise[at] = (state = (state * 1103515245 + 12345) >>> 0) >>> 16;
    const large = [0, 1, 2].map(i => archive(member({ name: `large${i}` }, noise), member({ name: `f${i}` }, 'x')));
    const image = imageWith(
      large.map(bytes => inFile(gzipSync(bytes, { level: 1 }))),
      large.map(sha256),
    );
    const cache = new MemoryCache();
    const cold = await scanned(image, cache, undefined, 2);
    assert.equal(cold.incomplete, undefined);
    assert.equal(cache.facts().length, 3);
    assert.deepEqual(await scanned(image, cache, undefined, 2), cold);
  });
});

describe('only what follows from the bytes is remembered', () => {
  const nothingKept = async (layer: LayerBlob, id = diffIds[1] as string, reads = counting().reads) => {
    const cache = new MemoryCache();
    const scan = await scanned(imageWith([layer], [id]), cache, reads);
    assert.deepEqual([...cache.entries.keys()], []);
    return scan;
  };
  const tar = tars[1] as Buffer;

  test('nothing of a layer that is cut, damaged, or not what it was said to be', async () => {
    const gz = gzipSync(tar);
    for (const [layer, id] of [
      [blobOf(gz.subarray(0, gz.length / 2)), diffIds[1]],
      [blobOf(gz, { size: 7 }), diffIds[1]],
      [blobOf(gz, { digest: sha256(tar) }), diffIds[1]],
      [blobOf(gz), diffIds[0]],
      [blobOf(gzipSync(tar.subarray(0, 600))), sha256(tar.subarray(0, 600))],
    ] as const)
      assert.notEqual((await nothingKept(layer, id as string)).incomplete, undefined);
  });

  test('nothing of one that is walked, as nobody hashes it', async () => {
    assert.equal((await nothingKept(inFile(tar))).incomplete, undefined);
  });

  test('nothing of one that is packed in an odd way, which would not be told the next time', async () => {
    const odd = Buffer.concat([gzipSync(tar), Buffer.from('more')]);
    assert.match((await nothingKept(blobOf(odd))).notes.join(), /behind|after|follow/);
  });

  test('nothing of one with so many entries that packing them would take too much memory', async () => {
    const cache = new MemoryCache();
    const memory = new Memory(cache, () => new Overlay().change());
    const result = { notes: [], escapes: [], incomplete: undefined, diffId: diffIds[0], compression: 'none' as const };
    const facts = new LayerFacts(new Overlay().change(), {
      ...result,
      digest: undefined,
      storedBytes: 1,
      uncompressedBytes: 1,
    });
    assert.equal(await memory.keep(blobOf(tar), facts), true);
    facts.change.length = 1_000_001;
    assert.equal(await memory.keep(blobOf(tar), facts), false);
  });

  test('nothing while a read throws, and what is remembered is not used then', async () => {
    const failing: Read<string>[] = [
      {
        match: ['b'],
        bytes: 0,
        keep: () => {
          throw new Error('on purpose');
        },
      },
    ];
    const { failures } = await nothingKept(blobOf(gzipSync(tar)), undefined, failing);
    assert.equal(failures.size, 1);
  });

  test('a configuration that claims the diffID of another layer is found out', async () => {
    const cache = new MemoryCache();
    await scanned(imageWith(counted({ remote: true }).layers), cache);
    const other = archive(member({ name: 'evil' }, 'x'));
    const lying = imageWith([blobOf(gzipSync(other), { remote: true })], [diffIds[0] as string]);
    const warm = await scanned(lying, cache);
    assert.deepEqual(warm, await scanned(lying));
    assert.match(warm.incomplete ?? '', /uncompressed bytes have the digest/);
  });

  test('a manifest that claims another size is found out', async () => {
    const cache = new MemoryCache();
    const { layers } = counted({ remote: true });
    await scanned(imageWith(layers), cache);
    const lying = imageWith(layers.map(layer => ({ ...layer, size: 7 })));
    const warm = await scanned(lying, cache);
    assert.deepEqual(warm, await scanned(lying));
    assert.match(warm.incomplete ?? '', /the manifest says 7/);
  });

  test('damage of stored bytes is told as without a cache', async () => {
    const cache = new MemoryCache();
    const gz = gzipSync(tar);
    await scanned(imageWith([inFile(gz)], [diffIds[1] as string]), cache);
    const flipped = Buffer.from(gz);
    flipped[gz.length >> 1] = (flipped[gz.length >> 1] as number) ^ 1;
    for (const bytes of [flipped, gz.subarray(0, -3), Buffer.concat([gz, gz])]) {
      const image = imageWith([inFile(bytes, { digest: sha256(gz), size: gz.length })], [diffIds[1] as string]);
      const warm = await scanned(image, cache);
      assert.deepEqual(warm, await scanned(image));
      assert.notEqual(warm.incomplete, undefined);
    }
  });

  test('a layer that is missing stays missing, and one that cannot be read is told', async () => {
    const cache = new MemoryCache();
    const { layers } = counted();
    await scanned(imageWith(layers), cache);
    const broken = (code: 'truncated' | 'unreachable') =>
      layers.map(layer => ({
        ...layer,
        open(): AsyncIterable<Uint8Array> {
          throw new ImageError(code, 'It is not there.');
        },
      }));
    for (const others of [
      layers.map(layer => ({ ...layer, missing: 'Gone.' })),
      broken('truncated'),
      broken('unreachable'),
    ]) {
      const warm = await scanned(imageWith(others), cache);
      assert.deepEqual(warm, await scanned(imageWith(others)));
      assert.match(warm.incomplete ?? '', /Gone|not there/);
    }
  });

  test('bytes that are no facts are as good as none', async () => {
    const cache = new MemoryCache();
    const { layers } = counted({ remote: true });
    const cold = await scanned(imageWith(layers), cache);
    const [first, second] = cache.facts() as [string, string];
    const swapped = new MemoryCache();
    for (const [key, bytes] of cache.entries) swapped.entries.set(key, bytes);
    swapped.entries.set(first, cache.entries.get(second) as Uint8Array);
    swapped.entries.set(second, Buffer.from('nonsense'));
    assert.deepEqual(await scanned(imageWith(layers), swapped), cold);
  });
});

describe('layers that pass', () => {
  const recipe = imageRecipe({
    layers: [{ files: { a: 'a', 'etc/x': 'one' } }, { files: { b: 'b', 'etc/.wh.x': '' } }],
  });
  const passing = async (bytes: Uint8Array, cache: FactCache | undefined, { reads, count } = counting()) => {
    const scanner = new Scanner(reads, { cache });
    const source = await passingArchive(chunks(bytes, 700), {
      kind: 'docker-daemon',
      reference: 'app',
      label: 'the export',
      async close() {},
    }).pass(scanner.take);
    const config = readConfig(source.config as Uint8Array);
    const scan = told(await scanner.scan(source, config));
    return { scan, count: count(), scanner, diffIds: config.diffIds };
  };

  test('those that are named by their diffIDs are only verified', async () => {
    const cache = new MemoryCache();
    const bytes = await packTar(await dockerMembers(recipe, 'docker25'));
    const cold = await passing(bytes, cache);
    assert.equal(cold.scanner.remembersAll, true);
    assert.ok(cold.count > 0);
    const warm = await passing(bytes, cache);
    assert.equal(warm.count, 0);
    assert.deepEqual(warm.scan, cold.scan);
    assert.deepEqual(warm.scan, (await passing(bytes, undefined)).scan);
  });

  test('those of other generations are read, and remembered all the same', async () => {
    for (const generation of ['classic', 'containerd', 'skopeo'] as const) {
      const cache = new MemoryCache();
      const bytes = await packTar(await dockerMembers(recipe, generation));
      const cold = await passing(bytes, cache);
      assert.deepEqual(cache.facts(), cold.diffIds.map(id => `facts:${id}`).sort());
      assert.deepEqual((await passing(bytes, cache)).scan, cold.scan);
      const scanner = new Scanner(counting().reads, { cache });
      assert.equal(await scanner.recall(cold.diffIds), true);
    }
  });

  test('damage on the way is told', async () => {
    const cache = new MemoryCache();
    const bytes = await packTar(await dockerMembers(recipe, 'docker25'));
    await passing(bytes, cache);
    const at = bytes.indexOf('etc/x');
    bytes[at] = 0x45;
    const { scan } = await passing(bytes, cache);
    assert.match(scan.incomplete ?? '', /stored bytes have the digest/);
    assert.notEqual((await passing(bytes, undefined)).scan.incomplete, undefined);
  });

  test('what is packed in an odd way has to pass again', async () => {
    const members = await dockerMembers(recipe, 'skopeo');
    const odd = Object.fromEntries(
      Object.entries(members).map(([name, content]) => [
        name,
        content instanceof Uint8Array && name.endsWith('.tar')
          ? Buffer.concat([compress(content, 'gzip'), Buffer.from('more')])
          : content,
      ]),
    );
    const { scanner, scan } = await passing(await packTar(odd), new MemoryCache());
    assert.notEqual(scan.notes.length, 0);
    assert.equal(scanner.remembersAll, false);
  });
});

describe('recall', () => {
  test('says no where one is missing, and nothing is used then', async () => {
    const cache = new MemoryCache();
    const { layers, opened } = counted();
    await scanned(imageWith(layers.slice(0, 2), diffIds.slice(0, 2)), cache);
    opened.length = 0;
    for (const ids of [diffIds, ['nonsense'], [`${diffIds[0]}0`], ['sha256:../../x']]) {
      const scanner = new Scanner(counting().reads, { cache });
      assert.equal(await scanner.recall(ids), false);
    }
    assert.equal(await new Scanner(counting().reads).recall(diffIds), false, 'there is no cache');
  });

  test('says yes, and no byte is needed', async () => {
    const cache = new MemoryCache();
    const cold = await scanned(imageWith(counted().layers), cache);
    const { reads, count } = counting();
    const scanner = new Scanner(reads, { cache });
    assert.equal(await scanner.recall(diffIds), true);
    const image = imageWith(
      counted().layers.map(layer => ({
        ...layer,
        open() {
          throw new ImageError('missing-blob', 'It was not exported.');
        },
      })),
    );
    assert.deepEqual(told(await scanner.scan(image, readConfig(image.config as Uint8Array))), cold);
    assert.equal(count(), 0);
  });
});

test('every example image is judged the same with a warm cache', async () => {
  const all = await rulesOnDisk();
  const rules = all.map(({ rule }) => rule);
  const cache = new MemoryCache();
  const settings = { ...DEFAULTS, preset: 'all' as const };
  for (const { image } of rules.flatMap(rule => [...(rule.badImages ?? []), ...(rule.goodImages ?? [])])) {
    const source = await imageOf(image);
    const plain = JSON.stringify(await lintImage(source, { rules, settings }));
    assert.equal(JSON.stringify(await lintImage(source, { rules, settings, cache })), plain);
    cache.hits.length = 0;
    assert.equal(JSON.stringify(await lintImage(source, { rules, settings, cache })), plain);
    const distinct = source.layers.length;
    assert.equal(cache.hits.filter(key => key.startsWith('facts:')).length, distinct);
  }
});
