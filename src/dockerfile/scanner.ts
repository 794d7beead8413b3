import type { Span } from '../place.js';
import { DirectiveReader } from './directives.js';
import type { HeredocOpening } from './heredoc.js';
import type { Comment, Directive, Heredoc, Problem } from './model.js';
import { skipSpace, trimEnd } from './space.js';
import { Text } from './text.js';

/** One instruction's worth of lines, put together. */
export interface LogicalLine {
  /** What remains when continuations, comments and empty lines are taken out; not trimmed at its end. */
  readonly text: Text;
  /** 1-based. */
  readonly line: number;
  /** 1-based number of the last physical line read for it, comment and empty lines included. */
  readonly endLine: number;
  /** The block of comments directly above. */
  readonly comments: readonly Comment[];
}

interface PhysicalLine {
  readonly start: number;
  /** Before the line feed and any carriage returns in front of it. */
  readonly end: number;
  /** Start of the next line. */
  readonly next: number;
}

/** BuildKit refuses to read a line longer than this many bytes. */
const LONGEST_LINE = 65_535;

/** Begins like an instruction: where a heredoc that nobody closed is taken to end. */
const LIKE_INSTRUCTION =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)[ \t]/;

/**
 * Cuts a Dockerfile into logical lines, as BuildKit's parser does, but goes on after what BuildKit stops at.
 * One pass; every physical line is looked at once.
 */
export class Scanner {
  readonly comments: Comment[] = [];
  readonly directives: readonly Directive[];
  readonly problems: Problem[] = [];
  readonly escape: '\\' | '`';
  readonly #text: string;
  #at: number;
  /** Number of the last physical line read. */
  #line = 0;
  /** Last line on which each text stands, for heredoc terminators; made when first needed. */
  #lastLines: { exact: Map<string, number>; chomped: Map<string, number> } | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    const reader = new DirectiveReader(text, this.#at, this.problems);
    this.directives = reader.directives;
    this.escape = reader.escape;
  }

  /** Number of the last physical line read. */
  get line(): number {
    return this.#line;
  }

  /** The next logical line, or `undefined` at the end. */
  next(): LogicalLine | undefined {
    let above: Comment[] = [];
    for (;;) {
      const line = this.#read();
      if (line === undefined) return undefined;
      const start = skipSpace(this.#text, line.start, line.end);
      if (start >= line.end) above = [];
      else if (this.#text[start] === '#') {
        const comment = this.#comment(start, line.end, false);
        if (comment !== undefined) above.push(comment);
      } else return this.#join(start, line.end, above);
    }
  }

  #join(start: number, end: number, comments: Comment[]): LogicalLine {
    const line = this.#line;
    const pieces: { text: string; at: number }[] = [];
    const emptyLines: Span[] = [];
    let continued = this.#take(pieces, start, end);
    while (continued) {
      const more = this.#read();
      if (more === undefined) break;
      const first = skipSpace(this.#text, more.start, more.end);
      if (this.#text[first] === '#' && first < more.end) this.#comment(first, more.end, true);
      else if (first >= more.end) emptyLines.push({ start: more.start, end: more.end });
      else continued = this.#take(pieces, more.start, more.end);
    }
    for (const span of emptyLines) {
      this.problems.push({
        kind: 'blank-continuation',
        span,
        message: 'an empty line stands inside a continued instruction',
      });
    }
    return { text: Text.from(pieces, start), line, endLine: this.#line, comments };
  }

  /** Adds a physical line to the pieces; says whether it is continued: an escape character before trailing blanks. */
  #take(pieces: { text: string; at: number }[], start: number, end: number): boolean {
    const text = this.#text;
    let last = end;
    while (last > start && (text[last - 1] === ' ' || text[last - 1] === '\t')) last--;
    const continued =
      last > start && text[last - 1] === this.escape && !(last - 1 > start && text[last - 2] === this.escape);
    pieces.push({ text: text.slice(start, continued ? last - 1 : end), at: start });
    return continued;
  }

  /** Reads the body of a heredoc that the line just read opens. */
  heredoc(opening: HeredocOpening, span: Span): Heredoc {
    const start = this.#at;
    if ((this.#lines()[opening.chomp ? 'chomped' : 'exact'].get(opening.name) ?? 0) <= this.#line) {
      this.problems.push({
        kind: 'unterminated-heredoc',
        span,
        message: `the heredoc <<${opening.name} is never closed by a line ${opening.name}`,
      });
      return this.#body(opening, start, this.#skipToInstruction(), undefined);
    }
    for (;;) {
      const line = this.#read() as PhysicalLine;
      let from = line.start;
      if (opening.chomp) while (this.#text[from] === '\t') from++;
      if (this.#text.slice(from, line.end) === opening.name)
        return this.#body(opening, start, line.start, Object.freeze({ start: from, end: line.end }));
    }
  }

  #body(opening: HeredocOpening, start: number, end: number, terminator: Span | undefined): Heredoc {
    const { name, fd, expand, chomp } = opening;
    const contentSpan = Object.freeze({ start, end });
    return Object.freeze({ name, fd, expand, chomp, content: this.#text.slice(start, end), contentSpan, terminator });
  }

  #skipToInstruction(): number {
    while (this.#at < this.#text.length) {
      if (LIKE_INSTRUCTION.test(this.#text.slice(this.#at, this.#at + 16))) break;
      this.#read();
    }
    return this.#at;
  }

  #lines(): { exact: Map<string, number>; chomped: Map<string, number> } {
    if (this.#lastLines !== undefined) return this.#lastLines;
    const exact = new Map<string, number>();
    const chomped = new Map<string, number>();
    let number = 0;
    for (let start = 0; start <= this.#text.length; ) {
      number++;
      const feed = this.#text.indexOf('\n', start);
      const next = feed === -1 ? this.#text.length + 1 : feed + 1;
      let end = next - 1;
      while (end > start && this.#text[end - 1] === '\r') end--;
      exact.set(this.#text.slice(start, end), number);
      while (this.#text[start] === '\t') start++;
      chomped.set(this.#text.slice(Math.min(start, end), end), number);
      start = next;
    }
    this.#lastLines = { exact, chomped };
    return this.#lastLines;
  }

  #read(): PhysicalLine | undefined {
    const start = this.#at;
    if (start >= this.#text.length) return undefined;
    const feed = this.#text.indexOf('\n', start);
    const next = feed === -1 ? this.#text.length : feed + 1;
    let end = feed === -1 ? next : feed;
    while (end > start && this.#text[end - 1] === '\r') end--;
    this.#at = next;
    this.#line++;
    if (next - start > LONGEST_LINE / 3 && bytes(this.#text, start, next) > LONGEST_LINE) {
      this.problems.push({
        kind: 'line-too-long',
        span: { start, end },
        message: `the line is longer than the ${LONGEST_LINE} bytes that the builder reads`,
      });
    }
    return { start, end, next };
  }

  /** Remembers a comment; `undefined` if it is a directive. */
  #comment(start: number, end: number, inside: boolean): Comment | undefined {
    if (!inside && this.directives.some(directive => directive.span.start === start)) return undefined;
    const last = trimEnd(this.#text, end, start + 1);
    const comment = Object.freeze({
      text: this.#text.slice(skipSpace(this.#text, start + 1, last), last),
      span: Object.freeze({ start, end: last }),
      line: this.#line,
      inside,
    });
    this.comments.push(comment);
    return comment;
  }
}

/** Length in UTF-8. */
function bytes(text: string, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    count += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return count;
}
