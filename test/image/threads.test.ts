/** Layers unpacked in other threads: the same as in this one, whatever is wrong with them, in whatever order they end. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readConfig } from '../../src/image/config.js';
import { LIMITS } from '../../src/image/guard.js';
import { Lanes, threadsFor } from '../../src/image/lanes.js';
import { ImageError, type ImageSource, type LayerBlob } from '../../src/image/model.js';
import { type LayerOptions, readLayer } from '../../src/image/read-layer.js';
import { scanLayers } from '../../src/image/scan.js';
import { UnpackThread } from '../../src/image/unpack/thread.js';
import { archive, blobOf, member, sha256 } from '../support/tar.js';
import { rawFrame, rleFrame } from '../support/zstd.js';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-'));
const thread = new UnpackThread();
after(async () => {
  await thread.close();
  fs.rmSync(folder, { recursive: true });
});

/** Bytes that do not compress to nothing, so that rings go round more than once. */
function noise(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  let state = seed;
  for (let at = 0; at < length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state & 63;
  }
  return bytes;
}

const tar = archive(
  member({ name: 'a' }, 'content of a'),
  member({ name: 'large' }, noise(5_000_000).toString('latin1')),
  member({ name: 'd/', type: '5' }),
  member({ name: 'd/b' }, 'content of b'),
);

let files = 0;
function inFile(bytes: Uint8Array, fields: Partial<LayerBlob> = {}): LayerBlob {
  const file = path.join(folder, String(files++));
  fs.writeFileSync(file, Buffer.concat([Buffer.alloc(777, 1), bytes, Buffer.alloc(5000, 2)]));
  return blobOf(bytes, { window: { file, start: 777, length: bytes.length }, ...fields });
}

/** A layer that comes over a wire, in pieces of any size; `breaks` instead of its end if given. */
function fetched(bytes: Uint8Array, fields: Partial<LayerBlob> = {}, breaks?: Error): LayerBlob {
  async function* open() {
    for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 100_003) {
      yield bytes.subarray(at, at + size);
      if (size % 3 === 0) await new Promise(resolve => setImmediate(resolve));
    }
    if (breaks !== undefined) throw breaks;
  }
  return { ...blobOf(bytes, { window: undefined, ...fields }), remote: true, open };
}

async function read(blob: LayerBlob, options: Partial<LayerOptions> = {}) {
  const reading = readLayer(blob, { want: () => 10, ...options });
  const found: string[] = [];
  for await (const { entry, head } of reading.entries)
    found.push(`${entry.path} ${entry.size} ${Buffer.from(head).toString('latin1')}`);
  return { found, result: reading.result() };
}

