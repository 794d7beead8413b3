import { algorithmOf, LIMITS, type Limits, Remarks, Tally } from './guard.js';
import { type Compression, SNIFFED, sniff } from './inflate.js';
import { type BlobWindow, type Entry, ImageError, type LayerBlob } from './model.js';
import { Problems } from './problems.js';
import type { Item, TarOptions } from './tar/members.js';
import { peekAt } from './tar/window.js';
import { readTar, readTarAt } from './tar.js';
import type { Job } from './unpack/worker.js';
import { drain, lent, type Stored, type Unpacking, type UnpackOptions, unpackHere } from './unpack.js';

export type { Item } from './tar/members.js';

/** How a layer is read. */
export interface LayerOptions {
  /** What the image's configuration says: `sha256:…` of the uncompressed bytes; checked where the bytes are hashed. */
  readonly diffId?: string | undefined;
  /**
   * How many bytes of its content are wanted, 0 for none. Asked once about every entry, right before it is delivered; only
   * files that are not sparse have content to give.
   */
  want(entry: Entry): number;
  readonly limits?: Limits;
  /**
   * `when-read`, the default: digest, size and diffID are verified wherever all bytes are read anyway. An uncompressed
   * layer in a file that can be read by position is then walked from header to header, and what is passed over cannot be
   * hashed: only its size is compared. `always` reads every byte of such layers too.
   */
  readonly verify?: 'always' | 'when-read';
  /** Unpacks in another thread; used for compressed layers that can be read by position, and for those that are fetched. */
  readonly thread?: { unpack(job: Job, source?: AsyncIterable<Uint8Array>): Unpacking } | undefined;
  /** The thread also takes the digest of the unpacked bytes: better where several threads work for this one. */
  readonly hashThere?: boolean;
  /** Told now and then how many stored bytes were read. */
  progress?(bytes: number): void;
}

/** What was learnt about a layer; complete once its entries have been taken to the end. */
export interface LayerResult {
  /** `undefined` until the first bytes were seen. */
  compression: Compression | undefined;
  storedBytes: number;
  /** As far as it was read. */
  uncompressedBytes: number;
  /** Of the stored bytes; `undefined` where not all were read. */
  digest: string | undefined;
  /** Digest of the uncompressed bytes; `undefined` where not all were read. */
  diffId: string | undefined;
  /** What is odd but did not stop the reading: one sentence each. */
  readonly notes: readonly string[];
  /** Those of the notes that follow from how the layer is packed, not from what is in it; absent: none. */
  packing?: readonly string[];
  /** Names, and hard links with ` -> ` and their target, that lead out of the root; one character a byte (Latin-1). */
  readonly escapes: readonly string[];
  /** Why entries are missing or may not be what the image says; `undefined` when all was read and nothing disagreed. */
  incomplete: string | undefined;
}

/** A layer that is being read. */
export interface LayerReading {
  /** In the order of the archive; to be taken once. `head` is valid only until the next entry. */
  readonly entries: AsyncIterable<Item>;
  /** What was learnt; complete once the entries have been taken to the end. */
  result(): LayerResult;
}

/**
 * Reads a layer in one pass. Bad layers throw nothing: the entries end and `result.incomplete` says why. Layers whose
 * digest or diffID is wrong are delivered and marked. Memory is bounded by `want`, whatever the layer is.
 *
 * @throws only what `want` throws
 */
export function readLayer(blob: LayerBlob, options: LayerOptions): LayerReading {
  const remarks = new Remarks();
  const result: LayerResult = {
    compression: undefined,
    storedBytes: 0,
    uncompressedBytes: 0,
    digest: undefined,
    diffId: undefined,
    notes: remarks.notes,
    escapes: remarks.escapes,
    incomplete: 'The layer has not been read to its end.',
  };
  const tar = { want: options.want, limits: options.limits ?? LIMITS, remarks };
  return { entries: read(blob, options, tar, result), result: () => result };
}

async function* read(
  blob: LayerBlob,
  options: LayerOptions,
  tar: TarOptions,
  result: LayerResult,
): AsyncGenerator<Item, void, undefined> {
  const problems = new Problems();
  if (blob.missing !== undefined) problems.add(blob.missing);
  else {
    const compression = blob.window === undefined ? undefined : compressionAt(blob.window);
    yield* blob.window !== undefined && compression === 'none' && options.verify !== 'always'
      ? walk(blob.window, blob, tar, result, problems)
      : stream(blob, compression, options, tar, result, problems);
  }
  result.incomplete = problems.told();
}

/** Is it walked from header to header, unless every byte is to be verified? That costs little, and hashes nothing. */
export function isWalked({ window }: LayerBlob): boolean {
  return window !== undefined && compressionAt(window) === 'none';
}

