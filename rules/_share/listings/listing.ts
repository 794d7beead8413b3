/** What a package database lists: paths, and digests of what the package put there. */
import { PathList, type Paths } from '../path-numbers.js';

export interface Listing {
  /** By their numbers. */
  readonly paths: Paths;
  /** For each path the first 64 bits of a digest, as two numbers, both 0 where none is listed; empty: there are none at all. */
  readonly digests: Uint32Array;
  /** Packages of one's own are listed there just like others: nothing says that they were published. */
  readonly own?: true;
}

/** The first 64 bits of a digest; which algorithm made it does not matter. */
export type Digest = readonly [high: number, low: number];

/** No digest is listed. */
export const NO_DIGEST: Digest = [0, 0];

/** Gathers a listing. */
export class ListingMaker {
  readonly #paths = new PathList();
  readonly #digests = new PathList();

  get length(): number {
    return this.#paths.length;
  }

  add(path: number, [high, low]: Digest): void {
    this.#paths.add(path);
    this.#digests.add(high);
    this.#digests.add(low);
  }

  done(): Listing {
    return { paths: this.#paths.done(), digests: this.#digests.done() };
  }
}

/** The digest whose hexadecimal digits stand at a place; `undefined`: other characters do. */
export function digestOfHex(bytes: Uint8Array, start = 0): Digest | undefined {
  const high = word(bytes, start);
  const low = word(bytes, start + 8);
  return high === undefined || low === undefined ? undefined : [high, low];
}

function word(bytes: Uint8Array, start: number): number | undefined {
  let value = 0;
  for (let at = start; at < start + 8; at++) {
    const digit = digitOf(bytes[at] ?? 0);
    if (digit === -1) return undefined;
    value = (value << 4) | digit;
  }
  return value >>> 0;
}

function digitOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Twelve letters of base64 are nine bytes, of which eight count. */
const LETTERS = 12;

/** The digest that begins with these letters of base64, of either alphabet; `undefined`: it is none, or too short. */
export function digestOfBase64(text: string): Digest | undefined {
  const letters = text.slice(0, LETTERS).replaceAll('-', '+').replaceAll('_', '/');
  if (!/^[A-Za-z0-9+/]{12}$/.test(letters)) return undefined;
  const bytes = atob(letters);
  const at = (i: number): number =>
    ((bytes.charCodeAt(i) << 24) |
      (bytes.charCodeAt(i + 1) << 16) |
      (bytes.charCodeAt(i + 2) << 8) |
      bytes.charCodeAt(i + 3)) >>>
    0;
  return [at(0), at(4)];
}
