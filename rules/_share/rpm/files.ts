import { digestOfHex, type Listing, ListingMaker, NO_DIGEST } from '../listings/listing.js';
import { further, pathNumber } from '../path-numbers.js';
import { bdbBlobs, HASH_MAGIC } from './bdb.js';
import { capabilitiesOfText } from './capability-text.js';
import { RpmError } from './error.js';
import { Header, TAG, type Texts } from './header.js';
import { ndbBlobs } from './ndb.js';
import { sqliteBlobs } from './sqlite.js';

/** What a database says of the files of packages. */
export interface RpmFiles extends Listing {
  /** Only those that their packages ship with setuid or setgid: canonical paths with their modes. */
  readonly special: ReadonlyMap<string, number>;
  /** Only those that their packages ship with capabilities: canonical paths with the permitted ones. */
  readonly capable: ReadonlyMap<string, readonly string[]>;
  /** Why packages may be missing; absent: all were read. */
  readonly missing?: string;
}

/** Ten times what the largest images have. */
const MOST_FILES = 5_000_000;
/** Programs with rights of their own are some dozen. */
const MOST_SPECIAL = 10_000;
/** Numbers of MD5, which holds where none is said, SHA-1 and SHA-256 (`rpmcrypto.h`). */
const MD5 = 1;
const COMPARABLE = new Set([MD5, 2, 8]);
/** Digits of MD5. */
const SHORTEST_DIGEST = 32;
/** Linux' PATH_MAX. */
const MOST_PATH = 4096;

/**
 * Reads a database of any of rpm's three kinds, which its first bytes tell. Whatever the bytes are: what was read up to the
 * first damage is told, and that the rest is missing. Nothing of what is returned holds on to the bytes.
 *
 * @param size of the whole file, if the bytes are only its beginning
 */
export function rpmFiles(file: Uint8Array, size = file.length): RpmFiles {
  const listing = new ListingMaker();
  const found = { listing, special: new Map<string, number>(), capable: new Map<string, readonly string[]>() };
  let missing = size > file.length ? `it has ${size} bytes, and only ${file.length} were read` : undefined;
  try {
    for (const blob of blobsOf(file)) addPackage(new Header(blob), found);
  } catch (error) {
    if (!(error instanceof RpmError)) throw error;
    missing ??= error.message;
  }
  const { special, capable } = found;
  return { ...listing.done(), special, capable, ...(missing === undefined ? {} : { missing }) };
}

/**
 * The headers of all packages in a database, as blobs; whoever takes them may get a damaged one.
 *
 * @throws RpmError
 */
export function blobsOf(file: Uint8Array): Iterable<Uint8Array> {
  const head = new TextDecoder('latin1').decode(file.subarray(0, 16));
  if (head === 'SQLite format 3\0') return sqliteBlobs(file);
  if (head.startsWith('RpmP')) return ndbBlobs(file);
  if (file.length >= 512) {
    const view = new DataView(file.buffer, file.byteOffset, file.length);
    if (view.getUint32(12, true) === HASH_MAGIC || view.getUint32(12) === HASH_MAGIC) return bdbBlobs(file);
  }
  throw new RpmError('it is no rpm database of a kind that is known');
}

interface Found {
  readonly listing: ListingMaker;
  readonly special: Map<string, number>;
  readonly capable: Map<string, readonly string[]>;
}

/** A package's files: each a name, the number of its folder in a list of folders, a mode. */
function addPackage(header: Header, { listing, special, capable }: Found): void {
  if (header.text(TAG.name) === undefined) throw new RpmError('a header has no name');
  // Packages of rpm 3 keep whole paths; rpm 4 rewrites them when it installs one.
  if (header.has(TAG.oldFileNames) && !header.has(TAG.baseNames)) throw new RpmError('a package of rpm 3 is installed');
  const names = header.texts(TAG.baseNames);
  const folders = header.texts(TAG.dirNames);
  const folderOf = header.numbers(TAG.dirIndexes);
  const modes = header.numbers(TAG.fileModes);
  const capabilities = header.texts(TAG.fileCaps);
  const digests = header.texts(TAG.fileDigests);
  const comparable = COMPARABLE.has(header.numbers(TAG.fileDigestAlgorithm)[0] ?? MD5);
  const count = names.length;
  if (
    folderOf.length !== count ||
    modes.length !== count ||
    [capabilities, digests].some(({ length }) => length !== 0 && length !== count)
  )
    throw new RpmError(
      `a package of ${count} files tells ${folderOf.length} folders, ${modes.length} modes and ${digests.length} digests of them`,
    );
  if (listing.length + count > MOST_FILES) throw new RpmError(`it lists more than ${MOST_FILES} files`);

  const started = new Uint32Array(folders.length);
  for (let i = 0; i < folders.length; i++) started[i] = pathNumber(folders.bytes, ...range(folders, i));
  for (let i = 0; i < count; i++) {
    const folder = folderOf[i] as number;
    if (folder >= folders.length) throw new RpmError(`there is no folder ${folder} in a package`);
    // Folders and links have none, and an empty text in its place.
    const hasDigest = comparable && digests.length > 0 && sizeOf(digests, i) >= SHORTEST_DIGEST;
    listing.add(
      further(started[folder] as number, names.bytes, ...range(names, i)),
      hasDigest ? (digestOfHex(digests.bytes, digests.starts[i]) ?? NO_DIGEST) : NO_DIGEST,
    );
    const mode = modes[i] as number;
    const able = capabilities.length > 0 && sizeOf(capabilities, i) > 0;
    const isFile = (mode & 0o170000) === 0o100000;
    if (!isFile || ((mode & 0o6000) === 0 && !able)) continue;
    if (sizeOf(folders, folder) + sizeOf(names, i) > MOST_PATH) throw new RpmError('a path is longer than any can be');
    if (special.size + capable.size >= MOST_SPECIAL) throw new RpmError('too many files with rights of their own');
    const path = `${textAt(folders, folder)}${textAt(names, i)}`.replace(/^\//, '');
    if ((mode & 0o6000) !== 0) special.set(path, mode & 0o7777);
    if (able) capable.set(path, capabilitiesOfText(textAt(capabilities, i)));
  }
}

/** Without the NUL behind it. */
function range({ starts }: Texts, i: number): [number, number] {
  return [starts[i] as number, (starts[i + 1] as number) - 1];
}

function sizeOf(texts: Texts, i: number): number {
  const [start, end] = range(texts, i);
  return end - start;
}

/** Decoded text; more than any path or list of capabilities needs is not taken. */
function textAt(texts: Texts, i: number): string {
  const [start, end] = range(texts, i);
  return new TextDecoder().decode(texts.bytes.subarray(start, Math.min(end, start + MOST_PATH)));
}
