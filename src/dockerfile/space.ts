/**
 * White space as Go's `unicode.IsSpace` has it, which BuildKit's parser uses. JavaScript's `\s` differs in two
 * characters: it lacks U+0085 and has U+FEFF.
 */
export function isSpace(code: number): boolean {
  if (code === 32 || (code >= 9 && code <= 13)) return true;
  if (code < 0x85) return false;
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** White space that separates words of an instruction: `[\t\v\f\r ]`, no other character. */
export function isBlank(code: number): boolean {
  return code === 32 || code === 9 || (code >= 11 && code <= 13);
}

/** First offset at or after `start` that is not white space; `end` if there is none. */
export function skipSpace(text: string, start: number, end: number = text.length): number {
  let i = start;
  while (i < end && isSpace(text.charCodeAt(i))) i++;
  return i;
}

/** Offset behind the last character before `end` that is not white space; `start` if there is none. */
export function trimEnd(text: string, end: number, start = 0): number {
  let i = end;
  while (i > start && isSpace(text.charCodeAt(i - 1))) i--;
  return i;
}
