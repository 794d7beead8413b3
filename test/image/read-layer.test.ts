/** Whole layers: what is verified, what is said when something is wrong, and that both ways of reading agree. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { LIMITS } from '../../src/image/guard.js';
import { ImageError, type LayerBlob } from '../../src/image/model.js';
import { type LayerOptions, type LayerResult, readLayer } from '../../src/image/read-layer.js';
import { archive, base256, blobOf, chunks, header, member, packed, padded, pax, sha256 } from '../support/tar.js';
import { rawFrame } from '../support/zstd.js';

interface Read {
  found: string[];
  result: LayerResult;
}

async function read(blob: LayerBlob, options: Partial<LayerOptions> = {}): Promise<Read> {
  const reading = readLayer(blob, { want: () => 10, ...options });
  const found: string[] = [];
  for await (const { entry, head } of reading.entries) {
    const { xattrs, ...rest } = entry;
    found.push(JSON.stringify([rest, [...xattrs], Buffer.from(head).toString('latin1')]));
  }
  return { found, result: reading.result() };
}

const tar = archive(
  member({ name: 'a' }, 'content of a'),
  member({ name: 'd/', type: '5' }),
  member({ name: 'big' }, 'x'.repeat(200_000)),
  member({ name: 'd/b' }, 'content of b'),
);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-'));
after(() => fs.rmSync(folder, { recursive: true }));

/** A blob that stands between other bytes in a file. */
function placed(
  bytes: Uint8Array,
  use: (blob: LayerBlob) => Promise<void>,
  fields: Partial<LayerBlob> = {},
): Promise<void> {
  const file = path.join(folder, 'blob');
  fs.writeFileSync(file, Buffer.concat([Buffer.alloc(777, 1), bytes, Buffer.alloc(5000, 2)]));
  const fd = fs.openSync(file, 'r');
  const window = { file: fd, start: 777, length: bytes.length };
  return use(blobOf(bytes, { window, ...fields })).finally(() => fs.closeSync(fd));
}

