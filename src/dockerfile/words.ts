import type { Flag } from './model.js';
import { isBlank, isSpace, skipSpace, trimEnd } from './space.js';
import type { Text } from './text.js';

/** A text without white space at both ends. */
export function trim(text: Text): Text {
  const start = skipSpace(text.text, 0);
  return text.slice(start, trimEnd(text.text, text.length, start));
}

/** Splits at `[\t\v\f\r ]+`, into `most` parts at the most. Like BuildKit it keeps an empty part at an end. */
export function splitBlanks(text: Text, most = Number.POSITIVE_INFINITY): Text[] {
  const parts: Text[] = [];
  const source = text.text;
  let start = 0;
  for (let i = 0; i < source.length && parts.length < most - 1; ) {
    if (!isBlank(source.charCodeAt(i))) {
      i++;
      continue;
    }
    parts.push(text.slice(start, i));
    while (i < source.length && isBlank(source.charCodeAt(i))) i++;
    start = i;
  }
  parts.push(text.slice(start));
  return parts;
}

/**
 * Splits the arguments of ENV, LABEL and ARG: at white space outside quotes; quotes and escapes stay in the words.
 * An escape character at the very end is dropped.
 */
export function splitQuoted(text: Text, escape: string): Text[] {
  const source = text.text;
  const words: Text[] = [];
  let start = -1;
  let quote = '';
  let i = 0;
  for (; i < source.length; i++) {
    const ch = source[i] as string;
    if (start === -1) {
      if (isSpace(source.charCodeAt(i))) continue;
      start = i;
    }
    if (quote === '' && isSpace(source.charCodeAt(i))) {
      words.push(text.slice(start, i));
      start = -1;
    } else if (ch === escape && quote !== "'") {
      if (i + 1 === source.length) break;
      i++;
    } else if (quote === '' && (ch === '"' || ch === "'")) quote = ch;
    else if (ch === quote) quote = '';
  }
  if (start !== -1 && i > start) words.push(text.slice(start, Math.min(i, source.length)));
  return words;
}

/**
 * Takes the flags (`--name`, `--name=value`) from the front of an instruction's arguments. A lone `--` ends them.
 * Quotes and backslashes inside a flag are taken away, whatever the escape directive says: so does BuildKit.
 */
export function takeFlags(text: Text): { flags: Flag[]; rest: Text } {
  const source = text.text;
  const flags: Flag[] = [];
  let i = 0;
  for (;;) {
    i = skipSpace(source, i);
    if (!source.startsWith('--', i)) return { flags, rest: text.slice(i) };
    const start = i;
    let word = '';
    let quote = '';
    let equals = -1;
    for (; i < source.length; i++) {
      const ch = source[i] as string;
      if (quote === '' && isSpace(source.charCodeAt(i))) break;
      if (ch === '\\') {
        if (i + 1 === source.length) continue;
        i++;
        word += source[i];
      } else if (ch === quote) quote = '';
      else if (quote === '' && (ch === '"' || ch === "'")) quote = ch;
      else {
        if (ch === '=' && equals === -1) equals = i;
        word += ch;
      }
    }
    if (word === '--') {
      if (i < source.length) return { flags, rest: text.slice(i) };
      return { flags, rest: text.slice(source.length) };
    }
    flags.push(flagOf(text, word, start, equals, i));
  }
}

function flagOf(text: Text, word: string, start: number, equals: number, end: number): Flag {
  const at = word.indexOf('=');
  const split = at === -1 || equals === -1 ? undefined : equals;
  return Object.freeze({
    name: word.slice(2, split === undefined ? undefined : at),
    value: split === undefined ? undefined : word.slice(at + 1),
    span: text.part(start, end),
    nameSpan: text.part(start, split ?? end),
    valueSpan: text.part(split === undefined ? end : split + 1, end),
  });
}
