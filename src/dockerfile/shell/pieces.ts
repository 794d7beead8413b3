import { Text } from '../text.js';

/** Puts a text together from stretches of other ones; every character keeps its place in the source. */
export class Pieces {
  readonly #pieces: { text: string; at: number }[] = [];
  length = 0;

  /** The characters from `start` to `end` of a text. */
  copy(text: Text, start: number, end: number): void {
    if (end <= start) return;
    const span = text.part(start, end);
    if (span.end - span.start === end - start) {
      this.put(text.text.slice(start, end), span.start);
      return;
    }
    for (let from = start; from < end; ) {
      const at = text.at(from);
      let to = from + 1;
      while (to < end && text.at(to) === at + to - from) to++;
      this.put(text.text.slice(from, to), at);
      from = to;
    }
  }

  /** One stretch of the source. */
  put(text: string, at: number): void {
    this.#pieces.push({ text, at });
    this.length += text.length;
  }

  /** Characters that all stand at one place of the source. */
  putAll(text: string, at: number): void {
    for (const character of text.split('')) this.put(character, at);
  }

  build(emptyAt: number): Text {
    return Text.from(this.#pieces, emptyAt);
  }
}

/**
 * The text of a backtick substitution whose backslashes the parser took away.
 *
 * @param decoded what the parser made of the characters from `start` to `end` of `text`
 */
export function decodedText(text: Text, start: number, end: number, decoded: string): Text {
  const pieces = new Pieces();
  let at = start;
  for (const ch of decoded.split('')) {
    while (at + 1 < end && text.text[at] === '\\' && text.text[at] !== ch) at++;
    if (ch === '\\' && text.text[at + 1] === '\\') at++;
    pieces.put(ch, text.at(Math.min(at, end - 1)));
    if (at + 1 < end) at++;
  }
  return pieces.build(text.at(start));
}