test('a good layer: the same entries and diffID from plain, gzip and zstd, all verified', async () => {
  const diffId = sha256(tar);
  const kinds = { none: tar, gzip: gzipSync(tar), zstd: rawFrame(tar) };
  const plain = await read(blobOf(tar), { diffId });
  assert.equal(plain.found.length, 4);
  for (const [compression, bytes] of Object.entries(kinds)) {
    // The media type is never believed.
    const blob = blobOf(bytes, { mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip' });
    const { found, result } = await read(blob, { diffId });
    assert.deepEqual(found, plain.found);
    assert.deepEqual(result, {
      compression,
      storedBytes: bytes.length,
      uncompressedBytes: tar.length,
      digest: sha256(bytes),
      diffId,
      notes: [],
      escapes: [],
      incomplete: undefined,
    });
  }
});

test('wrong digest, size and diffID: entries are delivered, and each is said', async () => {
  const other = sha256(Buffer.from('other'));
  const gz = gzipSync(tar);
  const cases: [Partial<LayerBlob>, Partial<LayerOptions>, RegExp][] = [
    [{ digest: other }, {}, /stored bytes have the digest .* manifest says/],
    [{ size: 5 }, {}, /stored bytes, but the manifest says 5/],
    [{}, { diffId: other }, /uncompressed bytes have the digest .* configuration/],
    [{ digest: 'md5:1' }, {}, /cannot be verified/],
  ];
  for (const bytes of [tar, gz]) {
    for (const [fields, options, message] of cases) {
      const { found, result } = await read(blobOf(bytes, fields), options);
      assert.equal(found.length, 4);
      assert.match(result.incomplete ?? '', message);
    }
  }
});

test('sha512 digests are verified too', async () => {
  const { createHash } = await import('node:crypto');
  const digest = `sha512:${createHash('sha512').update(tar).digest('hex')}`;
  const { result } = await read(blobOf(tar, { digest }), { diffId: sha256(tar) });
  assert.deepEqual([result.incomplete, result.digest, result.diffId], [undefined, digest, sha256(tar)]);
});

test('what stands after the archive, and after the gzip data, belongs to the digests', async () => {
  const longer = Buffer.concat([tar, Buffer.alloc(300_000, 5)]);
  const gz = Buffer.concat([gzipSync(longer), Buffer.from('garbage'), Buffer.alloc(200_000)]);
  const { found, result } = await read(blobOf(gz), { diffId: sha256(longer) });
  assert.deepEqual([found.length, result.incomplete, result.uncompressedBytes], [4, undefined, longer.length]);
  assert.match(result.notes.join(), /not gzip data follow/);
});

test('truncated anywhere: what stood before is delivered, and the layer is incomplete', async () => {
  const whole = (await read(blobOf(tar))).found;
  for (const [bytes, step] of [
    [tar, 511],
    [gzipSync(tar), 13],
  ] as const) {
    for (let cut = 0; cut < bytes.length; cut += step) {
      const blob = blobOf(bytes, { open: () => chunks(bytes.subarray(0, cut)) });
      const { found, result } = await read(blob, { diffId: sha256(tar) });
      assert.deepEqual(found, whole.slice(0, found.length));
      assert.ok(result.incomplete, `cut at ${cut} passed`);
    }
  }
});

test('damage in the archive does not keep the digests from being verified', async () => {
  const bad = archive(member({ name: 'ok' }), header({ checksum: 'wrong' }), Buffer.alloc(100_000, 3));
  const { found, result } = await read(blobOf(gzipSync(bad)), { diffId: sha256(bad) });
  assert.equal(found.length, 1);
  assert.match(
    result.incomplete ?? '',
    /^The archive is damaged: the header at byte 512 has a wrong checksum\. Save or pull the image again\.$/,
  );
});

test('what is missing or cannot be opened or read is said', async () => {
  const missing = await read(blobOf(tar, { missing: 'It is a foreign layer.' }));
  assert.deepEqual([missing.found, missing.result.incomplete], [[], 'It is a foreign layer.']);
  const throwing = blobOf(tar, {
    open() {
      throw new ImageError('missing-blob', 'The blob is not there.');
    },
  });
  assert.equal((await read(throwing)).result.incomplete, 'The blob is not there.');
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield tar.subarray(0, 2000);
    throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
  }
  const { found, result } = await read(blobOf(tar, { open: failing }));
  assert.deepEqual([found.length, result.incomplete], [2, 'The layer could not be read: EIO: i/o error, read.']);
  const xz = Buffer.from('\xfd7zXZ\0\0\0', 'latin1');
  assert.match((await read(blobOf(xz))).result.incomplete ?? '', /compressed with xz/);
});

test('what the caller throws is thrown, and what stops early is incomplete and closed', async () => {
  const want = () => {
    throw new RangeError('mine');
  };
  await assert.rejects(read(blobOf(tar), { want }), { message: 'mine' });
  await placed(tar, blob => assert.rejects(read(blob, { want }), { message: 'mine' }));
  let closed = false;
  async function* open(): AsyncGenerator<Uint8Array> {
    try {
      yield* chunks(gzipSync(tar), 10);
    } finally {
      closed = true;
    }
  }
  const reading = readLayer(blobOf(tar, { open }), { want: () => 0 });
  for await (const _ of reading.entries) break;
  assert.deepEqual([closed, reading.result().incomplete], [true, 'The layer has not been read to its end.']);
});

test('a bomb is refused, what stood before it is kept, and the rest is not read', async () => {
  const size = 200 * 2 ** 20;
  const zeros = gzipSync(Buffer.alloc(size), { level: 9 });
  const bomb = Buffer.concat([
    gzipSync(Buffer.concat([member({ name: 'ok' }), header({ name: 'zeros', size })])),
    zeros,
  ]);
  let asked = 0;
  async function* open(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks(bomb, 4096)) {
      asked++;
      yield chunk;
    }
  }
  const { found, result } = await read(blobOf(bomb, { open }), { diffId: sha256(tar) });
  assert.equal(found.length, 2);
  assert.match(result.incomplete ?? '', /^The layer unpacks to more than 250 times its stored size/);
  assert.ok(asked * 4096 < bomb.length);
});

test('by position: the same as the stream, without reading the bodies; a digest only when asked for', async () => {
  const other = sha256(Buffer.from('other'));
  await placed(
    tar,
    async blob => {
      const streamed = await read(blobOf(tar));
      const jumped = await read({ ...blob, open: () => assert.fail('read as a stream') }, { diffId: other });
      assert.deepEqual(jumped.found, streamed.found);
      assert.deepEqual([jumped.result.incomplete, jumped.result.diffId], [undefined, undefined]);
      const verified = await read(blob, { diffId: other, verify: 'always' });
      assert.match(verified.result.incomplete ?? '', /manifest says.*configuration/);
      const sized = await read({ ...blob, size: 3 });
      assert.match(sized.result.incomplete ?? '', /manifest says 3/);
    },
    { digest: other },
  );
  await placed(gzipSync(tar), async blob => {
    const { found, result } = await read(blob, { diffId: sha256(tar) });
    assert.deepEqual([found.length, result.compression, result.incomplete], [4, 'gzip', undefined]);
  });
});

