import { type Hole, holesWithin } from './holes.js';
import type { Node, NodeOf } from './parse.js';
import type { Content, Scope } from './scope.js';

/** What a word comes to. */
export interface Reading {
  /** `undefined` when it cannot be known, or is not exactly one word. */
  readonly value: string | undefined;
  readonly literal: boolean;
  readonly variables: readonly string[];
  /** What is known of the word's end; the whole where all is known. */
  readonly tail: string;
}

type Word = NodeOf<'Word'>;
type Part = NonNullable<Word['parts']>[number];
type Expansion = NodeOf<'SimpleExpansion' | 'ParameterExpansion'>;

const SPECIAL = /[\\'"$`*?[{(~]/;
const NONE: readonly string[] = Object.freeze([]);

/**
 * Reads a word as the shell expands it.
 *
 * @param split false where the shell does not split words and matches no files: the value of an assignment
 */
export function evaluate(word: Word, scope: Scope, holes: readonly Hole[], split = true): Reading {
  const { text } = word;
  const filled = holes.length === 0 ? holes : holesWithin(holes, word.pos, word.end);
  if (filled.length === 0 && !SPECIAL.test(text)) return { value: text, literal: true, variables: NONE, tail: text };
  const evaluator = new Evaluator(scope, filled);
  evaluator.word(word, !split);
  return evaluator.finish(split);
}

class Evaluator {
  readonly #scope: Scope;
  readonly #holes: readonly Hole[];
  readonly #variables: string[] = [];
  #text = '';
  #known = true;
  #literal = true;
  /** Something keeps the word from vanishing when it is empty. */
  #solid = false;
  #filled = 0;

  constructor(scope: Scope, holes: readonly Hole[]) {
    this.#scope = scope;
    this.#holes = holes;
  }

  finish(split: boolean): Reading {
    // A hole in single quotes, or behind a backslash: it is no expansion here, yet its text is not what stands there.
    if (this.#holes.length > this.#filled) this.#unknown();
    if (this.#text === '' && split && !this.#solid) this.#known = false;
    return {
      value: this.#known ? this.#text : undefined,
      literal: this.#literal,
      variables: this.#variables.length === 0 ? NONE : Object.freeze(this.#variables),
      tail: this.#text,
    };
  }

  word(word: Word, quoted: boolean): void {
    const { parts, text } = word;
    if (text.startsWith('~')) {
      const end = /^~[^/\\'"$`]*/.exec(text)?.[0].length ?? 1;
      this.#home(end === 1);
      const first = parts?.[0];
      if (parts === undefined) this.#add(word.value.slice(end));
      else {
        if (first?.type === 'Literal') this.#add(first.value.slice(end));
        for (const part of first?.type === 'Literal' ? parts.slice(1) : parts) this.#part(part, quoted);
      }
    } else if (parts === undefined) this.#add(word.value);
    else for (const part of parts) this.#part(part, quoted);
  }

  #add(text: string): void {
    this.#text += text;
    if (text !== '') this.#solid = true;
  }

  #unknown(): void {
    this.#known = false;
    this.#literal = false;
    this.#text = '';
  }

  #home(own: boolean): void {
    const home = own ? this.#scope.get('HOME') : undefined;
    if (typeof home === 'string') this.#add(home);
    else this.#unknown();
    this.#literal = false;
  }

  #part(part: Part, quoted: boolean): void {
    switch (part.type) {
      case 'Literal':
        this.#add(part.value);
        break;
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        this.#solid = true;
        this.#add(part.value);
        break;
      case 'DoubleQuoted':
      case 'LocaleString':
        this.#solid = true;
        for (const child of part.parts) this.#part(child, true);
        break;
      case 'Glob':
        this.#literal = false;
        if (/[$`]/.test(part.text)) this.#unknown();
        else this.#add(part.text);
        break;
      case 'SimpleExpansion':
      case 'ParameterExpansion':
        this.#expansion(part, quoted);
        break;
      default:
        this.#fillHole(part);
        this.#unknown();
    }
  }

  #fillHole(part: { readonly pos: number; readonly end: number }): Hole | undefined {
    const [hole] = holesWithin(this.#holes, part.pos, part.end);
    if (hole === undefined || hole.start !== part.pos || hole.end !== part.end) return undefined;
    this.#filled++;
    return hole;
  }

  #expansion(part: Expansion, quoted: boolean): void {
    this.#literal = false;
    const hole = this.#fillHole(part);
    const content = part.type === 'SimpleExpansion' ? this.#get(part.text.slice(1)) : this.#parameter(part);
    const value = hole === undefined ? (content ?? (content === null ? '' : undefined)) : hole.value;
    // Unquoted, the value falls into words at white space, and words with these characters are matched with files.
    if (value === undefined || (!quoted && /[\s*?[\\]/.test(value))) this.#unknown();
    else this.#add(value);
  }

  #get(name: string): Content {
    this.#variables.push(name);
    return /^[A-Za-z_]\w*$/.test(name) ? this.#scope.get(name) : undefined;
  }

  #parameter(part: NodeOf<'ParameterExpansion'>): Content {
    const { parameter, operation } = part;
    const content = this.#get(parameter);
    if (part.prefix !== undefined || part.index !== undefined) return undefined;
    if (operation === undefined) return content;
    if (operation.type !== 'Default') {
      this.#scan(part);
      return undefined;
    }
    const { operator, operand } = operation;
    const inner = new Evaluator(this.#scope, []);
    inner.word(operand, true);
    this.#variables.push(...inner.#variables);
    const word = inner.#known ? inner.#text : undefined;
    if (operator === '=' || operator === ':=') this.#scope.set(parameter, undefined);
    if (content === undefined) return undefined;
    const missing = content === null || (operator.length === 2 && content === '');
    if (operator.endsWith('+')) return missing ? '' : word;
    if (!missing) return content;
    return operator.endsWith('?') ? undefined : word;
  }

  /** Variables in the words of an operation that is not carried out. */
  #scan(part: NodeOf<'ParameterExpansion'>): void {
    const operation = part.operation as unknown as Record<string, Node | undefined>;
    for (const key of ['operand', 'pattern', 'replacement', 'offset', 'length']) {
      const word = operation[key];
      if (typeof word !== 'object' || word.type !== 'Word') continue;
      const inner = new Evaluator(this.#scope, []);
      inner.word(word, true);
      this.#variables.push(...inner.#variables);
    }
  }
}
