/** How lists of packages are found and read. */
import type { Entry, Read } from '../../../src/rule.js';
import type { Paths } from '../path-numbers.js';
import { type ApkFiles, apkFiles } from './apk.js';
import { conffilesOf, listOf, md5sumsOf } from './dpkg.js';
import type { Listing } from './listing.js';
import { recordOf } from './record.js';

/** Lists of dpkg's, apk's and Python's are read up to this size; nobody has longer ones. */
const MOST_BYTES = 32 << 20;
const APK_PATHS = ['lib/apk/db/installed', 'usr/lib/apk/db/installed'];

const INFO = 'var/lib/dpkg/info/';
/** In images without a shell, one file a package. */
const STATUS_FOLDER = 'var/lib/dpkg/status.d/';
const APK = new Set(APK_PATHS);

/** Makes something of a file once, while its entry is there: several rules read the same one. */
export function once<T>(make: (entry: Entry, head: Uint8Array) => T): (entry: Entry, head: Uint8Array) => T {
  const made = new WeakMap<Entry, { readonly value: T }>();
  return (entry, head) => {
    const known = made.get(entry) ?? { value: make(entry, head) };
    made.set(entry, known);
    return known.value;
  };
}

type Maker = (path: string, head: Uint8Array) => Listing;

/** What reads a list of files that stands at a path. */
function makerAt(path: string): Maker | undefined {
  if (path.startsWith('var/lib/dpkg/')) {
    if (path.startsWith(INFO))
      return path.endsWith('.list') ? ofBytes(listOf) : path.endsWith('.md5sums') ? ofBytes(md5sumsOf) : undefined;
    if (path.startsWith(STATUS_FOLDER)) return ofBytes(path.endsWith('.md5sums') ? md5sumsOf : conffilesOf);
    return path === 'var/lib/dpkg/status' ? ofBytes(conffilesOf) : undefined;
  }
  if (path.endsWith('.dist-info/RECORD')) return recordOf;
  return APK.has(path) ? ofBytes(apkFiles) : undefined;
}

const ofBytes =
  (make: (bytes: Uint8Array) => Listing): Maker =>
  (_, head) =>
    make(head);

const listingOf = once(({ path, type, sparse }, head): Listing | undefined =>
  type === 'file' && !sparse ? makerAt(path)?.(path, head) : undefined,
);

/** What dpkg, apk and Python's installers list. */
export const LISTINGS: Read<Listing> = {
  match: ({ path }) => makerAt(path) !== undefined,
  bytes: MOST_BYTES,
  keep: listingOf,
};

/** The file lists of dpkg, also those of images without a shell. */
export const DPKG_FILES: Read<Paths> = {
  match: [`${INFO}*.list`, `${STATUS_FOLDER}*.md5sums`],
  bytes: MOST_BYTES,
  keep: (entry, head) => listingOf(entry, head)?.paths,
};

export const APK_FILES: Read<ApkFiles> = {
  match: APK_PATHS,
  bytes: MOST_BYTES,
  // At these paths nothing else is made.
  keep: (entry, head) => listingOf(entry, head) as ApkFiles | undefined,
};
