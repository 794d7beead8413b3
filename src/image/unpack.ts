import { type Limits, Tally } from './guard.js';
import { type Compression, type Inflation, inflate } from './inflate.js';

/** Stored bytes, and how they are to be unpacked. */
export interface UnpackOptions {
  /** Of the stored bytes, if it is known: tells which hash to take. */
  readonly digest: string | undefined;
  readonly limits: Limits;
  /** The unpacked bytes will be held against a digest, so checksums of the compression need not be computed too. */
  readonly covered: boolean;
  /** Where unpacked bytes go, where the decoder can be told; asked before each piece of 256 KiB at most. */
  readonly room?: (() => Buffer) | undefined;
}

/** What was learnt of the stored bytes. */
export interface Stored {
  /** Of the unpacked bytes, if it was asked for and all came out. */
  readonly plainDigest?: string | undefined;
  readonly compression: Compression | undefined;
  /** What is odd but did not stop the reading: one sentence each. */
  readonly notes: readonly string[];
  readonly bytes: number;
  /** `undefined` where not all were read. */
  readonly digest: string | undefined;
}

/** Stored bytes that are being unpacked, here or in another thread. */
export interface Unpacking {
  /**
   * The unpacked bytes; each chunk holds until the next is taken. Throws what `inflate` and the source throw. Whoever
   * stops early does not call `return`, but `finish`.
   */
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
  /** Takes the digest of the unpacked bytes itself. */
  readonly hashes: boolean;
  /** Known as soon as the first chunk is there. */
  readonly compression: Compression | undefined;
  /** Stored bytes used so far. */
  readonly taken: number;
  /**
   * Ends it. To be called once, when the chunks were taken to their end or their error, or when nobody wants more.
   *
   * @param all the chunks were taken to their end: read on what stands behind the compressed data, for the digest's sake
   */
  finish(all: boolean): Promise<Stored>;
}

/** Unpacks in this thread. */
export function unpackHere(source: AsyncIterable<Uint8Array>, options: UnpackOptions): Unpacking {
  const told: Inflation = { compression: undefined, notes: [] };
  const tally = new Tally(options.digest);
  const stored = tally.through(source);
  const chunks = inflate(lent(stored), options.limits, told, { covered: options.covered, room: options.room });
  return {
    chunks,
    hashes: false,
    get compression() {
      return told.compression;
    },
    get taken() {
      return tally.bytes;
    },
    async finish(all) {
      try {
        if (all) await drain(stored);
      } finally {
        await chunks.return(undefined);
        await stored.return(undefined);
      }
      const digest = tally.whole ? tally.digest() : undefined;
      return { compression: told.compression, notes: told.notes, bytes: tally.bytes, digest };
    },
  };
}

/** The source without its end: whoever stops early leaves the rest to be drained. */
export function lent(chunks: AsyncGenerator<Uint8Array>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }) };
}

/** Takes what is left and drops it. */
export async function drain(chunks: AsyncGenerator<Uint8Array>): Promise<void> {
  while ((await chunks.next()).done !== true);
}
