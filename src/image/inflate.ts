import { checkGrowth, LIMITS, type Limits } from './guard.js';
import { Feed } from './inflate/feed.js';
import { type Way as GzipWay, gunzip, isGzip } from './inflate/gzip.js';
import { ImageError } from './model.js';
import { isZstd, unzstd, type Way as ZstdWay } from './zstd.js';

/** How bytes are compressed. */
export type Compression = 'none' | 'gzip' | 'zstd';

/** What was learnt on the way; filled in while the bytes flow. */
export interface Inflation {
  compression: Compression | undefined;
  /** What is odd but did not stop the reading: one sentence each. */
  readonly notes: string[];
}

/** How bytes are decoded. */
export interface Decoding {
  /** Which decoders to use, for tests and measurements; the fastest there is if not given. */
  readonly gzip?: GzipWay;
  readonly zstd?: ZstdWay;
  /** What comes out is held against a digest: gzip's checksum is not computed too. */
  readonly covered?: boolean;
  /** Where a decoder that can be told puts what it makes; asked before each piece. */
  readonly room?: (() => Buffer) | undefined;
}

/** How many of the first bytes `sniff` wants to see. */
export const SNIFFED = 10;

/**
 * What the first bytes say, never the media type: gzip (RFC 1952), zstd (RFC 8878, skippable frames too), else none.
 *
 * @throws ImageError `unsupported` for xz and bzip2
 */
export function sniff(bytes: Uint8Array): Compression {
  if (isGzip(bytes)) return 'gzip';
  if (isZstd(bytes)) return 'zstd';
  const text = Buffer.from(bytes.subarray(0, SNIFFED)).toString('latin1');
  // bzip2's letters alone could be the name of an archive's first member; the digits of pi (or of its root) could not.
  const other = text.startsWith('\xfd7zXZ\0')
    ? 'xz'
    : /^BZh[1-9](1AY&SY|\x17rE8P\x90)/.test(text)
      ? 'bzip2'
      : undefined;
  if (other === undefined) return 'none';
  throw new ImageError(
    'unsupported',
    `The layer is compressed with ${other}, which images may not use; compress it with gzip or zstd.`,
  );
}

/**
 * Bytes as they were before they were compressed. Memory stays bounded by the chunk, a zstd window and a block.
 *
 * @param chunks may be filled anew by their source once the next is taken; so may those that come out
 * @param told takes the compression that was found, and notes
 * @param decoding how it is done
 * @throws ImageError `truncated`, `corrupt`, `too-large`, `unsupported`; all that could be decoded came out before
 */
export async function* inflate(
  chunks: AsyncIterable<Uint8Array>,
  limits: Limits = LIMITS,
  told: Inflation = { compression: undefined, notes: [] },
  { gzip, zstd, covered = false, room }: Decoding = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const feed = new Feed(chunks);
  try {
    await feed.gather(SNIFFED);
    told.compression = sniff(feed.chunk.subarray(feed.at));
    const note = (text: string) => told.notes.push(text);
    let made = 0;
    for await (const chunk of decode(told.compression)) {
      made += chunk.length;
      checkGrowth(made, feed.offset, limits);
      yield chunk;
    }

    function decode(compression: Compression): AsyncIterable<Uint8Array> {
      if (compression === 'gzip') return gunzip(feed, note, { way: gzip, covered, room });
      if (compression === 'zstd') return unzstd(feed, limits, note, { way: zstd, room });
      return plain(feed);
    }
  } finally {
    await feed.close();
  }
}

async function* plain(feed: Feed): AsyncGenerator<Uint8Array, void, undefined> {
  while (await feed.more()) yield feed.takeLeft(feed.left);
}
