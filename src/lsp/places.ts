/** Findings' places → those of the Language Server Protocol: 0-based, columns in UTF-16 code units. */
import type { Range } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { LineIndex, type Span } from '../place.js';
import type { Region } from '../report.js';

/** Puts places of one text into the protocol's words. */
export class Places {
  readonly document: TextDocument;
  /** How lines end there. */
  readonly lineEnd: '\r\n' | '\n';
  #lines: LineIndex | undefined;

  constructor(document: TextDocument) {
    this.document = document;
    this.lineEnd = lineEnd(document.getText());
  }

  /** The range of a span. */
  span({ start, end }: Span): Range {
    return { start: this.document.positionAt(start), end: this.document.positionAt(end) };
  }

  /** The range of a piece that is told by lines. */
  region(region: Region): Range {
    return this.span(this.offsets(region));
  }

  /** The offsets of such a piece. Its lines end at line feeds, those of the protocol at lone carriage returns too. */
  offsets({ line, column, endLine, endColumn }: Region): Span {
    this.#lines ??= new LineIndex(this.document.getText());
    return { start: this.#lines.start(line) + column - 1, end: this.#lines.start(endLine) + endColumn - 1 };
  }
}

/** The line end that a text has at its first line; a line feed if it has one line. */
export function lineEnd(text: string): '\r\n' | '\n' {
  const feed = text.indexOf('\n');
  return feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n';
}

/** Do two ranges share a character or touch? */
export function touch(a: Range, b: Range): boolean {
  return !isBefore(a.end, b.start) && !isBefore(b.end, a.start);
}

function isBefore(a: Range['start'], b: Range['start']): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
