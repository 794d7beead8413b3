/** What pip and its kin note of a package that they installed. */
import { pathNumber } from '../path-numbers.js';
import { digestOfBase64, type Listing, ListingMaker } from './listing.js';

/** Nobody's path is longer (Linux' PATH_MAX). */
const LONGEST = 4096;
const encoder = new TextEncoder();

/**
 * Reads a `RECORD` (Python packaging, "Recording installed projects"): `path,sha256=digest,size` a line, in CSV, the path from the
 * folder that the package's own stands in. What has no such digest, as compiled files, is left out.
 *
 * @param path of the RECORD
 */
export function recordOf(path: string, bytes: Uint8Array): Listing {
  const site = path.split('/').slice(0, -2);
  const found = new ListingMaker();
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const [, quoted, plain, letters = ''] =
      line.length > LONGEST ? [] : (/^(?:"((?:[^"]|"")*)"|([^",]*)),sha256=([\w-]{43})=?,/.exec(line) ?? []);
    const digest = digestOfBase64(letters);
    if (digest === undefined) continue;
    const full = placed(site, quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (full !== undefined) found.add(pathNumber(encoder.encode(full)), digest);
  }
  // `pip install .` writes one too.
  return { ...found.done(), own: true };
}

/** A path from a folder as one from the root; `undefined`: it leads out. */
function placed(folder: readonly string[], path: string): string | undefined {
  const parts = path.startsWith('/') ? [] : [...folder];
  for (const part of path.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}
