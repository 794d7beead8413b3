/** Passwords in URLs, looked for in bytes. */
import { matchAt } from './find.js';
import { MOST_TRIES } from './looker.js';
import { isPlaceholder } from './placeholders.js';
import type { Start } from './starts.js';

/** What neither the user nor the password of a URL can hold. */
const ENDS_URL = new Uint8Array(256);
for (const character of ' \t\n\v\f\r/@\'"<>$') ENDS_URL[character.charCodeAt(0)] = 1;

/** So much of a scheme's name its format looks at. */
const LONGEST_SCHEME_END = 2;
/** Bytes of 300 characters and what stands between them. */
const LONGEST_USER_AND_PASSWORD = 910;
const [AT, SLASH, COLON] = [0x40, 0x2f, 0x3a];

/** `://user:password@` that its format takes for one. */
export function hasUrlPassword(bytes: Uint8Array, url: Start): boolean {
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
