/**
 * Where things are. Every room may import this file; it imports nothing.
 */

/** A range of a text: UTF-16 code-unit offsets into it, 0-based, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A point of a text as people count it: both 1-based, `column` in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a finding or a value stands: in the Dockerfile's text, in an image's configuration, or in a layer. */
export type Place =
  | { readonly in: 'dockerfile'; readonly span: Span }
  /** `pointer` is a JSON Pointer (RFC 6901) into the image configuration. */
  | { readonly in: 'config'; readonly pointer: string }
  /** `layer` counts from the base, 0-based; `path` has no leading slash; `line` is 1-based. */
  | { readonly in: 'layer'; readonly layer: number; readonly path: string; readonly line?: number };

/** A value with the place that set it, or the reason why nobody can know it. Never a silent default. */
export type Known<T> =
  | { readonly value: T; readonly at?: Place; readonly unknown?: undefined }
  /** `at`, if something in the file set it and only the value is not known. */
  | { readonly value?: undefined; readonly unknown: string; readonly at?: Place };

/** Tells a known value from an unknown one, also where the value itself may be `undefined`. */
export function isKnown<T>(known: Known<T>): known is { readonly value: T; readonly at?: Place } {
  return known.unknown === undefined;
}

/** The place of a span of the Dockerfile. */
export function inDockerfile(span: Span): Place {
  return { in: 'dockerfile', span };
}

/** Answers which line and column an offset of one text is at. Only `\n` ends a line, as in BuildKit. */
export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #length: number;
  readonly #text: string;
  /** Bytes before each offset; empty if every character is one byte. */
  #bytes: Uint32Array | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#length = text.length;
    for (let i = text.indexOf('\n'); i !== -1; i = text.indexOf('\n', i + 1)) this.#starts.push(i + 1);
  }

  /** How many lines the text has; a final `\n` opens one more, empty line. */
  get count(): number {
    return this.#starts.length;
  }

  /** Offset of the first character of a line (1-based); past the end gives the text's length. */
  start(line: number): number {
    return this.#starts[line - 1] ?? this.#length;
  }

  /** Line and column, 1-based, of an offset; offsets outside the text are moved to its nearer end. */
  position(offset: number): Position {
    const wanted = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= wanted) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: wanted - (this.#starts[low] as number) + 1 };
  }
  /** The column of an offset, 1-based, counted in bytes of UTF-8; a surrogate without its partner counts as U+FFFD. */
  byteColumn(offset: number): number {
    const { line, column } = this.position(offset);
    this.#bytes ??= bytesBefore(this.#text);
    if (this.#bytes.length === 0) return column;
    const start = this.start(line);
    return (this.#bytes[start + column - 1] as number) - (this.#bytes[start] as number) + 1;
  }
}

function bytesBefore(text: string): Uint32Array {
  if (/^[\0-\x7f]*$/.test(text)) return new Uint32Array(0);
  const before = new Uint32Array(text.length + 1);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const [last, next] = [text.charCodeAt(i - 1), text.charCodeAt(i + 1)];
    // A pair is four bytes, two for each half.
    const paired = isHigh(code) ? isLow(next) : isLow(code) && isHigh(last);
    before[i + 1] = (before[i] as number) + (code < 0x80 ? 1 : code < 0x800 || paired ? 2 : 3);
  }
  return before;
}

const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00;
const isLow = (code: number): boolean => code >= 0xdc00 && code < 0xe000;
