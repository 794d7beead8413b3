import type { Span } from '../place.js';

/** What a variable is: a value, unset (`undefined`), or not to be known from here, with the reason. */
export type Lookup = (name: string) => { readonly value: string } | { readonly unknown: string } | undefined;

export interface VariableUse {
  readonly name: string;
  /** `$NAME` or the whole `${…}`, as offsets into the word. */
  readonly span: Span;
  /** `:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `%`, `/`; empty for the plain form. */
  readonly modifier: string;
}

export interface Expansion {
  /** Quotes and escapes taken away, variables filled in. `undefined` when it is unknown or there is an error. */
  readonly value: string | undefined;
  /** Why the value cannot be known: a variable that something outside this file sets. */
  readonly unknown: string | undefined;
  /** What the builder would refuse: an open quote, a bad substitution, a variable that `:?` demands. */
  readonly error: string | undefined;
  readonly variables: readonly VariableUse[];
  /** The words the value falls into: a variable's value is split at white space, quoted text is not. */
  readonly words: readonly string[];
}

/** How heredocs are looked for. */
export interface LexOptions {
  /** Keep quotes in the result. */
  readonly rawQuotes?: boolean;
  /** Keep escape characters in the result. */
  readonly rawEscapes?: boolean;
  /** Quotes are characters like others, as in the body of a heredoc. */
  readonly skipQuotes?: boolean;
  /** Leave unset variables as they are written. */
  readonly keepUnset?: boolean;
}
