import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Limits } from './guard.js';
import type { Feed } from './inflate/feed.js';
import { Decoder } from './inflate/native.js';
import { ImageError } from './model.js';

const FRAME = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
const BLOCK = 128 * 1024;

/** Does zstd data start here, with a frame or with one to skip (RFC 8878, 3.1)? Takes four bytes. */
export function isZstd(bytes: Uint8Array): boolean {
  if (bytes.length < 4) return false;
  const magic = (bytes[0]! | (bytes[1]! << 8) | (bytes[2]! << 16) | (bytes[3]! << 24)) >>> 0;
  return magic === FRAME || (magic & 0xfffffff0) >>> 0 === SKIPPABLE;
}

/** How the blocks are decoded: by Node's zlib where it can (22.15 and later), by fzstd where it cannot. */
export type Way = 'native' | 'fzstd';

/** Decodes a piece of a frame that holds one block at most, so that what comes out is bounded too. */
interface Blocks {
  run(feed: Feed, count: number): Generator<Uint8Array, unknown, undefined>;
  /** The frame is done. */
  reset(): Iterable<Uint8Array>;
  close(): void;
}

/**
 * Zstd data of any number of frames, decoded (RFC 8878). The frames and blocks are found here, because Node's stream
 * stops after the first frame and a decoder that is given RLE blocks by the chunk makes gigabytes at once. Frame
 * checksums are verified by Node's decoder only: the digest of the layer is what counts.
 *
 * @param note told when other bytes follow the last frame; they are left unread
 * @param room where to put what comes out, see `Decoder`
 * @throws ImageError `truncated`, `corrupt`, `too-large` (window), `unsupported` (dictionary)
 */
export async function* unzstd(
  feed: Feed,
  limits: Limits,
  note: (text: string) => void,
  { way, room }: { way?: Way | undefined; room?: (() => Buffer) | undefined },
): AsyncGenerator<Uint8Array, void, undefined> {
  const blocks = (way === 'fzstd' ? undefined : native(room)) ?? fzstd();
  const wide: Wide = { blocks: 0, made: 0 };
  try {
    while (await feed.more()) {
      await feed.gather(4);
      const head = feed.chunk.subarray(feed.at, feed.at + 4);
      if (!isZstd(head)) {
        note(`Bytes that are not zstd data follow the compressed layer at byte ${feed.offset}; they were left unread.`);
        return;
      }
      if (head.readUInt32LE(0) === FRAME) yield* frame(feed, limits, blocks, wide);
      else {
        const size = (await need(feed, 8)).readUInt32LE(4);
        const end = feed.offset + 8 + size;
        await feed.skip(8 + size);
        if (feed.offset < end) throw early(feed);
      }
    }
  } finally {
    blocks.close();
  }
}

/** Blocks of frames with large windows, and the bytes that came of them. */
interface Wide {
  blocks: number;
  made: number;
}

/** Windows up to here cost little to move; every decoder must have room for them (RFC 8878, 3.1.1.1.2). */
const NARROW = 8 * 2 ** 20;

/**
 * Refuses many small blocks in large windows, which no compressor writes: fzstd moves its whole window for every block,
 * so that a megabyte of them would take an hour. The same holds where Node decodes, so that all give the same answer.
 */
function checkWide(wide: Wide): void {
  if (wide.blocks < 1024 || wide.made > wide.blocks * 32 * 1024) return;
  throw new ImageError(
    'too-large',
    'The zstd data has very small blocks in very large windows; reading stopped there.',
  );
}

async function* frame(
  feed: Feed,
  limits: Limits,
  blocks: Blocks,
  wide: Wide,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { length, checksum, window } = await readHeader(feed, limits);
  yield* blocks.run(feed, length);
  for (let last = false; !last; ) {
    const head = (await need(feed, 3)).readUIntLE(0, 3);
    last = (head & 1) === 1;
    const type = (head >> 1) & 3;
    const size = head >> 3;
    if (type === 3 || size > BLOCK) throw damaged(feed, `a block of type ${type} with ${size} bytes`);
    const whole = 3 + (type === 1 ? 1 : size) + (last && checksum ? 4 : 0);
    await need(feed, whole);
    if (window <= NARROW) yield* blocks.run(feed, whole);
    else {
      wide.blocks++;
      for (const chunk of blocks.run(feed, whole)) {
        wide.made += chunk.length;
        yield chunk;
      }
      checkWide(wide);
    }
  }
  yield* blocks.reset();
}

