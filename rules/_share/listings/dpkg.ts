/** dpkg's lists of files, and what it knows of their contents. */
import { type Paths, pathNumber } from '../path-numbers.js';
import { digestOfHex, type Listing, ListingMaker, NO_DIGEST } from './listing.js';

const [NEWLINE, BLANK] = [10, 0x20];
/** Digits of an MD5 digest, and the two blanks behind it. */
const DIGITS = 32;
const SUM = DIGITS + 2;

/** Where a line of bytes stands. */
type Line = (start: number, end: number) => void;

function eachLine(bytes: Uint8Array, take: Line): void {
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    take(start, end);
    start = end + 1;
  }
}

/** The paths of a file list, one a line. */
export function pathsOfList(bytes: Uint8Array): Paths {
  const found: number[] = [];
  eachLine(bytes, (start, end) => {
    if (end - start > 1) found.push(pathNumber(bytes, start, end));
  });
  return Uint32Array.from(found);
}

/** The paths of a list whose digests stand elsewhere. */
export function listOf(bytes: Uint8Array): Listing {
  return { paths: pathsOfList(bytes), digests: new Uint32Array() };
}

/** A package's `md5sums`: 32 digits, two blanks and a path a line. */
export function md5sumsOf(bytes: Uint8Array): Listing {
  const found = new ListingMaker();
  eachLine(bytes, (start, end) => {
    if (end - start > SUM + 1) found.add(pathNumber(bytes, start + SUM, end), digestOfHex(bytes, start) ?? NO_DIGEST);
  });
  return found.done();
}

/**
 * The files of settings in dpkg's `status` (`deb-conffiles(5)`), which `md5sums` leaves out: under `Conffiles:` a line each, a blank,
 * the path, a blank, the digest of what the package brought, perhaps a word.
 */
export function conffilesOf(bytes: Uint8Array): Listing {
  const found = new ListingMaker();
  let inside = false;
  eachLine(bytes, (start, end) => {
    if (bytes[start] !== BLANK) {
      inside = startsWith(bytes, start, 'Conffiles:');
      return;
    }
    if (!inside) return;
    for (let at = bytes.indexOf(BLANK, start + 1); at !== -1 && at < end; at = bytes.indexOf(BLANK, at + 1)) {
      const after = at + 1 + DIGITS;
      const digest = after <= end && (after === end || bytes[after] === BLANK) ? digestOfHex(bytes, at + 1) : undefined;
      if (digest === undefined) continue;
      found.add(pathNumber(bytes, start + 1, at), digest);
      return;
    }
  });
  return found.done();
}

function startsWith(bytes: Uint8Array, start: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}
