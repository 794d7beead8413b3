import { readNumber } from './header.js';
import { type Pax, paxNumber } from './pax.js';

/** What a sparse file is once its holes are filled. */
export interface Sparse {
  /** Bytes, holes included; `undefined`: as the header says. */
  readonly size: number | undefined;
  readonly name: Buffer | undefined;
}

/**
 * GNU tar's sparse files in PAX archives: formats 0.0 (one setting for each hole), 0.1 (the map in one setting) and 1.0 (the
 * map before the content). Only size and name matter here, as the content is not offered.
 *
 * @throws ImageError `corrupt` if the size is no number
 */
export function sparseOf(settings: Pax): Sparse | undefined {
  const kind = ['major', 'map', 'numblocks', 'offset'].some(key => settings.has(`GNU.sparse.${key}`));
  if (!kind) return undefined;
  const key = settings.has('GNU.sparse.realsize') ? 'GNU.sparse.realsize' : 'GNU.sparse.size';
  const size = settings.get(key);
  return { size: size && paxNumber(key, size), name: settings.get('GNU.sparse.name') };
}

/** Of an old GNU sparse header (type `S`): the size with holes, NaN if unreadable. */
export function oldSparseSize(block: Buffer): number {
  return readNumber(block, 483, 12);
}

/** Does one more block of the map follow the header? */
export function headerIsExtended(block: Buffer): boolean {
  return block[482] !== 0;
}

/** Does one more block of the map follow this one? */
export function mapIsExtended(block: Buffer): boolean {
  return block[504] !== 0;
}
