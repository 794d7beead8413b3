/**
 * Looks through bytes for what may be a token, before anything is decoded: files of images are read by the hundred
 * thousand, and almost none holds one.
 */
import { matchAt } from './find.js';
import type { Format } from './format.js';
import { keyOf, type Start } from './starts.js';

/** Letters of tokens: `A-Z a-z 0-9 _` are 1, `-` is 2. */
const LETTERS = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-')
  LETTERS[letter.charCodeAt(0)] = letter === '-' ? 2 : 1;
/** What neither the user nor the password of a URL can hold. */
const ENDS_URL = new Uint8Array(256);
for (const character of ' \t\n\v\f\r/@\'"<>$') ENDS_URL[character.charCodeAt(0)] = 1;

/** Every token has so many letters side by side at its start, or behind the last mark in it. */
export const SHORTEST_RUN = 15;
/** Bytes of 300 characters and what stands between them. */
const LONGEST_USER_AND_PASSWORD = 910;
/** So much before a start its format looks at: what stands inside a token, and what it must follow. */
const LOOKED_BACK = 100;
/** Runs with a start inside are at least so long. */
const SHORTEST_WITH_INSIDE = 36;
/** So long is the word at most that may stand between a start and a run. */
const LONGEST_WORD = 40;
/** After so many places that only look like a start nobody looks on: the text is to be read. */
const MOST_TRIES = 200;
const [AT, SLASH, COLON, DASH, DOT, PERCENT, BACKSLASH, B] = [0x40, 0x2f, 0x3a, 0x2d, 0x2e, 0x25, 0x5c, 0x42];

/** Makes a test: may there be something in the bytes that has one of these formats, or a password in a URL? */
export function tokenFilter(formats: readonly Format[]): (bytes: Uint8Array) => boolean {
  const anchors = anchorsOf(formats);
  return bytes => hasToken(bytes, anchors) || hasUrlPassword(bytes);
}

/** A start, and how many characters of it stand before the run of letters that leads to it; less than 0: it stands inside. */
interface Anchored {
  readonly start: Start;
  readonly before: number;
}

/** The starts, by where they stand in or before a run of letters. */
interface Anchors {
  /** `AHEAD`, `BEHIND` by the key of three characters: what the run begins with, what stands before it. */
  readonly known: Uint8Array;
  readonly ahead: readonly (readonly Anchored[] | undefined)[];
  readonly behind: readonly (readonly Anchored[] | undefined)[];
  /** By the only character before the run. */
  readonly marked: readonly (Anchored | undefined)[];
  /** At a fixed place in the run. */
  readonly inside: readonly Anchored[];
}

const AHEAD = 1;
const BEHIND = 2;

function anchorsOf(formats: readonly Format[]): Anchors {
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
  return { known, ahead, behind, marked, inside };
}

/** One look through bytes: is there a run of letters with a start and all that its format wants? */
function hasToken(bytes: Uint8Array, { known, ahead, behind, marked, inside }: Anchors): boolean {
  let tries = 0;

  /** Only here anything is decoded. */
  function fits(at: number, { text, format }: Start): boolean {
    for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text.charCodeAt(index)) return false;
    if (++tries > MOST_TRIES) return true;
    const from = Math.max(0, at - LOOKED_BACK);
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    return matchAt(all.toString('latin1', from, at + format.reach), at - from, { text, format }) !== undefined;
  }
  const anyFits = (at: number, list: readonly Anchored[] | undefined): boolean =>
    list?.some(({ start, before }) => fits(at - before, start)) === true;

  const keyAt = (at: number): number => keyOf(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number);

  function beginsAt(at: number): boolean {
    const key = keyAt(at);
    return ((known[key] as number) & AHEAD) !== 0 && anyFits(at, ahead[key]);
  }

  function isBehind(at: number): boolean {
    if (at < 3) return false;
    const key = keyAt(at - 3);
    return ((known[key] as number) & BEHIND) !== 0 && anyFits(at, behind[key]);
  }

  /** What the character before the run may mean. */
  function isMarked(mark: number, start: number, end: number): boolean {
    if (mark === DOT) return isBehind(wordBefore(bytes, start));
    if (mark === SLASH) return isSlack(bytes, start);
    // The letters of an escape.
    if (mark === BACKSLASH) return begins(start + 1, end);
    if (mark === PERCENT) return begins(start + 2, end);
    const one = marked[mark];
    return one !== undefined && fits(start - one.before, one.start);
  }

  const begins = (at: number, end: number): boolean =>
    beginsAt(at) || (end - at >= SHORTEST_WITH_INSIDE && anyFits(at, inside));

  /** Does a token start with the run or before it? */
  function inRun(start: number, end: number): boolean {
    if (begins(start, end) || isBehind(start)) return true;
    const mark = start === 0 ? 0 : (bytes[start - 1] as number);
    return isMarked(mark, start, end);
  }

  function behindDash(start: number, end: number): boolean {
    for (let at = start + 1; at + 2 < end; at++) if (bytes[at - 1] === DASH && begins(at, end)) return true;
    return false;
  }

  // From a place that is no letter the next run of letters is looked for where it must have arrived: most bytes are
  // never looked at.
  for (let from = 0; from + SHORTEST_RUN <= bytes.length; ) {
    let kinds = 0;
    let at = from + SHORTEST_RUN - 1;
    for (let kind = 0; at >= from && (kind = LETTERS[bytes[at] as number] as number) !== 0; at--) kinds |= kind;
    if (at >= from) {
      from = at + 1;
      continue;
    }
    let end = from + SHORTEST_RUN;
    for (let kind = 0; end < bytes.length && (kind = LETTERS[bytes[end] as number] as number) !== 0; end++)
      kinds |= kind;
    if (inRun(from, end) || (kinds > 1 && behindDash(from, end))) return true;
    from = end + 1;
  }
  return false;
}

/** Where the word begins that stands, with a dot, before the run: in `dp.st.dev.run`, behind `dp.st.`. */
function wordBefore(bytes: Uint8Array, start: number): number {
  let at = start - 1;
  const first = Math.max(0, at - LONGEST_WORD);
  while (at > first && LETTERS[bytes[at - 1] as number] !== 0) at--;
  return at;
}

/**
 * Does an ASCII text stand in the bytes? Looked for from its first capital or mark on: rare ones are found, or not, several
 * times as fast.
 */
export function hasRare(bytes: Uint8Array, text: string): boolean {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const before = text.search(/[^a-z_]/);
  const rare = text.slice(before);
  for (let at = all.indexOf(rare, before, 'latin1'); at !== -1; at = all.indexOf(rare, at + 1, 'latin1'))
    if (all.toString('latin1', at - before, at) === text.slice(0, before)) return true;
  return false;
}

/** A part that begins with B before the run: …/services/T000/B000/run. */
function isSlack(bytes: Uint8Array, start: number): boolean {
  let at = start - 2;
  while (at >= 0 && start - at < 20 && LETTERS[bytes[at] as number] !== 0) at--;
  return bytes[at] === SLASH && bytes[at + 1] === B;
}

/** `://user:password@`. */
function hasUrlPassword(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(AT); at !== -1; at = bytes.indexOf(AT, at + 1)) {
    let back = at - 1;
    let colons = 0;
    while (back >= 0 && at - back <= LONGEST_USER_AND_PASSWORD && ENDS_URL[bytes[back] as number] === 0)
      if (bytes[back--] === COLON) colons++;
    if (colons > 0 && bytes[back] === SLASH && bytes[back - 1] === SLASH && bytes[back - 2] === COLON) return true;
  }
  return false;
}