describe('a thread gives what this one gives', () => {
  const gz = gzipSync(tar);
  const half = Math.floor(gz.length / 2);
  const flipped = Buffer.from(gz);
  flipped[half] = (flipped[half] as number) ^ 0xff;
  const bomb = gzipSync(archive(member({ name: 'zeros' }, '\0'.repeat(40_000_000))));
  const layers: [string, Uint8Array, Partial<LayerBlob>?][] = [
    ['gzip', gz],
    ['several gzip members', Buffer.concat([gzipSync(tar.subarray(0, 3000)), gzipSync(tar.subarray(3000))])],
    ['gzip with bytes behind it', Buffer.concat([gz, Buffer.from('more')])],
    ['gzip that is cut', gz.subarray(0, half)],
    ['gzip that is damaged', flipped],
    ['gzip of what is no archive', gzipSync(noise(100_000))],
    ['an archive that is cut', gzipSync(tar.subarray(0, 700_000))],
    ['a bomb', bomb],
    ['zstd', rawFrame(tar)],
    ['zstd of one byte, very often', rleFrame(0, 100_000)],
    ['zstd that is cut', rawFrame(tar).subarray(0, 90_000)],
    ['a wrong digest', gz, { digest: `sha256:${'0'.repeat(64)}` }],
    ['a wrong size', gz, { size: 7 }],
    ['SHA-512', gz, { digest: `sha512:${'0'.repeat(128)}` }],
    ['no compression', tar],
    ['nothing', Buffer.alloc(0)],
  ];
  for (const diffId of [sha256(tar), `sha256:${'1'.repeat(64)}`])
    for (const [name, bytes, fields] of layers)
      test(`${name}, ${diffId === sha256(tar) ? 'right' : 'wrong'} diffID`, async () => {
        const blob = inFile(bytes, fields);
        const here = await read(blob, { diffId });
        assert.deepEqual(await read(blob, { diffId, thread }), here);
        assert.deepEqual(await read(blob, { diffId, thread, hashThere: true }), here);
        const afar = fetched(bytes, fields);
        const withoutThread = await read(afar, { diffId });
        // How far it came before it was stopped depends on the pieces.
        const told = ({ found, result }: typeof withoutThread) => {
          const { compression: _, storedBytes, uncompressedBytes, ...rest } = result;
          const counted = rest.digest === undefined ? [] : [storedBytes, uncompressedBytes];
          return { found, rest, counted };
        };
        for (const hashThere of [false, true])
          assert.deepEqual(told(await read(afar, { diffId, thread, hashThere })), told(withoutThread));
      });

  test('what the source throws is told, and the thread is ready for the next', async () => {
    const breaks = new ImageError('timeout', 'The registry sent nothing for 60 seconds: try again.');
    for (const length of [0, 10, 70_000, gz.length]) {
      const { result } = await read(fetched(gz.subarray(0, length), {}, breaks), { thread, diffId: sha256(tar) });
      assert.match(result.incomplete ?? '', /The registry sent nothing for 60 seconds/);
      assert.equal((await read(fetched(gz), { thread, diffId: sha256(tar) })).result.incomplete, undefined);
    }
  });

  test('whoever wants no more of what is fetched closes it', async () => {
    let closed = 0;
    async function* endless() {
      try {
        for (;;) yield noise(100_000);
      } finally {
        closed++;
      }
    }
    const blob: LayerBlob = { ...fetched(gz), open: endless };
    for (let round = 1; round < 4; round++) {
      const { result } = await read(blob, { thread, limits: { ...LIMITS, bytes: 2 ** 21 } });
      assert.match(result.incomplete ?? '', /checksum|more than/);
      assert.equal(closed, round);
      assert.equal((await read(fetched(gz), { thread, diffId: sha256(tar) })).result.incomplete, undefined);
    }
  });

  test('without a diffID gzip answers for itself by its checksum', async () => {
    const wrong = Buffer.from(gz);
    wrong[wrong.length - 6] = (wrong[wrong.length - 6] as number) ^ 1;
    assert.match((await read(inFile(wrong), { thread })).result.incomplete ?? '', /checksum of the gzip data/);
    assert.equal((await read(inFile(wrong), { thread, diffId: sha256(tar) })).result.incomplete, undefined);
  });

  test('whoever wants no more stops it, and it is ready for the next', async () => {
    const blob = inFile(gz);
    for await (const { entry } of readLayer(blob, { want: () => 0, thread }).entries) {
      assert.equal(entry.path, 'a');
      break;
    }
    const bounded = await read(blob, { thread, limits: { ...LIMITS, entries: 2 } });
    assert.deepEqual([bounded.found.length, bounded.result.digest], [2, undefined]);
    assert.equal((await read(blob, { thread, diffId: sha256(tar) })).result.incomplete, undefined);
  });
});

test('a thread that is gone is told, and hangs nobody', async () => {
  const dying = new UnpackThread();
  await dying.close();
  const { found, result } = await read(inFile(gzipSync(tar)), { thread: dying });
  assert.deepEqual([found.length, /thread/.test(result.incomplete ?? '')], [0, true]);
});