test('by position: a file that ends before its window', async () => {
  const file = path.join(folder, 'short');
  fs.writeFileSync(file, tar.subarray(0, 3000));
  const fd = fs.openSync(file, 'r');
  const window = { file: fd, start: 0, length: tar.length };
  const { found, result } = await read(blobOf(tar, { window }), { want: () => 0 });
  fs.closeSync(fd);
  assert.deepEqual([found.length, /ends early.*inside "big"/.test(result.incomplete ?? '')], [3, true]);
});

test('memory: a large file that is wanted only at its start, and a size that is only claimed', async () => {
  const size = 300 * 2 ** 20;
  async function* open(): AsyncGenerator<Uint8Array> {
    yield header({ name: 'model', size });
    const part = Buffer.alloc(2 ** 20, 9);
    for (let at = 0; at < size; at += part.length) yield part;
    yield Buffer.alloc(1024);
  }
  const before = process.memoryUsage();
  const { found, result } = await read(blobOf(Buffer.alloc(0), { open, digest: undefined, size: undefined }));
  const grown = process.memoryUsage().arrayBuffers - before.arrayBuffers;
  assert.deepEqual([found.length, result.incomplete], [1, undefined]);
  assert.ok(grown < 64 * 2 ** 20, `${grown} bytes more`);
  const claim = header({ name: 'claim', size: base256(2n ** 35n, 12) });
  const bytes = Buffer.concat([claim, Buffer.alloc(1000)]);
  for (const want of [() => 0, () => Number.POSITIVE_INFINITY]) {
    assert.match((await read(blobOf(bytes), { want })).result.incomplete ?? '', /ends early/);
    await placed(bytes, async blob => assert.match((await read(blob, { want })).result.incomplete ?? '', /ends early/));
  }
});

test('whatever the bytes, both ways agree, nothing throws, and no path climbs', async () => {
  const seeds = [
    tar,
    archive(
      pax({ path: 'a/../../b', 'SCHILY.xattr.user.x': 'y' }),
      member({ name: 'x' }, 'y'),
      member({ name: '../z' }),
    ),
    archive(
      member({ type: 'L', magic: 'gnu' }, 'long\0'),
      member({ magic: 'gnu' }),
      header({ type: 'S', magic: 'gnu' }),
    ),
    await packed([
      { name: 'é'.repeat(80), content: 'x' },
      { name: 'l', type: 'link', linkname: 'x' },
    ]),
    padded('nothing'),
  ];
  const limits = { ...LIMITS, header: 5000 };
  const change = fc.record({ at: fc.nat(4000), bytes: fc.uint8Array({ maxLength: 20 }), fix: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.constantFrom(...seeds), fc.uint8Array({ maxLength: 3000 })),
      fc.array(change, { maxLength: 4 }),
      fc.nat(5000),
      fc.integer({ min: 1, max: 70_000 }),
      async (seed, changes, cut, wanted) => {
        const bytes = Buffer.from(seed.subarray(0, cut === 0 ? seed.length : cut));
        for (const { at, bytes: other, fix } of changes) {
          if (bytes.length === 0) continue;
          bytes.set(other.subarray(0, Math.max(0, bytes.length - (at % bytes.length))), at % bytes.length);
          if (fix) mend(bytes, at);
        }
        const want = () => wanted;
        const streamed = await read(blobOf(bytes), { want, limits });
        await placed(bytes, async blob => {
          const jumped = await read(blob, { want, limits });
          assert.deepEqual(jumped.found, streamed.found);
          for (const key of ['notes', 'escapes', 'incomplete', 'compression'] as const) {
            assert.deepEqual(jumped.result[key], streamed.result[key]);
          }
        });
        for (const line of streamed.found) {
          const [{ path: name }] = JSON.parse(line) as [{ path: string }];
          assert.ok(!name.split('/').some(part => part === '..' || part === '.'));
        }
      },
    ),
    { numRuns: 400 },
  );
});

/** Makes the checksum of the block around a place right, so that the change is looked at. */
function mend(bytes: Buffer, at: number): void {
  const start = (at % bytes.length) - ((at % bytes.length) % 512);
  const block = bytes.subarray(start, start + 512);
  if (block.length < 512) return;
  block.fill(0x20, 148, 156);
  block.write(
    `${block
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  );
}
