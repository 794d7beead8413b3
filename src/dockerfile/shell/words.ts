import type { Span } from '../../place.js';
import { Text } from '../text.js';
import { baseName } from './dialect.js';
import { evaluate } from './evaluate.js';
import type { Frame } from './frame.js';
import { type Inner, Unquoter, withMarker } from './inner.js';
import type { Argument, Assignment, Redirect } from './model.js';
import { findSubstitutions, type Node, type NodeOf, type Substitution } from './parse.js';

type Word = NodeOf<'Word'>;
type Redirection = NodeOf<'Command'>['redirects'][number];

/** Words that hold a `$( )`, backticks, `<( )` or `${ …; }`. */
const SUBSTITUTION = /[`(]|\$\{[\s|]/;
const NOTHING: readonly never[] = Object.freeze([]);

/** Makes arguments, assignments and redirections of the parser's words, and remembers where their text came from. */
export class Words {
  /** Of arguments that are more than characters in a row: their text as a script, and how their unknown value ends. */
  readonly #sources = new Map<Argument, { readonly inner: () => Inner | undefined; readonly tail: string }>();

  /** @param found takes the substitutions in the word */
  argument(word: Word, frame: Frame, found: Substitution[]): Argument {
    const reading = evaluate(word, frame.scope, frame.holes);
    const { value, literal, variables } = reading;
    const at = span(frame, word);
    const argument = freeze({ text: word.text, value, span: at, literal, variables });
    // Only what is written in one piece, without quotes, can be found again by its span alone.
    if (value !== word.text || at.end - at.start !== word.text.length) {
      this.#sources.set(argument, { inner: () => unquoter(frame).word(word), tail: reading.tail });
      this.#look(word, frame, found);
    }
    return argument;
  }

  /** An item of exec form: nothing in it is left to a shell. */
  item(text: Text): Argument {
    const argument = freeze({
      text: text.text,
      value: text.text,
      span: freeze(text.span),
      literal: true,
      variables: NOTHING,
    });
    this.#sources.set(argument, { inner: () => ({ text, holes: [] }), tail: text.text });
    return argument;
  }

  /** `NAME=value` as a word: what `export` and its kin are given. */
  assignmentArgument(node: NodeOf<'Assignment'>, frame: Frame, found: Substitution[]): Argument {
    const { name, value, at, literal, variables } = this.#assigned(node, frame, found);
    const whole = value === undefined || node.index !== undefined ? undefined : `${name}=${value}`;
    return freeze({ text: node.text, value: whole, span: at, literal, variables });
  }

  assignment(node: NodeOf<'Assignment'>, frame: Frame, found: Substitution[]): Assignment {
    const { name, value, at } = this.#assigned(node, frame, found);
    return freeze({ name, value, span: at });
  }

  redirect(node: Redirection, frame: Frame, found: Substitution[]): Redirect {
    let target: Argument | undefined;
    if (node.type === 'HereDoc') {
      if (node.delimiter !== undefined) {
        const { text, value } = node.delimiter;
        target = freeze({ text, value, span: span(frame, node.delimiter), literal: true, variables: NOTHING });
      }
      if (!node.delimiter?.quoted && SUBSTITUTION.test(node.body.text)) findSubstitutions(node.body, found);
    } else if (node.target !== undefined) target = this.argument(node.target, frame, found);
    const fd = node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : undefined;
    return freeze({ operator: node.operator, fd, target, span: span(frame, node) });
  }

  /** The argument's text as a script of its own; `undefined` if it may be several words. */
  inner(argument: Argument): Inner | undefined {
    const source = this.#sources.get(argument);
    if (source !== undefined) return source.inner();
    return { text: Text.from([{ text: argument.text, at: argument.span.start }], argument.span.start), holes: [] };
  }

  /** The name of the program that a word stands for. What stands behind the last slash is enough. */
  programName(argument: Argument): string | undefined {
    if (argument.value !== undefined) return baseName(argument.value);
    const tail = this.#sources.get(argument)?.tail ?? '';
    return tail.includes('/') && !tail.endsWith('/') ? baseName(tail) : undefined;
  }

  /** The argument as it is when another program puts something in the place of a marker. */
  marked(argument: Argument, marker: string): Argument {
    if (marker === '' || !argument.text.includes(marker)) return argument;
    const copy = freeze({ ...argument, value: undefined, literal: false });
    const inner = (): Inner | undefined => {
      const plain = this.inner(argument);
      return plain && withMarker(plain, marker);
    };
    this.#sources.set(copy, { inner, tail: '' });
    return copy;
  }

  /** The body of a heredoc as a script of its own. */
  heredoc(node: NodeOf<'HereDoc'>, frame: Frame): Inner {
    return unquoter(frame).heredoc(node);
  }

  #look(word: Word, frame: Frame, found: Substitution[]): void {
    if (SUBSTITUTION.test(word.text)) findSubstitutions(word, found);
    doubtArithmetic(word.text, frame);
  }

  #assigned(node: NodeOf<'Assignment'>, frame: Frame, found: Substitution[]) {
    const { name, append, index, value: node_ } = node;
    const at = span(frame, node);
    if (SUBSTITUTION.test(node.text)) findSubstitutions(node, found);
    if (node_.type === 'ArrayValue') return { name, at, value: undefined, literal: false, variables: NOTHING };
    doubtArithmetic(node_.text, frame);
    const { value, literal, variables } = evaluate(node_, frame.scope, frame.holes, false);
    const known = !append && index === undefined;
    return { name, at, value: known ? value : undefined, literal, variables };
  }
}

/** `$((X++))` and `$((X = 1))` set a variable. */
export function doubtArithmetic(text: string, frame: Frame): void {
  const start = text.search(/\$\(\(|\$\[/);
  if (start === -1) return;
  const expression = text.slice(start);
  if (!/[^=!<>]=[^=]|\+\+|--/.test(expression)) return;
  for (const [name] of expression.matchAll(/[A-Za-z_]\w*/g)) frame.scope.set(name, undefined);
}

/** The source span of a node. */
export function span(frame: Frame, node: Pick<Node, 'pos' | 'end'>): Span {
  return freeze(frame.text.part(node.pos, node.end));
}

function unquoter(frame: Frame): Unquoter {
  return new Unquoter(frame.text, part =>
    part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion'
      ? evaluate(
          { type: 'Word', text: part.text, value: part.text, pos: part.pos, end: part.end, parts: [part] },
          frame.scope,
          frame.holes,
          false,
        ).value
      : undefined,
  );
}

function freeze<T>(value: T): Readonly<T> {
  return Object.freeze(value);
}