/** Looks at a frame's header without moving on. */
async function readHeader(feed: Feed, limits: Limits): Promise<{ length: number; checksum: boolean; window: number }> {
  const flags = (await need(feed, 5))[4] as number;
  const single = (flags & 32) !== 0;
  const sizeBytes = flags >> 6 === 0 ? (single ? 1 : 0) : 1 << (flags >> 6);
  const dictionaryBytes = [0, 1, 2, 4][flags & 3] as number;
  const length = 5 + (single ? 0 : 1) + dictionaryBytes + sizeBytes;
  const bytes = await need(feed, length);
  const dictionaryAt = single ? 5 : 6;
  if ((flags & 8) !== 0) throw damaged(feed, 'a reserved bit is set');
  if (bytes.subarray(dictionaryAt, dictionaryAt + dictionaryBytes).some(byte => byte !== 0)) {
    throw new ImageError('unsupported', 'The layer is compressed by zstd with a dictionary that is not part of it.');
  }
  let window = 0;
  if (single) {
    const at = dictionaryAt + dictionaryBytes;
    window = sizeBytes === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUIntLE(at, sizeBytes);
    if (sizeBytes === 2) window += 256;
  } else {
    const descriptor = bytes[5] as number;
    window = 2 ** (10 + (descriptor >> 3)) * (1 + (descriptor & 7) / 8);
  }
  if (window > limits.window) {
    throw new ImageError(
      'too-large',
      `The zstd data wants a window of ${window} bytes; at most ${limits.window} are allowed.`,
    );
  }
  return { length, checksum: (flags & 4) !== 0, window };
}

function native(room: (() => Buffer) | undefined): Blocks | undefined {
  // Not in the types of the oldest Node that runs this, and not in that Node.
  const make = (zlib as { createZstdDecompress?: (options: object) => unknown }).createZstdDecompress;
  if (make === undefined) return undefined;
  const decoder = Decoder.over(() => make({}), room);
  if (decoder === undefined) return undefined;
  // The decoder goes from frame to frame by itself.
  return { run: (feed, count) => decoder.run(feed, count), reset: () => [], close: () => decoder.close() };
}

function fzstd(): Blocks {
  let made: Uint8Array[] = [];
  const fresh = () => new Decompress(chunk => made.push(chunk));
  let decompress = fresh();
  function give(at: number, bytes: Uint8Array, final: boolean): Uint8Array[] {
    made = [];
    try {
      decompress.push(bytes, final);
    } catch (error) {
      throw new ImageError('corrupt', `The zstd data is damaged near byte ${at}: ${(error as Error).message}.`);
    }
    return made.filter(chunk => chunk.length > 0);
  }
  let at = 0;
  const scratch = new Uint8Array(BLOCK + 16);
  return {
    *run(feed, count) {
      at = feed.offset;
      const bytes = feed.takeLeft(count);
      // A copy, since fzstd keeps what it cannot use yet: a header, a small first block. A larger block it uses up.
      if (count < 64) return yield* give(at, new Uint8Array(bytes), false);
      scratch.set(bytes);
      yield* give(at, scratch.subarray(0, count), false);
    },
    reset() {
      const rest = give(at, new Uint8Array(0), true);
      decompress = fresh();
      return rest;
    },
    close() {},
  };
}

async function need(feed: Feed, count: number): Promise<Buffer> {
  if (!(await feed.gather(count))) throw early(feed);
  return feed.chunk.subarray(feed.at, feed.at + count);
}

function early(feed: Feed): ImageError {
  return new ImageError('truncated', `The zstd data ends early, after ${feed.offset + feed.left} bytes.`);
}

function damaged(feed: Feed, what: string): ImageError {
  return new ImageError('corrupt', `The zstd data is damaged at byte ${feed.offset}: ${what}.`);
}