test('an image of many layers is the same with any number of threads', async () => {
  const layers = Array.from({ length: 12 }, (_, i) =>
    archive(
      member({ name: `f${i}` }, `content of ${i}`),
      member({ name: 'noise' }, noise(i % 3 === 0 ? 3_000_000 : 1000, i + 1).toString('latin1')),
      ...(i === 7 ? [member({ name: '.wh.f2' }), member({ name: '../out' })] : []),
    ),
  );
  const blobs = layers.map((bytes, i) => inFile(i === 5 ? gzipSync(bytes).subarray(0, 300) : gzipSync(bytes)));
  const config = readConfig(
    Buffer.from(JSON.stringify({ rootfs: { type: 'layers', diff_ids: layers.map(bytes => sha256(bytes)) } })),
  );
  const source = { layers: blobs, notes: ['a note'], reference: 'x' } as unknown as ImageSource;
  const reads = [{ match: ['**'], bytes: 20, keep: (_: unknown, head: Uint8Array) => Buffer.from(head).toString() }];
  const scans = [];
  for (const threads of [0, 1, 3]) {
    let told = 0;
    const { overlay, ...scan } = await scanLayers(source, config, reads, {
      threads,
      progress: ({ done, bytes }) => {
        told = Math.max(told, done * 1e9 + bytes);
      },
    });
    assert.ok(told >= 12e9, 'all layers were told');
    scans.push({ ...scan, seen: overlay.seen(0, scan.layers), wastes: [...overlay.wastes()] });
  }
  assert.equal(scans[0]?.layers.filter(({ incomplete }) => incomplete !== undefined).length, 1);
  assert.equal(scans[0]?.escapes.length, 1);
  assert.ok((scans[0]?.wastes.length ?? 0) > 5);
  assert.deepEqual(scans[1], scans[0]);
  assert.deepEqual(scans[2], scans[0]);
});

describe('lanes', () => {
  const some = (count: number) => Array.from({ length: count }, () => blobOf(Buffer.from('x')));

  test('give results in the order of the layers, and none runs far ahead', async () => {
    const taken: number[] = [];
    let furthest = 0;
    const lanes = new Lanes<number>(some(60), (result, index) => {
      assert.equal(result, index * 2);
      taken.push(index);
    });
    await lanes.run(3, async index => {
      furthest = Math.max(furthest, index - taken.length);
      // The first takes longest: all others must wait for it.
      for (let turns = index === 0 ? 500 : index % 7; turns > 0; turns--) await null;
      return index * 2;
    });
    assert.deepEqual(taken, [...taken.keys()]);
    assert.deepEqual([taken.length, furthest > 3 && furthest <= 17], [60, true]);
  });

  test('end when one of them throws', async () => {
    const lanes = new Lanes<number>(some(60), () => {});
    const failing = lanes.run(2, async index => {
      if (index === 3) throw new ImageError('corrupt', 'no');
      await null;
      return index;
    });
    await assert.rejects(failing, /no/);
  });

  test('there are threads for large layers only', () => {
    const layer = (length: number) => blobOf(Buffer.from('x'), { window: { file: 0, start: 0, length } });
    assert.equal(threadsFor([layer(9e6), layer(9e6)], undefined) <= 2, true);
    assert.equal(threadsFor([layer(9e6)], undefined), 0);
    assert.equal(threadsFor([layer(9e7), layer(9e7), layer(9)], 8), 2);
    assert.equal(
      threadsFor(
        Array.from({ length: 9 }, () => layer(9e7)),
        8,
      ),
      4,
    );
    assert.equal(threadsFor([blobOf(Buffer.from('x'))], 8), 0);
  });
});

test('a read that throws fails its own rule only', async () => {
  const blob = inFile(gzipSync(tar));
  const config = readConfig(Buffer.from(JSON.stringify({ rootfs: { type: 'layers', diff_ids: [sha256(tar)] } })));
  const source = { layers: [blob], notes: [], reference: 'x' } as unknown as ImageSource;
  const bad = () => {
    throw new Error('bad rule');
  };
  const { overlay, layers, failures } = await scanLayers(source, config, [
    { match: ['a'], bytes: 0, keep: bad },
    { match: bad, bytes: 0, keep: () => 1 },
    { match: ['a'], bytes: 0, keep: () => 2 },
  ]);
  assert.deepEqual([[...failures.keys()], overlay.seen(2, layers).length], [[1, 0], 1]);
});
