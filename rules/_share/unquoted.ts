import type { Text } from '../../src/rule.js';

/** A stretch of a text that stands outside quotes, expansions and comments; offsets into the text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly kind: 'blanks' | '&&' | '||';
  /** Stands in brackets or a substitution. */
  readonly nested: boolean;
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '{': '}' };

/**
 * Blanks (two or more in a row) and operators of a shell text, or of the words of an instruction, where quotes do not make them
 * content. `undefined` where quotes or brackets do not close: nobody can be sure then.
 *
 * @param escape what takes a character's meaning away, besides the backslash
 */
export function unquoted({ text }: Text, escape: string): Stretch[] | undefined {
  const found: Stretch[] = [];
  // What is open: a quote, a backtick, or the character that closes a bracket; `$` for that of an expansion.
  const open: string[] = [];
  let kept = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    const top = open.at(-1);
    if (char === '\\' || char === escape) i++;
    else if (char === "'" && top !== '"') {
      i = text.indexOf("'", i + 1);
      if (i === -1) return undefined;
    } else if (char === '"') {
      if (top === '"') {
        open.pop();
        kept--;
      } else {
        open.push('"');
        kept++;
      }
    } else if (char === '`') {
      if (top === '`') open.pop();
      else open.push('`');
    } else if (char === '$' && text[i + 1] === '{') {
      open.push('$');
      kept++;
      i++;
    } else if (char === '}' && top === '$') {
      open.pop();
      kept--;
    } else if (char === '$' && text[i + 1] === '(') {
      open.push(')');
      i++;
    } else if (top === '"' || top === '$') continue;
    else if (char === '(' || (char === '{' && isWord(text, i))) open.push(CLOSERS[char] as string);
    else if (char === ')' || (char === '}' && isWord(text, i))) {
      if (top === char) open.pop();
    } else if (char === '#' && isBlank(text[i - 1])) break;
    else if (isBlank(char)) {
      const start = i;
      while (i + 1 < text.length && isBlank(text[i + 1])) i++;
      if (i > start && kept === 0) found.push({ start, end: i + 1, kind: 'blanks', nested: open.length > 0 });
    } else if ((char === '&' || char === '|') && text[i + 1] === char) {
      found.push({ start: i, end: i + 2, kind: char === '&' ? '&&' : '||', nested: open.length > 0 });
      i++;
    }
  }
  return open.length === 0 ? found : undefined;
}

function isBlank(char: string | undefined): boolean {
  return char === undefined || char === ' ' || char === '\t';
}

function isWord(text: string, at: number): boolean {
  return isBlank(text[at + 1]) || text[at + 1] === ';';
}
