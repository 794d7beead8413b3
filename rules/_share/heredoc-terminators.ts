import type { Span } from '../../src/rule.js';

/** A line that was to end a heredoc, and does not. */
export interface Mistaken {
  /** The name in the line. */
  readonly span: Span;
  /** The blanks that are too much, in front and behind. */
  readonly blanks: readonly Span[];
}

/**
 * The first line of a text that would end a heredoc but for the blanks around the name. With `chomp` (`<<-`) tabs in front
 * do no harm.
 *
 * @param start offset of the text's first line in the file
 */
export function mistakenTerminator(text: string, start: number, name: string, chomp: boolean): Mistaken | undefined {
  if (name === '' || !text.includes(name)) return undefined;
  for (let from = 0; from < text.length; ) {
    const feed = text.indexOf('\n', from);
    const end = feed === -1 ? text.length : feed;
    const line = text.slice(from, end).replace(/\r$/, '');
    const word = line.trim();
    if (word === name && (chomp ? line.replace(/^\t*/, '') : line) !== name) {
      const lead = line.length - line.trimStart().length;
      // The tabs of `<<-` may stay.
      const tabs = chomp ? (/^\t*/.exec(line)?.[0].length ?? 0) : 0;
      const at = start + from;
      const blanks = [
        { start: at + tabs, end: at + lead },
        { start: at + lead + name.length, end: at + line.length },
      ].filter(blank => blank.end > blank.start);
      return { span: { start: at + lead, end: at + lead + name.length }, blanks };
    }
    from = end + 1;
  }
  return undefined;
}
