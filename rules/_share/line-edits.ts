import type { Fix, Span } from '../../src/rule.js';

type Edit = Fix['edits'][number];

/** The whole lines that a span covers, the last line's end included. */
export function wholeLines(text: string, { start, end }: Span): Span {
  const feed = text.indexOf('\n', end);
  return { start: text.lastIndexOf('\n', start - 1) + 1, end: feed === -1 ? text.length : feed + 1 };
}

/** Takes whole lines out. */
export function withoutLines(text: string, span: Span): Edit {
  return { span: wholeLines(text, span), text: '' };
}

/** The line end that the text uses. */
export function lineEnd(text: string): '\r\n' | '\n' {
  const feed = text.indexOf('\n');
  return feed > 0 && text[feed - 1] === '\r' ? '\r\n' : '\n';
}
