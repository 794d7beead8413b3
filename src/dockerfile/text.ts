import type { Span } from '../place.js';

/**
 * Text as the builder or the shell sees it, each character of which knows where it stands in the source.
 *
 * A logical line is made of pieces: stretches of the source that lie apart there because a continuation, a comment or
 * a quote stands between them. Immutable.
 */
export class Text {
  /** The characters themselves. */
  readonly text: string;
  readonly #froms: readonly number[];
  readonly #tos: readonly number[];
  readonly #shift: number;

  /**
   * @param froms offsets into `text` (plus `shift`) at which each piece starts, ascending, first one 0
   * @param tos offsets into the source of the same points
   */
  private constructor(text: string, froms: readonly number[], tos: readonly number[], shift: number) {
    this.text = text;
    this.#froms = froms;
    this.#tos = tos;
    this.#shift = shift;
    Object.freeze(this);
  }

  /** One unbroken stretch of `source`. */
  static of(source: string, span: Span): Text {
    return new Text(source.slice(span.start, span.end), [0], [span.start], 0);
  }

  /** Text put together from pieces that each know their source offset. No piece: an empty text at `emptyAt`. */
  static from(pieces: readonly { readonly text: string; readonly at: number }[], emptyAt = 0): Text {
    const froms: number[] = [];
    const tos: number[] = [];
    let text = '';
    for (const piece of pieces) {
      if (piece.text === '') continue;
      froms.push(text.length);
      tos.push(piece.at);
      text += piece.text;
    }
    if (froms.length === 0) return new Text('', [0], [emptyAt], 0);
    return new Text(text, froms, tos, 0);
  }

  /** How many UTF-16 code units the text has. */
  get length(): number {
    return this.text.length;
  }

  /** Source offset of the character at `offset`. At `length` and beyond: the offset behind the last character. */
  at(offset: number): number {
    const last = this.text.length - 1;
    if (offset > last) return last < 0 ? this.#locate(0) : this.#locate(last) + 1;
    return this.#locate(Math.max(0, offset));
  }

  /** The source from the first to the last character, with whatever stands between. */
  get span(): Span {
    return this.part(0, this.text.length);
  }

  /** The source span of the characters from `start` to `end` (exclusive). */
  part(start: number, end: number): Span {
    const from = this.at(start);
    return { start: from, end: end > start ? this.at(end - 1) + 1 : from };
  }

  /** The characters from `start` to `end` (exclusive) as a text of their own. */
  slice(start: number, end: number = this.text.length): Text {
    if (start <= 0 && end >= this.text.length) return this;
    return new Text(this.text.slice(start, end), this.#froms, this.#tos, this.#shift + start);
  }

  #locate(offset: number): number {
    const froms = this.#froms;
    const wanted = offset + this.#shift;
    let low = 0;
    let high = froms.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((froms[middle] as number) <= wanted) low = middle;
      else high = middle - 1;
    }
    return (this.#tos[low] as number) + wanted - (froms[low] as number);
  }
}
