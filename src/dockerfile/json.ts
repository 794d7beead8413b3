import type { JsonForm } from './model.js';
import { skipSpace } from './space.js';
import { Text } from './text.js';

/** What became of arguments that may be in JSON form. */
export type JsonReading =
  | { readonly form: JsonForm }
  /** Valid JSON, but not an array of strings only: BuildKit refuses it. */
  | { readonly notStrings: number }
  /** Not JSON: BuildKit silently reads it in shell form. `at` is the offset where reading stopped. */
  | { readonly why: string; readonly at: number };

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Reads arguments that begin with `[` (after white space) as a JSON array of strings (RFC 8259). */
export function readJson(text: Text): JsonReading | undefined {
  const source = text.text;
  const open = skipSpace(source, 0);
  if (source[open] !== '[') return undefined;
  const items: Text[] = [];
  let i = blanks(source, open + 1);
  if (source[i] !== ']') {
    for (;;) {
      const item = readString(text, i);
      if (typeof item === 'string') return wholeOr(source, { why: item, at: i });
      if ('why' in item) return item;
      items.push(item.value);
      i = blanks(source, item.end);
      if (source[i] === ']') break;
      if (source[i] !== ',')
        return wholeOr(source, {
          why: i < source.length ? 'a comma is missing between two items' : 'the closing ] is missing',
          at: i,
        });
      i = blanks(source, i + 1);
      if (source[i] === ']') return { why: 'there is a comma after the last item', at: i };
    }
  }
  const end = blanks(source, i + 1);
  if (end < source.length) return { why: 'there is text after the closing ]', at: end };
  return { form: Object.freeze({ items: Object.freeze(items), span: text.part(open, i + 1) }) };
}

/** JSON's own white space. */
function blanks(source: string, start: number): number {
  let i = start;
  while (i < source.length && ' \t\r\n'.includes(source[i] as string)) i++;
  return i;
}

/** Is the whole still JSON, just not of strings only? Then that is the defect to tell. */
function wholeOr(source: string, failure: { why: string; at: number }): JsonReading {
  try {
    JSON.parse(source);
    return { notStrings: failure.at };
  } catch {
    return failure;
  }
}

function readString(text: Text, start: number): { value: Text; end: number } | { why: string; at: number } | string {
  const source = text.text;
  const first = source[start];
  if (first === undefined) return 'the closing ] is missing';
  if (first === "'") return 'items stand in single quotes, JSON knows only double quotes';
  if (/[\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb]/.test(first))
    return 'items stand in typographic quotes, JSON knows only "';
  if (first !== '"') return 'an item does not stand in double quotes';
  const pieces: { text: string; at: number }[] = [];
  let plain = start + 1;
  let i = plain;
  const flush = (): void => {
    for (let from = plain; from < i; ) {
      // Text.part may hold a gap (a continuation inside the string): cut where the source offset jumps.
      let to = from + 1;
      while (to < i && text.at(to) === text.at(to - 1) + 1) to++;
      pieces.push({ text: source.slice(from, to), at: text.at(from) });
      from = to;
    }
  };
  for (;;) {
    const ch = source[i];
    if (ch === undefined) return { why: 'a closing " is missing', at: start };
    if (ch === '"') break;
    if (ch < ' ') return { why: 'a string holds a control character', at: i };
    if (ch !== '\\') {
      i++;
      continue;
    }
    flush();
    const escape = source[i + 1] ?? '';
    const hex = escape === 'u' ? source.slice(i + 2, i + 6) : '';
    const decoded =
      escape === 'u'
        ? /^[0-9a-fA-F]{4}$/.test(hex)
          ? String.fromCharCode(Number.parseInt(hex, 16))
          : undefined
        : ESCAPES[escape];
    if (decoded === undefined) return { why: `\\${escape} is no escape that JSON knows`, at: i };
    // A span that ends here holds the whole escape, and so does one that begins with the string.
    const first = i === start + 1;
    i += escape === 'u' ? 6 : 2;
    pieces.push({ text: decoded, at: text.at(first ? start + 1 : i - 1) });
    plain = i;
  }
  flush();
  return { value: Text.from(pieces, text.at(start + 1)), end: i + 1 };
}
