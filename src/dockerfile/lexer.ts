import type { Expansion, LexOptions, Lookup, VariableUse } from './expansion.js';
import { parseGlob, replace, trimPrefix, trimSuffix } from './glob.js';
import { isSpace } from './space.js';

/**
 * The small language of quotes, escapes and `$variables` that the builder itself reads in the arguments of ADD, COPY,
 * ENV, EXPOSE, FROM, LABEL, STOPSIGNAL, USER, VOLUME, WORKDIR and ARG, and that it looks for heredocs with. It follows
 * BuildKit's lexer; it is not the shell's language.
 */

/** Longer values are not followed: a few lines of `ENV A=$A$A` would fill the memory. */
const LONGEST = 65_536;

/** Deeper `${a:-${b:-…}}` is not followed: it could exhaust the stack. */
const DEEPEST = 100;

class LexError extends Error {}
class TooDeep extends Error {}

/** The builder knows letters and digits of all scripts; those of ASCII need no table. */
function isDigit(character: string): boolean {
  return character < '\x80' ? character >= '0' && character <= '9' : /\p{Nd}/u.test(character);
}
function isNamePart(character: string): boolean {
  return character < '\x80' ? /^\w$/.test(character) : /[\p{L}\p{Nd}]/u.test(character);
}

class Lexer {
  #at = 0;
  #depth = 0;
  /** The word being gathered. A modifier's word empties it, for the outer text too: so does BuildKit. */
  #word = '';
  #rawEscapes: boolean;
  unknown: string | undefined;
  readonly variables: VariableUse[] = [];

  readonly text: string;
  readonly escape: string;
  readonly lookup: Lookup;
  readonly options: LexOptions;

  constructor(text: string, escape: string, lookup: Lookup, options: LexOptions) {
    this.text = text;
    this.escape = escape;
    this.lookup = lookup;
    this.options = options;
    this.#rawEscapes = options.rawEscapes ?? false;
  }

  #peek(): string {
    const code = this.text.codePointAt(this.#at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #next(): string {
    const character = this.#peek();
    this.#at += character.length;
    return character;
  }

