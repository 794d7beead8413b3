import * as zlib from 'node:zlib';
import { ImageError } from '../model.js';
import type { Feed } from './feed.js';
import { Decoder, inflateByStream } from './native.js';

/** Does gzip data start here (RFC 1952, 2.3.1)? */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** How deflate data is decoded: `native` is faster, `stream` is there everywhere; without a choice the first that works. */
export type Way = 'native' | 'stream';

/**
 * Gzip data of any number of members, decoded. The members are taken apart here because Node's gunzip forgets what it
 * made last when bytes that are no member follow.
 *
 * @param note told when other bytes follow the last member; they are left unread
 * @param covered a digest of what comes out is verified: it tells more than the members' CRC-32, which is left alone then
 * @param room where to put what comes out, see `Decoder`
 * @throws ImageError `truncated`, `corrupt` (also when a member's CRC-32 or length is wrong)
 */
export async function* gunzip(
  feed: Feed,
  note: (text: string) => void,
  { way, covered, room }: { way?: Way | undefined; covered: boolean; room?: (() => Buffer) | undefined },
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoder = way === 'stream' ? undefined : Decoder.over(() => zlib.createInflateRaw(), room);
  try {
    for (let first = true; first || (await another(feed, note)); first = false) {
      await passHeader(feed);
      let crc = 0;
      let length = 0;
      for await (const chunk of decoder === undefined ? inflateByStream(feed) : inflate(feed, decoder)) {
        if (!covered) crc = zlib.crc32(chunk, crc);
        length += chunk.length;
        yield chunk;
      }
      const trailer = await feed.take(8);
      if (trailer.length < 8) throw early(feed);
      if ((!covered && trailer.readUInt32LE(0) !== crc) || trailer.readUInt32LE(4) !== length % 2 ** 32) {
        throw new ImageError('corrupt', `The checksum of the gzip data before byte ${feed.offset} is wrong.`);
      }
      decoder?.reset();
    }
  } finally {
    decoder?.close();
  }
}

async function* inflate(feed: Feed, decoder: Decoder): AsyncGenerator<Uint8Array, void, undefined> {
  while (await feed.more()) if (yield* decoder.run(feed, feed.left)) return;
}

/** Is there one more member? Zeros are padding, as on tapes; anything else is worth a word. */
async function another(feed: Feed, note: (text: string) => void): Promise<boolean> {
  if (!(await feed.more())) return false;
  await feed.gather(2);
  if (isGzip(feed.chunk.subarray(feed.at))) return true;
  note(`Bytes that are not gzip data follow the compressed layer at byte ${feed.offset}; they were left unread.`);
  return false;
}

async function passHeader(feed: Feed): Promise<void> {
  const fixed = await feed.take(10);
  if (fixed.length < 10) throw early(feed);
  const flags = fixed[3] as number;
  if (!isGzip(fixed) || fixed[2] !== 8 || (flags & 0xe0) !== 0) {
    throw new ImageError('corrupt', `The gzip header before byte ${feed.offset} is damaged.`);
  }
  if (flags & 4) {
    const length = await feed.take(2);
    if (length.length < 2) throw early(feed);
    await pass(feed, length.readUInt16LE(0));
  }
  if (flags & 8) await passText(feed);
  if (flags & 16) await passText(feed);
  if (flags & 2) await pass(feed, 2);
}

async function pass(feed: Feed, count: number): Promise<void> {
  const end = feed.offset + count;
  await feed.skip(count);
  if (feed.offset < end) throw early(feed);
}

async function passText(feed: Feed): Promise<void> {
  for (;;) {
    if (!(await feed.more())) throw early(feed);
    const end = feed.chunk.indexOf(0, feed.at);
    feed.at = end === -1 ? feed.chunk.length : end + 1;
    if (end !== -1) return;
  }
}

function early(feed: Feed): ImageError {
  return new ImageError('truncated', `The gzip data ends early, after ${feed.offset} bytes.`);
}
