import { createHash, type Hash } from 'node:crypto';
import { ImageError } from './model.js';

/** Bounds on what a layer may be. Whatever passes one stops the reading with `too-large` or leaves the entry out with a note. */
export interface Limits {
  /** Uncompressed bytes of a layer, and of any one member. */
  readonly bytes: number;
  /** Uncompressed to stored bytes, once `ratioAfter` bytes came out. Deflate reaches 1,029, zstd 32,500; real layers stay below 100. */
  readonly ratio: number;
  readonly ratioAfter: number;
  /** Members of an archive, headers that only extend others included. */
  readonly entries: number;
  /** Bytes of long names, PAX records and sparse maps that belong to one entry. */
  readonly header: number;
  /** UTF-16 code units of a path: four times Linux' PATH_MAX. */
  readonly path: number;
  /** Parts of a path: as many as PATH_MAX has room for. */
  readonly depth: number;
  /** Bytes that a zstd frame may reach back: what zstd(1) accepts without being told. */
  readonly window: number;
}

/** The bounds that hold where nobody sets others. */
export const LIMITS: Limits = Object.freeze({
  bytes: 64 * 2 ** 30,
  ratio: 250,
  ratioAfter: 16 * 2 ** 20,
  entries: 10_000_000,
  header: 2 ** 20,
  path: 4 * 4096,
  depth: 2048,
  window: 128 * 2 ** 20,
});

/**
 * Stops what grows without bound.
 *
 * @param made bytes that came out so far
 * @param taken stored bytes that they were made of
 * @throws ImageError `too-large`
 */
export function checkGrowth(made: number, taken: number, limits: Limits): void {
  if (made > limits.bytes) {
    throw new ImageError('too-large', `The layer unpacks to more than ${limits.bytes} bytes; reading stopped there.`);
  }
  if (made > limits.ratioAfter && made > limits.ratio * taken) {
    throw new ImageError(
      'too-large',
      `The layer unpacks to more than ${limits.ratio} times its stored size, as decompression bombs do; reading stopped there.`,
    );
  }
}

/** The hash that a digest is made with: SHA-256 unless it starts with another of the OCI specification's. */
export function algorithmOf(digest: string | undefined): 'sha256' | 'sha512' {
  return digest?.startsWith('sha512:') === true ? 'sha512' : 'sha256';
}

/** Bytes counted and hashed while they flow. */
export class Tally {
  bytes = 0;
  /** Did all bytes flow, to the end? */
  whole = false;
  readonly algorithm: 'sha256' | 'sha512';
  readonly #hash: Hash;

  /** @param digest tells the algorithm */
  constructor(digest: string | undefined) {
    this.algorithm = algorithmOf(digest);
    this.#hash = createHash(this.algorithm);
  }

  /**
   * Passes the chunks on as they are, counted.
   *
   * @param hashed asked when a chunk is there; false saves the time of hashing what is hashed elsewhere
   * @param told called for each chunk
   */
  async *through(
    chunks: AsyncIterable<Uint8Array>,
    hashed: () => boolean = () => true,
    told: () => void = () => {},
  ): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of chunks) {
      this.bytes += chunk.length;
      if (hashed()) this.#hash.update(chunk);
      told();
      yield chunk;
    }
    this.whole = true;
  }

  /** The digest of what has flowed so far: `sha256:…`. */
  digest(): string {
    return `${this.algorithm}:${this.#hash.copy().digest('hex')}`;
  }
}

/** Notes for people, bounded: a hostile layer can earn one for each of its ten million entries. */
export class Remarks {
  readonly notes: string[] = [];
  /** Names that would have left the root, one character a byte (Latin-1). */
  readonly escapes: string[] = [];
  static readonly #MOST = 100;

  /** One sentence; the same sentence twice counts once. */
  note(text: string): void {
    if (this.notes.length < Remarks.#MOST && !this.notes.includes(text)) this.notes.push(text);
    else if (this.notes.length === Remarks.#MOST) this.notes.push('There is more of this kind; it is not listed.');
  }

  /** A name that leads out of the root, as its bytes stand in the archive. */
  escape(name: string): void {
    if (this.escapes.length < Remarks.#MOST) this.escapes.push(name.slice(0, 1024));
  }
}
