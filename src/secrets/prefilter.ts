/**
 * Looks through bytes for what may be a token, before anything is decoded: files of images are read by the hundred
 * thousand, and almost none holds one.
 */
import { AHEAD, type Anchors, anchorsOf, BEHIND, keyAt, LETTERS } from './anchors.js';
import type { Format } from './format.js';
import { FORMATS } from './formats/index.js';
import { bufferOf, fitsAt, Looker, MOST_TRIES, SHORTEST_WITH_INSIDE } from './looker.js';
import type { Start } from './starts.js';
import { hasUrlPassword } from './url-password.js';

const IS_LETTER = LETTERS.map(kind => Math.min(kind, 1));
/** Of bits that say which of the places 13 to 7 are letters, the lowest for 13: how far it is to behind the last that is none. */
const AFTER = Uint8Array.from({ length: 128 }, (_, bits) => {
  let place = 13;
  for (let rest = bits; (rest & 1) !== 0; rest >>= 1) place--;
  return place + 1;
});
/** Every token has so many letters side by side at its start, or behind the last mark in it. `hasToken` is written for it. */
const SHORTEST_RUN = 15;
/** Makes a test: may there be something in the bytes that has one of these formats, or a password in a URL? */
export function tokenFilter(formats: readonly Format[]): (bytes: Uint8Array) => boolean {
  const anchors = anchorsOf(formats);
  const urls = FORMATS.filter(({ id }) => id === 'url-password').map(format => ({ text: '://', format }));
  return bytes => hasToken(bytes, anchors) || urls.some(url => hasUrlPassword(bytes, url));
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
