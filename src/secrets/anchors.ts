/** The starts of formats, by where they stand in or before a run of letters. */
import type { Format } from './format.js';
import { keyOf, type Start } from './starts.js';

/** Letters of tokens: `A-Z a-z 0-9 _` are 1, `-` is 2. */
export const LETTERS = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-')
  LETTERS[letter.charCodeAt(0)] = letter === '-' ? 2 : 1;
const [DOT, SLASH, BACKSLASH, PERCENT] = [0x2e, 0x2f, 0x5c, 0x25];

/** A start, and how many characters of it stand before the run of letters that leads to it; less than 0: it stands inside. */
export interface Anchored {
  readonly start: Start;
  readonly before: number;
}

/** All starts. */
export interface Anchors {
  /** `AHEAD`, `BEHIND` by the key of three characters: what the run begins with, what stands before it. */
  readonly known: Uint8Array;
  readonly ahead: readonly (readonly Anchored[] | undefined)[];
  readonly behind: readonly (readonly Anchored[] | undefined)[];
  /** By the only character before the run. */
  readonly marked: readonly (Anchored | undefined)[];
  /** Characters that mean something right before a run: those of `marked`, and the ends of words, escapes and paths. */
  readonly special: Uint8Array;
  /** At a fixed place in the run. */
  readonly inside: readonly Anchored[];
}

export const AHEAD = 1;
export const BEHIND = 2;

/** Sorts the starts of formats. */
export function anchorsOf(formats: readonly Format[]): Anchors {
  const known = new Uint8Array(2 ** 15);
  const ahead: Anchored[][] = [];
  const behind: Anchored[][] = [];
  const marked = new Array<Anchored | undefined>(256).fill(undefined);
  const inside: Anchored[] = [];
  for (const format of formats)
    for (const text of format.starts) {
      // A run of its own that is long enough, or the one that goes on in what follows.
      const before = text.search(/[A-Za-z0-9_-]{15,}|[A-Za-z0-9_-]*$/);
      const anchored = { start: { text, format }, before };
      const add = (lists: Anchored[][], from: number, flag: number): void => {
        const key = keyOf(text.charCodeAt(from), text.charCodeAt(from + 1), text.charCodeAt(from + 2));
        known[key] = (known[key] as number) | flag;
        (lists[key] ??= []).push(anchored);
      };
      if (before === 0 && format.back > 0) inside.push({ ...anchored, before: -format.back });
      else if (text.length - before >= 3) add(ahead, before, AHEAD);
      else if (before >= 3) add(behind, before - 3, BEHIND);
      else marked[text.charCodeAt(before - 1)] = anchored;
    }
  const special = Uint8Array.from(marked, one => (one === undefined ? 0 : 1));
  for (const mark of [DOT, SLASH, BACKSLASH, PERCENT]) special[mark] = 1;
  return { known, ahead, behind, marked, special, inside };
}

/** The key of the three bytes at a place; see `starts.ts`. */
export function keyAt(bytes: Uint8Array, at: number): number {
  return keyOf(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number);
}