/** How the bytes of a window are compressed. */
function compressionAt(window: BlobWindow): Compression | undefined {
  try {
    return sniff(peekAt(window, SNIFFED));
  } catch {
    return undefined; // What is wrong with it is found again, and told, where it is read as a stream.
  }
}

async function* walk(
  window: BlobWindow,
  blob: LayerBlob,
  tar: TarOptions,
  result: LayerResult,
  problems: Problems,
): AsyncGenerator<Item, void, undefined> {
  result.compression = 'none';
  result.storedBytes = result.uncompressedBytes = window.length;
  const asked = new Asked(tar);
  try {
    yield* readTarAt(window, asked.options);
  } catch (error) {
    asked.told(error, problems);
  }
  problems.checkSize(blob.size, window.length);
}

async function* stream(
  blob: LayerBlob,
  compression: Compression | undefined,
  options: LayerOptions,
  tar: TarOptions,
  result: LayerResult,
  problems: Problems,
): AsyncGenerator<Item, void, undefined> {
  const tally = new Tally(options.diffId);
  const asked = new Asked(tar);
  let unpacking: Unpacking | undefined;
  let all = false;
  try {
    const source = (unpacking = unpackingOf(blob, compression, options, tar.limits));
    // Of a layer that is not compressed both digests are of the same bytes, so one hash is enough.
    const twice = () =>
      !source.hashes && (source.compression !== 'none' || tally.algorithm !== algorithmOf(blob.digest));
    const plain = tally.through(source.chunks, twice, () => options.progress?.(source.taken));
    let past = false;
    try {
      yield* readTar(lent(plain), asked.options);
    } catch (error) {
      asked.told(error, problems);
      past = isTooLarge(error);
    }
    // What stands after the archive, or after its damage, belongs to the digests. Past a bound nothing more is read.
    if (!past) {
      await drain(plain);
      all = true;
    }
  } catch (error) {
    asked.told(error, problems);
    all = !isTooLarge(error);
  } finally {
    // Also when whoever takes the entries wants no more of them.
    try {
      const stored = await unpacking?.finish(all);
      if (stored !== undefined) conclude(blob, options, stored, tally, tar, result, problems);
    } catch (error) {
      asked.told(error, problems);
    }
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof ImageError && error.code === 'too-large';
}

function unpackingOf(
  blob: LayerBlob,
  compression: Compression | undefined,
  { diffId, thread, hashThere }: LayerOptions,
  limits: Limits,
): Unpacking {
  const how: UnpackOptions = { digest: blob.digest, limits, covered: diffId !== undefined };
  const window = compression === undefined || compression === 'none' ? undefined : blob.window;
  if (thread !== undefined && window !== undefined)
    return thread.unpack({ ...how, window, plainHash: hashThere ? algorithmOf(diffId) : undefined });
  if (thread !== undefined && blob.remote === true) {
    const plainHash = hashThere ? algorithmOf(diffId) : undefined;
    return thread.unpack({ ...how, window: undefined, plainHash }, blob.open());
  }
  return unpackHere(blob.open(), how);
}

/** Holds what came of the bytes against what the image says. */
function conclude(
  blob: LayerBlob,
  options: LayerOptions,
  stored: Stored,
  plain: Tally,
  tar: TarOptions,
  result: LayerResult,
  problems: Problems,
): void {
  for (const note of stored.notes) tar.remarks.note(note);
  if (stored.notes.length > 0) result.packing = stored.notes;
  result.compression = stored.compression;
  result.storedBytes = stored.bytes;
  result.uncompressedBytes = plain.bytes;
  if (stored.digest !== undefined) {
    result.digest = stored.digest;
    problems.checkSize(blob.size, stored.bytes);
    problems.checkDigest('stored', blob.digest, stored.digest);
  }
  if (plain.whole) {
    const same = stored.compression === 'none' && plain.algorithm === algorithmOf(blob.digest);
    result.diffId = stored.plainDigest ?? (same ? stored.digest : plain.digest());
    if (result.diffId !== undefined) problems.checkDigest('uncompressed', options.diffId, result.diffId);
  }
}

/** Keeps apart what the layer did wrong, which is told, and what the caller's own function did, which is thrown. */
class Asked {
  readonly options: TarOptions;
  #own: { error: unknown } | undefined;

  constructor(tar: TarOptions) {
    this.options = {
      ...tar,
      want: entry => {
        try {
          return tar.want(entry);
        } catch (error) {
          this.#own = { error };
          throw error;
        }
      },
    };
  }

  /** Adds why the reading stopped. */
  told(error: unknown, problems: Problems): void {
    if (this.#own?.error === error && this.#own !== undefined) throw error;
    if (!(error instanceof ImageError))
      problems.add(`The layer could not be read: ${error instanceof Error ? error.message : String(error)}.`);
    else if (error.code === 'truncated' || error.code === 'corrupt') problems.add(error.message, 'damage');
    else problems.add(error.message);
  }
}
