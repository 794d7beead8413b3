/** The closer look at a run of letters in bytes: is there what a format wants? */
import { AHEAD, type Anchored, type Anchors, BEHIND, keyAt, LETTERS } from './anchors.js';
import { matchAt } from './find.js';
import type { Start } from './starts.js';

/** So much before a start its format looks at: what stands inside a token, and what it must follow. */
const LOOKED_BACK = 100;
/** Runs with a start inside are at least so long. */
export const SHORTEST_WITH_INSIDE = 36;
/** So long is the word at most that may stand between a start and a run. */
const LONGEST_WORD = 40;
/** After so many places that only look like a start nobody looks on: the text is to be read. */
export const MOST_TRIES = 200;
const [SLASH, DASH, DOT, PERCENT, BACKSLASH, B] = [0x2f, 0x2d, 0x2e, 0x25, 0x5c, 0x42];

/** Looks closer at runs of letters in bytes. */
export class Looker {
  readonly #bytes: Uint8Array;
  readonly #anchors: Anchors;
  #tries = 0;

  constructor(bytes: Uint8Array, anchors: Anchors) {
    this.#bytes = bytes;
    this.#anchors = anchors;
  }

  /** Does a token start with the run or before it? */
  inRun(start: number, end: number): boolean {
    if (this.#begins(start, end) || this.#isBehind(start)) return true;
    return this.#isMarked(start === 0 ? 0 : (this.#bytes[start - 1] as number), start, end);
  }

  /** Does one start behind a dash within the run? */
  behindDash(start: number, end: number): boolean {
    for (let at = start + 1; at + 2 < end; at++) if (this.#bytes[at - 1] === DASH && this.#begins(at, end)) return true;
    return false;
  }

  #begins(at: number, end: number): boolean {
    const { known, ahead, inside } = this.#anchors;
    const key = keyAt(this.#bytes, at);
    if (((known[key] as number) & AHEAD) !== 0 && this.#anyFits(at, ahead[key])) return true;
    return end - at >= SHORTEST_WITH_INSIDE && this.#anyFits(at, inside);
  }

  #isBehind(at: number): boolean {
    if (at < 3) return false;
    const { known, behind } = this.#anchors;
    const key = keyAt(this.#bytes, at - 3);
    return ((known[key] as number) & BEHIND) !== 0 && this.#anyFits(at, behind[key]);
  }

  /** What the character before the run may mean; see `special`. */
  #isMarked(mark: number, start: number, end: number): boolean {
    if (mark === DOT) return this.#isBehind(wordBefore(this.#bytes, start));
    if (mark === SLASH) return isSlack(this.#bytes, start);
    // The letters of an escape.
    if (mark === BACKSLASH) return this.#begins(start + 1, end);
    if (mark === PERCENT) return this.#begins(start + 2, end);
    const one = this.#anchors.marked[mark];
    return one !== undefined && this.#fits(start - one.before, one.start);
  }

  #anyFits(at: number, list: readonly Anchored[] | undefined): boolean {
    return list?.some(({ start, before }) => this.#fits(at - before, start)) === true;
  }

  #fits(at: number, start: Start): boolean {
    const bytes = this.#bytes;
    const { text } = start;
    for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
    return ++this.#tries > MOST_TRIES || fitsAt(bufferOf(bytes), at, start);
  }
}

/** Where the word begins that stands, with a dot, before the run: in `dp.st.dev.run`, behind `dp.st.`. */
function wordBefore(bytes: Uint8Array, start: number): number {
  let at = start - 1;
  const first = Math.max(0, at - LONGEST_WORD);
  while (at > first && LETTERS[bytes[at - 1] as number] !== 0) at--;
  return at;
}

/** A part that begins with B before the run: …/services/T000/B000/run. */
function isSlack(bytes: Uint8Array, start: number): boolean {
  let at = start - 2;
  while (at >= 0 && start - at < 20 && LETTERS[bytes[at] as number] !== 0) at--;
  return bytes[at] === SLASH && bytes[at + 1] === B;
}

/** Does a format match with its start at this place? Only here anything is decoded. */
export function fitsAt(all: Buffer, at: number, start: Start): boolean {
  const from = Math.max(0, at - LOOKED_BACK);
  return at >= 0 && matchAt(all.toString('latin1', from, at + start.format.reach), at - from, start) !== undefined;
}

/** The same bytes, with what only Node's own kind of them can do. */
export function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
