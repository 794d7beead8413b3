import { expand } from './lexer.js';

/** A heredoc's opening, as found in the words of an instruction. */
export interface HeredocOpening {
  readonly name: string;
  readonly fd: number;
  readonly expand: boolean;
  readonly chomp: boolean;
}

const OPENING = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/;
const nothingSet = (): undefined => undefined;
const quotes = (text: string): number => text.match(/['"]/g)?.length ?? 0;

/** Reads one word as a heredoc opening (`<<EOF`, `<<-"END"`, `3<<X`); `undefined` if it is none; text: what is wrong. */
export function readHeredoc(word: string): HeredocOpening | string | undefined {
  const match = OPENING.exec(word);
  const delimiter = match?.[3] ?? '';
  if (match === null || delimiter === '') return undefined;
  const plain = expand(delimiter, '\\', nothingSet, { keepUnset: true });
  if (plain.error !== undefined) return plain.error;
  if (plain.words.length !== 1) return undefined;
  const raw = expand(delimiter, '\\', nothingSet, { keepUnset: true, rawQuotes: true });
  if (raw.error !== undefined) return raw.error;
  const name = plain.words[0] as string;
  return {
    name,
    fd: Number(match[1] || 0),
    expand: quotes(name) === quotes(raw.words[0] ?? ''),
    chomp: match[2] === '-',
  };
}

/**
 * All heredocs that a logical line opens. The line is split by the builder's own lexer with the backslash as escape
 * character, whatever the escape directive says; a line it cannot split opens none.
 */
export function heredocsOf(line: string): (HeredocOpening | string)[] {
  if (!line.includes('<<')) return [];
  const { words } = expand(line, '\\', nothingSet, { keepUnset: true, rawQuotes: true, rawEscapes: true });
  return words.map(readHeredoc).filter(found => found !== undefined);
}
