/** Compression by magic bytes, in every wrapping that layers come in, and in every way of being broken. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as zlib from 'node:zlib';
import fc from 'fast-check';
import { LIMITS } from '../../src/image/guard.js';
import { type Inflation, inflate, sniff } from '../../src/image/inflate.js';
import { ImageError } from '../../src/image/model.js';
import { chunks } from '../support/tar.js';
import { rawFrame, rleFrame, skippable } from '../support/zstd.js';

const WAYS = [
  { gzip: 'native', zstd: 'native' },
  { gzip: 'stream', zstd: 'fzstd' },
] as const;

interface Got {
  bytes: Buffer;
  notes: readonly string[];
  compression: string | undefined;
  error: string | undefined;
}

async function read(bytes: Uint8Array, ways: (typeof WAYS)[number] = WAYS[0], chunk = 1000): Promise<Got> {
  const told: Inflation = { compression: undefined, notes: [] };
  const parts: Buffer[] = [];
  let error: string | undefined;
  try {
    for await (const part of inflate(chunks(bytes, chunk), LIMITS, told, ways)) parts.push(Buffer.from(part));
  } catch (problem) {
    if (!(problem instanceof ImageError)) throw problem;
    error = problem.code;
  }
  return { bytes: Buffer.concat(parts), notes: told.notes, compression: told.compression, error };
}

// Text that compresses, but neither at once nor to nothing.
const text = Buffer.from(Array.from({ length: 20_000 }, (_, line) => `${line} ${(line * 7919) % 10_007}\n`).join(''));
const gz = zlib.gzipSync(text);

test('bytes that are not compressed pass as they are', async () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('x'), Buffer.from('BZh9 is a name'), text]) {
    const found = await read(bytes);
    assert.deepEqual([found.bytes, found.compression, found.error], [bytes, 'none', undefined]);
  }
});

test('other compressions are refused by name', () => {
  const bzip2 = Buffer.from('BZh91AY&SY');
  const xz = Buffer.from('\xfd7zXZ\0\0\0', 'latin1');
  for (const [name, bytes] of Object.entries({ bzip2, xz })) {
    assert.throws(
      () => sniff(bytes),
      (error: ImageError) => error.code === 'unsupported' && error.message.includes(name),
    );
  }
});

for (const ways of WAYS) {
  test(`gzip by ${ways.gzip}: one member, many members, optional header fields, any chunks`, async () => {
    const extra = Buffer.concat([
      Buffer.from([0x1f, 0x8b, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 3, 3, 0]),
      Buffer.from('abcname\0comment\0\0\0'),
      gz.subarray(10),
    ]);
    const many = Buffer.concat([gz, zlib.gzipSync('member'), zlib.gzipSync(''), gz]);
    for (const size of [100, 1000, 1_000_000]) {
      assert.ok((await read(gz, ways, size)).bytes.equals(text));
      assert.ok((await read(extra, ways, size)).bytes.equals(text));
    }
    const small = Buffer.concat([zlib.gzipSync('member'), zlib.gzipSync(''), zlib.gzipSync('!')]);
    for (const size of [1, 2, 7]) assert.equal((await read(small, ways, size)).bytes.toString(), 'member!');
    const found = await read(many, ways);
    assert.deepEqual(found.bytes, Buffer.concat([text, Buffer.from('member'), text]));
    assert.deepEqual([found.notes, found.error, found.compression], [[], undefined, 'gzip']);
  });

  test(`gzip by ${ways.gzip}: what follows is a note`, async () => {
    for (const garbage of ['GARBAGE', '\x1f', '\0\0\0\0']) {
      for (const chunk of [gz.length, 1_000_000, 100]) {
        const found = await read(Buffer.concat([gz, Buffer.from(garbage)]), ways, chunk);
        assert.deepEqual([found.bytes.equals(text), found.notes.length, found.error], [true, 1, undefined], garbage);
      }
    }
  });

  test(`gzip by ${ways.gzip}: cut anywhere is truncated, and all before comes out`, async () => {
    const small = zlib.gzipSync(text.subarray(0, 20_000));
    const cuts = Array.from({ length: Math.ceil(small.length / 512) }, (_, block) => [block * 512, block * 512 + 301]);
    for (const cut of [3, 9, ...cuts.flat(), small.length - 8, small.length - 1]) {
      if (cut < 2 || cut >= small.length) continue;
      const found = await read(small.subarray(0, cut), ways, 999);
      assert.equal(found.error, 'truncated', `cut at ${cut}`);
      assert.ok(found.bytes.equals(text.subarray(0, found.bytes.length)));
      if (cut >= small.length - 8) assert.equal(found.bytes.length, 20_000);
    }
  });

  test(`gzip by ${ways.gzip}: damage and wrong checksums are corrupt`, async () => {
    const wrong = Buffer.from(gz);
    wrong[gz.length - 6] = (wrong[gz.length - 6] as number) ^ 1;
    assert.deepEqual(
      [(await read(wrong, ways)).error, (await read(wrong, ways)).bytes.equals(text)],
      ['corrupt', true],
    );
    const header = Buffer.from(gz);
    header[2] = 9;
    assert.equal((await read(header, ways)).error, 'corrupt');
    const body = Buffer.from(gz).fill(0xff, 1000, 1100);
    assert.equal((await read(body, ways)).error, 'corrupt');
  });

  test(`zstd by ${ways.zstd}: frames, skippable frames, any chunks`, async () => {
    const both = Buffer.concat([
      skippable(5),
      rawFrame(text),
      skippable(0),
      rleFrame(0x61, 3000),
      rawFrame(text),
      skippable(9),
    ]);
    for (const size of [7, 1000, 1_000_000]) {
      const found = await read(both, ways, size);
      assert.deepEqual([found.compression, found.error, found.notes], ['zstd', undefined, []]);
      assert.ok(found.bytes.equals(Buffer.concat([text, Buffer.alloc(3000, 'a'), text])));
    }
  });

  test(`zstd by ${ways.zstd}: what follows is a note, what is cut is truncated, what cannot be is refused`, async () => {
    const whole = rawFrame(text.subarray(0, 3000));
    const trailing = await read(Buffer.concat([whole, Buffer.from('GARBAGE')]), ways);
    assert.deepEqual([trailing.bytes.length, trailing.notes.length, trailing.error], [3000, 1, undefined]);
    for (const cut of [4, 5, 8, 9, 12, 2000, whole.length - 1]) {
      assert.equal((await read(whole.subarray(0, cut), ways)).error, 'truncated', `cut at ${cut}`);
    }
    const window = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 18 << 3, 1, 0, 0]);
    assert.equal((await read(window, ways)).error, 'too-large');
    const tiny = Buffer.concat([
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 14 << 3]),
      Buffer.alloc(4 * 5000, '\x08\0\0x'),
    ]);
    assert.equal((await read(tiny, ways)).error, 'too-large');
    const dictionary = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x21, 7, 0, 1, 0, 0]);
    assert.equal((await read(dictionary, ways)).error, 'unsupported');
    const type = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0, 7, 0, 0]);
    assert.equal((await read(type, ways)).error, 'corrupt');
  });

  test(`bombs: a gigabyte of zeros is refused soon, by ${ways.gzip} and ${ways.zstd}`, async () => {
    // The gzip bomb is made of members, as one of a gigabyte would take the test long to make.
    const member = zlib.gzipSync(Buffer.alloc(32 * 2 ** 20), { level: 9 });
    const bombs = [Buffer.concat(Array(32).fill(member)), rleFrame(0, 2 ** 30)];
    for (const bomb of bombs) {
      let made = 0;
      await assert.rejects(
        async () => {
          for await (const part of inflate(chunks(bomb), LIMITS, undefined, ways)) made += part.length;
        },
        { code: 'too-large' },
      );
      assert.ok(made <= LIMITS.ratioAfter + 2 ** 18, `${made} bytes came out`);
    }
    const total = { ...LIMITS, bytes: 100_000 };
    for (const bytes of [text, gz]) {
      await assert.rejects(
        async () => {
          for await (const _ of inflate(chunks(bytes), total, undefined, ways));
        },
        { code: 'too-large' },
      );
    }
  });

  test(`no bytes make it throw anything but an ImageError or go on for ever, by ${ways.gzip} and ${ways.zstd}`, async () => {
    const seeds = [
      gz.subarray(0, 3000),
      zlib.gzipSync('x'),
      rawFrame(text.subarray(0, 500)),
      rleFrame(1, 200_000),
      realZstd(),
    ];
    const flips = fc.array(fc.tuple(fc.nat(2999), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        flips,
        fc.integer({ min: 1, max: 3000 }),
        async (seed, changes, size) => {
          const bytes = Buffer.from(seed);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          await read(bytes, ways, size);
        },
      ),
      { numRuns: 300 },
    );
  });
}

/** Real compressed blocks: made once with zstd -3 from fourteen repeated words. */
function realZstd(): Buffer {
  return Buffer.from(REAL, 'base64');
}
const REAL =
  'KLUv/QRYVQ4AIo4gGnBJmg5w8R9QhfyNgBn6/39CS43IRNX+X/9MCdXZVpclSaTxhGrbtv3/v6q6bdv+/1dVPfu6vFdV1W2bWxpdn83lvSSJLI/G4lxiQnVMGTlmZdtzZAnVMZf3OxmVxuJqQnUKU2YcCgiGA4NiI4E4Ag4FBoJCI4E4BA4ABTESjgXDQIDwqJF13v8zIEOR0c4BElCQIKENB5L7/38HSIpjVZqFCvmIq+WZUXs4627Z0nzkhckivz3k1aXmItV7d10UaNpDuS0frRcg7T1rJJ/z0bdqT+X78A5bmZv5TkzBnhqnScinRDAf7nlPkXykigl39Pboi++JC1RsxDABIRcW+faXLxm5CPAmwAkPCqJbRMLiFZzFJp0u3BfMh0YkDYYJDL6w23GHfPXrLDQI1kz0Jy4U+OCsCnaFnc5+bxf443EtoLP3xVHf6M+HrAmvlaQ3g2mg1rc0mfMhsOa0vBWYcyb4ExsKmmKoAg+cs2Bb2I3VF4iV/XSWE3frrCP2x1eurp2HwRNEmthYcAZxe41m2mvuHfJDZ+oH9qPciW8IndXXbQvpM86Io23BgoDZXuBbmechnaNka2d4F+Xn1oyb3Lu837zHqQLo8+c3';

test('zstd with compressed blocks, by both decoders', async () => {
  for (const ways of WAYS) {
    const found = await read(realZstd(), ways, 50);
    assert.equal(found.error, undefined);
    assert.equal(found.bytes.toString(), realText());
  }
});

function realText(): string {
  let out = '';
  for (let line = 0; line < 400; line++)
    out += `${'layer digest whiteout opaque manifest index'.split(' ')[(line * line) % 6]} ${line % 37}\n`;
  return out;
}
