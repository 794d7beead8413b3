import { LIMITS, type Limits, Remarks, Tally } from './guard.js';
import { type Compression, type Inflation, inflate, SNIFFED, sniff } from './inflate.js';
import { type Entry, ImageError, type LayerBlob } from './model.js';
import type { Item, TarOptions } from './tar/members.js';
import { shown } from './tar/names.js';
import { peekAt, type Window } from './tar/window.js';
import { readTar, readTarAt } from './tar.js';

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
    const window = options.verify === 'always' ? undefined : plainWindow(blob);
    yield* window === undefined
      ? stream(blob, options, tar, result, problems)
      : walk(window, blob, tar, result, problems);
  }
  result.incomplete = problems.told();
}

/** The blob's place in a file, if what stands there is not compressed. */
function plainWindow(blob: LayerBlob): Window | undefined {
  if (blob.window === undefined) return undefined;
  try {
    return sniff(peekAt(blob.window, SNIFFED)) === 'none' ? blob.window : undefined;
  } catch {
    return undefined; // What is wrong with it is found again, and told, where it is read as a stream.
  }
}

async function* walk(
  window: Window,
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
  checkSize(blob, window.length, problems);
}

async function* stream(
  blob: LayerBlob,
  options: LayerOptions,
  tar: TarOptions,
  result: LayerResult,
  problems: Problems,
): AsyncGenerator<Item, void, undefined> {
  const told: Inflation = { compression: undefined, notes: [] };
  const storedTally = new Tally(blob.digest);
  const plainTally = new Tally(options.diffId);
  // Of a layer that is not compressed both digests are of the same bytes, so one hash is enough.
  const twice = () => told.compression !== 'none' || storedTally.algorithm !== plainTally.algorithm;
  const asked = new Asked(tar);
  let stored: AsyncGenerator<Uint8Array> | undefined;
  let plain: AsyncGenerator<Uint8Array> | undefined;
  try {
    stored = storedTally.through(blob.open());
    plain = plainTally.through(inflate(lent(stored), tar.limits, told), twice);
    let past = false;
    try {
      yield* readTar(lent(plain), asked.options);
    } catch (error) {
      asked.told(error, problems);
      past = error instanceof ImageError && error.code === 'too-large';
    }
    // What stands after the archive, or after its damage, belongs to the digests. Past a bound nothing more is read.
    if (!past) await drain(plain);
    if (!past) await drain(stored);
  } catch (error) {
    asked.told(error, problems);
  } finally {
    await plain?.return(undefined);
    await stored?.return(undefined);
  }
  for (const note of told.notes) tar.remarks.note(note);
  result.compression = told.compression;
  result.storedBytes = storedTally.bytes;
  result.uncompressedBytes = plainTally.bytes;
  if (storedTally.whole) {
    result.digest = storedTally.digest();
    checkSize(blob, storedTally.bytes, problems);
    checkDigest('stored', blob.digest, result.digest, problems);
  }
  if (plainTally.whole) {
    result.diffId = twice() ? plainTally.digest() : storedTally.digest();
    checkDigest('uncompressed', options.diffId, result.diffId, problems);
  }
}

function checkSize(blob: LayerBlob, bytes: number, problems: Problems): void {
  if (blob.size !== undefined && blob.size !== bytes)
    problems.add(`The layer has ${bytes} stored bytes, but the manifest says ${blob.size}.`, 'damage');
}

function checkDigest(
  what: 'stored' | 'uncompressed',
  wanted: string | undefined,
  found: string,
  problems: Problems,
): void {
  if (wanted === undefined || wanted === found) return;
  const source = what === 'stored' ? 'the manifest' : 'the configuration (diff_ids)';
  if (/^sha(256|512):/.test(wanted))
    problems.add(`The layer's ${what} bytes have the digest ${found}, but ${source} says ${shown(wanted)}.`, 'damage');
  else problems.add(`The digest ${shown(wanted)} is of a kind that cannot be verified.`);
}

/** What is wrong with a layer, and what to do about it. */
class Problems {
  readonly #sentences: string[] = [];
  #damaged = false;

  /** @param kind `damage`: the bytes are not those that the builder wrote, so a new copy may help */
  add(sentence: string, kind?: 'damage'): void {
    this.#sentences.push(sentence);
    this.#damaged ||= kind === 'damage';
  }

  /** All in one text; `undefined` if nothing is wrong. The advice stands once, at the end. */
  told(): string | undefined {
    if (this.#sentences.length === 0) return undefined;
    return [...this.#sentences, ...(this.#damaged ? ['Save or pull the image again.'] : [])].join(' ');
  }
}

/** The source without its end: whoever stops early leaves the rest to be drained. */
function lent(chunks: AsyncGenerator<Uint8Array>): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }) };
}

async function drain(chunks: AsyncGenerator<Uint8Array>): Promise<void> {
  while ((await chunks.next()).done !== true);
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
