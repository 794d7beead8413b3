import type { Text } from '../text.js';
import type { Hole } from './holes.js';
import type { NodeOf } from './parse.js';
import { Pieces } from './pieces.js';

/** A script inside a word or a heredoc: its text, and where an outer shell fills something in. */
export interface Inner {
  readonly text: Text;
  readonly holes: readonly Hole[];
}

type Word = NodeOf<'Word'>;
type Part = NonNullable<Word['parts']>[number];

/** What a backslash takes its meaning from, where it stands. Elsewhere it is a character like any other. */
const ESCAPED = { bare: undefined, double: '$`"\\\n', heredoc: '$`\\\n' };
type Context = keyof typeof ESCAPED;

/** Copies a stretch without the backslashes that the shell takes away; a line that is continued has no end. */
function unescape(pieces: Pieces, text: Text, start: number, end: number, context: Context, chomp = false): void {
  const source = text.text;
  const escaped = ESCAPED[context];
  let plain = start;
  for (let i = start; i < end; i++) {
    const ch = source[i];
    if (ch === '\\' && i + 1 < end) {
      const next = source[i + 1] as string;
      if (escaped?.includes(next) === false) continue;
      pieces.copy(text, plain, i);
      plain = next === '\n' ? i + 2 : i + 1;
      i++;
    } else if (chomp && ch === '\t' && (i === 0 || source[i - 1] === '\n')) {
      pieces.copy(text, plain, i);
      while (i + 1 < end && source[i + 1] === '\t') i++;
      plain = i + 1;
    }
  }
  pieces.copy(text, plain, end);
}

/** Turns words and heredoc bodies of one text into texts of their own. */
export class Unquoter {
  readonly #text: Text;
  readonly #valueOf: (part: Part) => string | undefined;
  #pieces = new Pieces();
  #holes: Hole[] = [];

  /** @param valueOf what the outer shell puts in the place of an expansion */
  constructor(text: Text, valueOf: (part: Part) => string | undefined) {
    this.#text = text;
    this.#valueOf = valueOf;
  }

  /** The text of a word with its quotes taken away; `undefined` if it may become several words. */
  word(word: Word): Inner | undefined {
    this.#reset();
    if (word.parts === undefined) unescape(this.#pieces, this.#text, word.pos, word.end, 'bare');
    else for (const part of word.parts) if (!this.#part(part, 'bare', false)) return undefined;
    return this.#finish(word.pos);
  }

  /** The text of a heredoc's body as the command that reads it gets it. */
  heredoc(node: NodeOf<'HereDoc'>): Inner {
    this.#reset();
    const { body } = node;
    const chomp = node.operator === '<<-';
    if (node.delimiter?.quoted) {
      // Nothing but the tabs of `<<-` is taken away.
      const source = this.#text.text;
      for (let start = body.pos; start < body.end; ) {
        const feed = source.indexOf('\n', start);
        const end = feed === -1 || feed >= body.end ? body.end : feed + 1;
        if (chomp) while (start < end && source[start] === '\t') start++;
        this.#pieces.copy(this.#text, start, end);
        start = end;
      }
    } else if (body.parts === undefined) unescape(this.#pieces, this.#text, body.pos, body.end, 'heredoc', chomp);
    else for (const part of body.parts) this.#part(part, 'heredoc', chomp);
    return this.#finish(body.pos);
  }

  #reset(): void {
    this.#pieces = new Pieces();
    this.#holes = [];
  }

  #finish(start: number): Inner {
    return { text: this.#pieces.build(this.#text.at(start)), holes: this.#holes };
  }

  #part(part: Part, context: Context, chomp: boolean): boolean {
    const { pos, end, text } = part;
    switch (part.type) {
      case 'Literal':
        unescape(this.#pieces, this.#text, pos, end, context, chomp);
        return true;
      case 'Glob':
        this.#pieces.copy(this.#text, pos, end);
        return true;
      case 'SingleQuoted':
        this.#pieces.copy(this.#text, pos + 1, text.length > 1 && text.endsWith("'") ? end - 1 : end);
        return true;
      case 'AnsiCQuoted':
        if (text.includes('\\')) this.#pieces.putAll(part.value, this.#text.at(pos));
        else this.#pieces.copy(this.#text, pos + 2, text.length > 2 && text.endsWith("'") ? end - 1 : end);
        return true;
      case 'DoubleQuoted':
      case 'LocaleString':
        for (const child of part.parts) this.#part(child, 'double', false);
        return true;
      case 'BraceExpansion':
      case 'ExtendedGlob':
      case 'ProcessSubstitution':
        if (context === 'bare') return false;
        this.#pieces.copy(this.#text, pos, end);
        return true;
      default: {
        const start = this.#pieces.length;
        this.#pieces.copy(this.#text, pos, end);
        this.#holes.push({ start, end: this.#pieces.length, value: this.#valueOf(part) });
        return true;
      }
    }
  }
}

/** Texts one behind the other with blanks between them, as `eval` joins its words. */
export function joined(parts: readonly Inner[]): Inner {
  if (parts.length === 1) return parts[0] as Inner;
  const pieces = new Pieces();
  const holes: Hole[] = [];
  for (const part of parts) {
    if (pieces.length > 0) pieces.put(' ', Math.max(0, part.text.at(0) - 1));
    const shift = pieces.length;
    pieces.copy(part.text, 0, part.text.length);
    for (const hole of part.holes) holes.push({ ...hole, start: hole.start + shift, end: hole.end + shift });
  }
  return { text: pieces.build(parts[0]?.text.at(0) ?? 0), holes };
}

/** Marks each place of a marker (`{}` of find and xargs) as filled in by somebody else. */
export function withMarker(inner: Inner, marker: string): Inner {
  const holes = [...inner.holes];
  for (let at = inner.text.text.indexOf(marker); at !== -1; at = inner.text.text.indexOf(marker, at + marker.length))
    holes.push({ start: at, end: at + marker.length, value: undefined });
  return { text: inner.text, holes: holes.sort((a, b) => a.start - b.start) };
}
