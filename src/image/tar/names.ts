import { isUtf8 } from 'node:buffer';

/**
 * Bytes of a name as text: UTF-8 where they are, and U+DC00 plus the byte for each byte that is not, as Python's
 * "surrogateescape" has it, so that different bytes always give different texts.
 */
export function decodeName(bytes: Buffer): string {
  const latin1 = bytes.toString('latin1');
  if (!/[\x80-\xff]/.test(latin1)) return latin1;
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes[at] as number);
    if (at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))) {
      text += bytes.toString('utf8', at, at + length);
      at += length;
    } else {
      text += String.fromCharCode(0xdc00 + (bytes[at] as number));
      at++;
    }
  }
  return text;
}

function sequenceLength(first: number): number {
  return first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/**
 * A path as `Entry.path` wants it: relative to the root, no `.`, `..` or empty part.
 *
 * @returns `undefined` when `..` leads out of the root, even if the path comes back
 */
export function canonical(path: string): string | undefined {
  // Most names need nothing, or lose a `./` at their start or a slash at their end.
  const start = path.startsWith('./') ? 2 : 0;
  const simple = path.slice(start, path.endsWith('/') ? -1 : undefined);
  if (!/(?:^|\/)\.{0,2}(?:\/|$)/.test(simple)) return simple;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** How deep a canonical path goes: how many parts it has. */
export function depthOf(path: string): number {
  let parts = path === '' ? 0 : 1;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) parts++;
  return parts;
}

/** A path for a message: what does not print stands as `?`, and the middle of a long one is left out. */
export function shown(path: string): string {
  const short = path.length > 200 ? `${path.slice(0, 120)}…${path.slice(-60)}` : path;
  return JSON.stringify(short.replace(/[\p{Cc}\p{Cs}\p{Cf}]/gu, '?'));
}

/** Up to the first NUL, as tar reads names. */
export function cutAtNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}