  /** Reads up to `stop` (`''`: the end). `pattern` keeps escapes inside quotes doubled, for a pattern read again. */
  until(stop: string, rawEscapes: boolean, pattern: boolean): { text: string; words: string[] } {
    const before = this.#rawEscapes;
    this.#rawEscapes = rawEscapes;
    const words: string[] = [];
    this.#word = '';
    let inWord = false;
    let text = '';
    const raw = (piece: string): void => {
      this.#word += piece;
      inWord = true;
    };
    const add = (character: string): void => {
      if (!isSpace(character.codePointAt(0) as number)) raw(character);
      else if (inWord && this.#word !== '') {
        words.push(this.#word);
        this.#word = '';
        inWord = false;
      }
    };
    for (let ch = this.#peek(); ch !== ''; ch = this.#peek()) {
      if (stop !== '' && ch === stop) {
        this.#next();
        if (this.#word !== '') words.push(this.#word);
        this.#word = '';
        this.#rawEscapes = before;
        return { text, words };
      }
      if (ch === '$') {
        const value = this.#dollar();
        text += value;
        for (const character of value) add(character);
      } else if (ch === '<' || ((ch === "'" || ch === '"') && !this.options.skipQuotes)) {
        const value = ch === '<' ? this.#angle() : ch === "'" ? this.#single(pattern) : this.#double(pattern);
        text += value;
        raw(value);
      } else {
        this.#next();
        if (ch === this.escape) {
          if (rawEscapes) {
            raw(ch);
            text += ch;
          }
          ch = this.#next();
          if (ch === '') break;
          raw(ch);
        } else add(ch);
        text += ch;
      }
      if (text.length > LONGEST) {
        this.unknown ??= 'the value is longer than is followed';
        text = '';
        this.#word = '';
        words.length = 0;
      }
    }
    this.#rawEscapes = before;
    if (stop !== '') throw new LexError(`a closing ${stop} is missing`);
    if (this.#word !== '') words.push(this.#word);
    return { text, words };
  }

  #single(pattern: boolean): string {
    const open = this.#next();
    let text = this.options.rawQuotes ? open : '';
    for (;;) {
      const ch = this.#next();
      if (ch === '') throw new LexError("a closing ' is missing");
      if (ch === "'") return this.options.rawQuotes ? text + ch : text;
      text += pattern && ch === this.escape ? ch + ch : ch;
    }
  }

  #double(pattern: boolean): string {
    const open = this.#next();
    let text = this.options.rawQuotes ? open : '';
    for (;;) {
      let ch = this.#peek();
      if (ch === '') throw new LexError('a closing " is missing');
      if (ch === '$') {
        text += this.#dollar();
        continue;
      }
      this.#next();
      if (ch === '"') return this.options.rawQuotes ? text + ch : text;
      if (ch === this.escape) {
        const after = this.#peek();
        if (after === '') continue;
        if (after === '"' || after === '$' || after === this.escape) {
          if (this.#rawEscapes) text += ch;
          ch = this.#next();
        } else if (this.#rawEscapes && (!this.options.rawQuotes || pattern)) text += ch;
      }
      text += ch;
    }
  }

  #angle(): string {
    this.#next();
    if (this.#peek() !== '<') return '<';
    this.#next();
    const start = this.#at;
    while (/^[\t\r ]$/.test(this.#peek())) this.#next();
    return `<<${this.text.slice(start, this.#at)}`;
  }

  #name(): string {
    const first = this.#peek();
    if (isDigit(first)) {
      let digits = '';
      while (isDigit(this.#peek())) digits += this.#next();
      return digits;
    }
    if (first !== '' && '@*#?-$!0'.includes(first)) return this.#next();
    let name = '';
    while (isNamePart(this.#peek())) name += this.#next();
    return name;
  }

  /** The variable's value: `undefined` is unset. An unknown one counts as empty and is remembered. */
  #value(name: string): string | undefined {
    const found = this.lookup(name);
    if (found === undefined) return undefined;
    if ('value' in found) return found.value;
    this.unknown ??= found.unknown;
    return '';
  }

  #dollar(): string {
    const start = this.#at;
    const use = (name: string, modifier: string): void => {
      this.variables.push({ name, modifier, span: { start, end: this.#at } });
    };
    this.#next();
    if (this.#peek() !== '{') {
      const name = this.#name();
      if (name === '') return '$';
      use(name, '');
      return this.#value(name) ?? (this.options.keepUnset ? `$${name}` : '');
    }
    this.#next();
    const first = this.#peek();
    if (first === '') throw new LexError('a closing } is missing');
    if (first === '{' || first === '}' || first === ':') throw new LexError('bad substitution');
    const name = this.#name();
    let modifier = this.#next();
    if (modifier === '}') {
      use(name, '');
      return this.#value(name) ?? (this.options.keepUnset ? `\${${name}}` : '');
    }
    if (modifier === '/') return this.#replace(name, use);
    if (modifier === ':') modifier += this.#next();
    const kind = modifier.at(-1) as string;
    const trims = kind === '#' || kind === '%';
    if (!['-', '+', '?', '#', '%'].includes(kind) || (trims && modifier.length > 1))
      throw new LexError(`the modifier ${modifier} is not supported`);
    const before = this.unknown;
    if (++this.#depth > DEEPEST) throw new TooDeep();
    const { text: word } = this.until('}', trims, trims);
    this.#depth--;
    use(name, modifier);
    return this.#modified(name, modifier, kind, word, before);
  }

  /** @param before what was unknown before `word` was read: a word that is not used spoils nothing */
  #modified(name: string, modifier: string, kind: string, word: string, before: string | undefined): string {
    const inWord = this.unknown;
    this.unknown = before;
    const value = this.#value(name);
    const sure = this.unknown === before;
    if (value === undefined && this.options.keepUnset) return `\${${name}${modifier}${word}}`;
    const missing = value === undefined || (modifier.length > 1 && value === '');
    const wordCounts = kind === '-' ? missing : kind === '+' ? !missing : kind !== '?' || missing;
    if (wordCounts || !sure) this.unknown ??= inWord;
    if (kind === '-') return missing ? word : value;
    if (kind === '+') return missing ? '' : word;
    if (kind === '?') {
      if (missing && this.unknown === undefined)
        throw new LexError(
          `${name}: ${word || (value === undefined ? 'is not allowed to be unset' : 'is not allowed to be empty')}`,
        );
      return value ?? '';
    }
    const longest = word.startsWith(kind);
    const glob = parseGlob(longest ? word.slice(1) : word);
    if (glob === undefined) throw new LexError(`invalid pattern ${word} in substitution`);
    return this.#bounded((kind === '#' ? trimPrefix : trimSuffix)(glob, value ?? '', longest));
  }

  #replace(name: string, use: (name: string, modifier: string) => void): string {
    const all = this.#peek() === '/';
    if (all) this.#next();
    const { text: pattern } = this.until('/', true, true);
    const { text: by } = this.until('}', true, false);
    use(name, '/');
    const value = this.#value(name);
    if (value === undefined && this.options.keepUnset) return `\${${name}/${pattern}/${by}}`;
    const glob = parseGlob(pattern);
    if (glob === undefined) throw new LexError(`invalid pattern ${pattern} in substitution`);
    return this.#bounded(replace(glob, value ?? '', by, all));
  }

  #bounded(value: string | undefined): string {
    if (value !== undefined) return value;
    this.unknown ??= 'the substitution takes more work than is followed';
    return '';
  }
}

/** Expands one word as the builder does. Never throws: what the builder would refuse is in `error`. */
export function expand(text: string, escape: string, lookup: Lookup, options: LexOptions = {}): Expansion {
  if (!/[$'"<\\`\s]/.test(text))
    return { value: text, unknown: undefined, error: undefined, variables: [], words: text === '' ? [] : [text] };
  const lexer = new Lexer(text, escape, lookup, options);
  try {
    const { text: value, words } = lexer.until('', options.rawEscapes ?? false, false);
    const { unknown, variables } = lexer;
    return { value: unknown === undefined ? value : undefined, unknown, error: undefined, variables, words };
  } catch (error) {
    if (error instanceof TooDeep)
      return {
        value: undefined,
        unknown: 'the substitution is nested too deep',
        error: undefined,
        variables: [],
        words: [],
      };
    if (!(error instanceof LexError)) throw error;
    return { value: undefined, unknown: undefined, error: error.message, variables: lexer.variables, words: [] };
  }
}
