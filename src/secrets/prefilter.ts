/**
 * Looks through bytes for what may be a token, before anything is decoded: files of images are read by the hundred
 * thousand, and almost none holds one.
 */
import { matchAt } from './find.js';
import type { Format } from './format.js';
import { FORMATS } from './formats/index.js';
import { isPlaceholder } from './placeholders.js';
import { keyOf, type Start } from './starts.js';

/** Letters of tokens: `A-Z a-z 0-9 _` are 1, `-` is 2. */
const LETTERS = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-')
  LETTERS[letter.charCodeAt(0)] = letter === '-' ? 2 : 1;
const IS_LETTER = LETTERS.map(kind => Math.min(kind, 1));
/** Of bits that say which of the places 13 to 7 are letters, the lowest for 13: how far it is to behind the last that is none. */
const AFTER = Uint8Array.from({ length: 128 }, (_, bits) => {
  let place = 13;
  for (let rest = bits; (rest & 1) !== 0; rest >>= 1) place--;
  return place + 1;
});
/** What neither the user nor the password of a URL can hold. */
const ENDS_URL = new Uint8Array(256);
for (const character of ' \t\n\v\f\r/@\'"<>$') ENDS_URL[character.charCodeAt(0)] = 1;

/** Every token has so many letters side by side at its start, or behind the last mark in it. `hasToken` is written for it. */
const SHORTEST_RUN = 15;
/** So much of a scheme's name its format looks at. */
const LONGEST_SCHEME_END = 2;
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
  const urls = FORMATS.filter(({ id }) => id === 'url-password').map(format => ({ text: '://', format }));
  return bytes => hasToken(bytes, anchors) || urls.some(url => hasUrlPassword(bytes, url));
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
  /** Characters that mean something right before a run: those of `marked`, and the ends of words, escapes and paths. */
  readonly special: Uint8Array;
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
  const special = Uint8Array.from(marked, one => (one === undefined ? 0 : 1));
  for (const mark of [DOT, SLASH, BACKSLASH, PERCENT]) special[mark] = 1;
  return { known, ahead, behind, marked, special, inside };
}

/** One look through bytes: is there a run of letters with a start and all that its format wants? */
function hasToken(bytes: Uint8Array, anchors: Anchors): boolean {
  const { known, special } = anchors;
  const { length } = bytes;
  let looker: Looker | undefined;
  // From a place that is no letter the next run of letters is looked for where it must have arrived: most bytes are
  // never looked at.
  for (let from = 0; from + SHORTEST_RUN <= length; ) {
    // The places from its end on, several at once: what is decided without a jump is decided faster.
    if (IS_LETTER[bytes[from + 14] as number] === 0) {
      from += 15;
      continue;
    }
    const last =
      (IS_LETTER[bytes[from + 13] as number] as number) |
      ((IS_LETTER[bytes[from + 12] as number] as number) << 1) |
      ((IS_LETTER[bytes[from + 11] as number] as number) << 2) |
      ((IS_LETTER[bytes[from + 10] as number] as number) << 3) |
      ((IS_LETTER[bytes[from + 9] as number] as number) << 4) |
      ((IS_LETTER[bytes[from + 8] as number] as number) << 5) |
      ((IS_LETTER[bytes[from + 7] as number] as number) << 6);
    if (last !== 0x7f) {
      from += AFTER[last] as number;
      continue;
    }
    let at = from + 6;
    while (at >= from && IS_LETTER[bytes[at] as number] !== 0) at--;
    if (at >= from) {
      from = at + 1;
      continue;
    }
    let kinds = 0;
    for (at = from; at < from + SHORTEST_RUN; at++) kinds |= LETTERS[bytes[at] as number] as number;
    let end = from + SHORTEST_RUN;
    for (let kind = 0; end < length && (kind = LETTERS[bytes[end] as number] as number) !== 0; end++) kinds |= kind;
    // Of almost all runs that is all that has to be asked.
    if (
      kinds > 1 ||
      end - from >= SHORTEST_WITH_INSIDE ||
      (known[keyAt(bytes, from)] as number) & AHEAD ||
      (from > 0 && special[bytes[from - 1] as number] === 1) ||
      (from > 2 && (known[keyAt(bytes, from - 3)] as number) & BEHIND)
    ) {
      looker ??= new Looker(bytes, anchors);
      if (looker.inRun(from, end) || (kinds > 1 && looker.behindDash(from, end))) return true;
    }
    from = end + 1;
  }
  return false;
}

function keyAt(bytes: Uint8Array, at: number): number {
  return keyOf(bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number);
}

/** Looks closer at runs of letters in bytes. */
class Looker {
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

/**
 * Does an ASCII text stand in the bytes, and around it all that a format wants that is sought by it? Looked for from its
 * first capital or mark on: rare ones are found, or not, several times as fast.
 */
export function hasRare(bytes: Uint8Array, text: string): boolean {
  const all = bufferOf(bytes);
  const before = text.search(/[^a-z_]/);
  const rare = text.slice(before);
  let tries = 0;
  for (let at = all.indexOf(rare, before, 'latin1'); at !== -1; at = all.indexOf(rare, at + 1, 'latin1')) {
    if (all.toString('latin1', at - before, at) !== text.slice(0, before)) continue;
    if (
      ++tries > MOST_TRIES ||
      startsSoughtBy(text).some(start => fitsAt(all, at - before - start.text.indexOf(text), start))
    )
      return true;
  }
  return false;
}

function startsSoughtBy(text: string): readonly Start[] {
  return FORMATS.filter(({ seek }) => seek === text).flatMap(format =>
    format.starts.map(start => ({ text: start, format })),
  );
}

/** Does a format match with its start at this place? Only here anything is decoded. */
function fitsAt(all: Buffer, at: number, start: Start): boolean {
  const from = Math.max(0, at - LOOKED_BACK);
  return at >= 0 && matchAt(all.toString('latin1', from, at + start.format.reach), at - from, start) !== undefined;
}

/** The same bytes, with what only Node's own kind of them can do. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** A part that begins with B before the run: …/services/T000/B000/run. */
function isSlack(bytes: Uint8Array, start: number): boolean {
  let at = start - 2;
  while (at >= 0 && start - at < 20 && LETTERS[bytes[at] as number] !== 0) at--;
  return bytes[at] === SLASH && bytes[at + 1] === B;
}

/** `://user:password@` that its format takes for one. */
function hasUrlPassword(bytes: Uint8Array, url: Start): boolean {
  let tries = 0;
  for (let at = bytes.indexOf(AT); at !== -1; at = bytes.indexOf(AT, at + 1)) {
    let back = at - 1;
    let colons = 0;
    while (back >= 0 && at - back <= LONGEST_USER_AND_PASSWORD && ENDS_URL[bytes[back] as number] === 0)
      if (bytes[back--] === COLON) colons++;
    if (colons === 0 || bytes[back] !== SLASH || bytes[back - 1] !== SLASH || bytes[back - 2] !== COLON) continue;
    if (++tries > MOST_TRIES || isUrlPassword(bytes, back - 2, at + 1, url)) return true;
  }
  return false;
}

/** Whichever way the bytes are decoded: what is no text is read a letter a byte. */
function isUrlPassword(bytes: Uint8Array, start: number, end: number, url: Start): boolean {
  const from = Math.max(0, start - LONGEST_SCHEME_END);
  const part = Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from);
  return (['latin1', 'utf8'] as const).some(encoding => {
    const text = part.toString(encoding);
    const found = matchAt(text, start - from, url);
    return found !== undefined && !isPlaceholder(text.slice(found.start, found.end));
  });
}
