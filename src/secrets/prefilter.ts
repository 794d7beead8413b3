/**
 * Looks through bytes for what may be a token, before anything is decoded: files of images are read by the hundred
 * thousand, and almost none holds one.
 */

/** Letters of tokens: `A-Z a-z 0-9 _ -`. */
const LETTERS = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-')
  LETTERS[letter.charCodeAt(0)] = 1;
/** What neither the user nor the password of a URL can hold. */
const ENDS_URL = new Uint8Array(256);
for (const character of ' \t\n\v\f\r/@\'"<>$') ENDS_URL[character.charCodeAt(0)] = 1;

/** Every token has so many letters side by side at its start. */
export const SHORTEST_RUN = 15;
/** Bytes of 300 characters and what stands between them. */
const LONGEST_USER_AND_PASSWORD = 910;
const [AT, SLASH, COLON, DASH, DOT, B] = [0x40, 0x2f, 0x3a, 0x2d, 0x2e, 0x42];

/** Makes a test: may there be a token that begins with one of these letters (three are looked at), or a password in a URL? */
export function tokenFilter(starts: readonly string[]): (bytes: Uint8Array) => boolean {
  // A byte for each three letters, 5 bits of each, tells almost all other words apart.
  const known = new Uint8Array(2 ** 15);
  for (const start of starts) known[key(start.charCodeAt(0), start.charCodeAt(1), start.charCodeAt(2))] = 1;

  function startsAt(bytes: Uint8Array, at: number): boolean {
    const [first, second, third] = [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number];
    return known[key(first, second, third)] === 1;
  }

  /** A run of letters: does a token start with it, or in it after a dash? */
  function inRun(bytes: Uint8Array, start: number, end: number): boolean {
    if (startsAt(bytes, start)) return true;
    for (let at = start + 1; at + 2 < end; at++) if (bytes[at - 1] === DASH && startsAt(bytes, at)) return true;
    return bytes[start - 1] === DOT ? isSendGrid(bytes, start) : bytes[start - 1] === SLASH && isSlack(bytes, start);
  }

  return bytes => {
    // From a place that is no letter the next run of letters is looked for where it must have arrived: most bytes are
    // never looked at.
    for (let from = 0; from + SHORTEST_RUN <= bytes.length; ) {
      let at = from + SHORTEST_RUN - 1;
      while (at >= from && LETTERS[bytes[at] as number] === 1) at--;
      if (at >= from) {
        from = at + 1;
        continue;
      }
      let end = from + SHORTEST_RUN;
      while (end < bytes.length && LETTERS[bytes[end] as number] === 1) end++;
      if (inRun(bytes, from, end)) return true;
      from = end + 1;
    }
    return hasUrlPassword(bytes);
  };
}

function key(first: number, second: number, third: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31);
}

/** `SG.` before the run. */
function isSendGrid(bytes: Uint8Array, start: number): boolean {
  return bytes[start - 2] === 0x47 && bytes[start - 3] === 0x53;
}

/** A part that begins with B before the run: …/services/T000/B000/run. */
function isSlack(bytes: Uint8Array, start: number): boolean {
  let at = start - 2;
  while (at >= 0 && start - at < 20 && LETTERS[bytes[at] as number] === 1) at--;
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
