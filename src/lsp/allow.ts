/** The comments by which somebody allows a finding, and where they go. */
import type { Dockerfile, Instruction } from '../dockerfile/model.js';
import type { Scope } from '../findings/allowance-forms.js';
import type { Finding } from '../report.js';
import { lineEnd } from './places.js';

/** A line to insert: at an offset, with its line end. */
export interface Insertion {
  readonly scope: Scope;
  readonly at: number;
  readonly text: string;
}

/**
 * The comments that allow a finding: above its instruction, above its stage, at the top of the file. They go where a whole
 * line can stand: not into a continued instruction or a heredoc, and not above a directive, which would make it a comment.
 */
export function allowing(finding: Finding, file: Dockerfile): Insertion[] {
  const { text, lines } = file;
  const offset = lines.start(finding.line) + finding.column - 1;
  const top = belowDirectives(file);
  const instruction = instructionAt(file.instructions, offset);
  const line = (scope: Scope, at: number, indentation: string): Insertion => {
    const end = lineEnd(text);
    const comment = `${indentation}# plimsoll allow${scope === 'next' ? '' : `-${scope}`} ${finding.rule} -- `;
    // A directive may be all there is, without a line end.
    const unended = at > 0 && at === text.length && text[at - 1] !== '\n' && text[at - 1] !== '\ufeff';
    return { scope, at, text: unended ? end + comment : comment + end };
  };
  const above = (scope: Scope, start: number): Insertion => {
    const begin = Math.max(lineStart(text, start), top);
    return line(scope, begin, /^[ \t]*/.exec(text.slice(begin, start))?.[0] ?? '');
  };
  // Where there are only comments, or above a directive, nothing but the whole file can be meant.
  if (instruction === undefined || offset < top) return [line('file', top, '')];
  const stage = instruction.stage === undefined ? undefined : file.stages[instruction.stage];
  const insertions = [
    above('next', Math.min(instruction.span.start, offset)),
    ...(stage === undefined ? [] : [above('stage', Math.min(stage.from.span.start, offset))]),
    line('file', top, ''),
  ];
  // To the builder a heredoc that nobody closes goes on to the end of the file.
  const unclosed = file.instructions.find(({ heredocs }) =>
    heredocs.some(({ terminator }) => terminator === undefined),
  );
  return unclosed === undefined ? insertions : insertions.filter(({ at }) => at <= unclosed.span.start);
}

/** Where the first line begins that is no directive, behind a byte order mark. */
function belowDirectives({ text, directives }: Dockerfile): number {
  const last = directives.at(-1);
  if (last === undefined) return text.startsWith('\ufeff') ? 1 : 0;
  const feed = text.indexOf('\n', last.span.end);
  return feed === -1 ? text.length : feed + 1;
}

function lineStart(text: string, offset: number): number {
  const feed = text.lastIndexOf('\n', offset - 1);
  return feed === -1 && text.startsWith('\ufeff') ? 1 : feed + 1;
}

/** The instruction that an offset lies in or at the end of, else the next one: what a comment there would speak of. */
function instructionAt(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  return instructions.find(({ span }) => span.end >= offset);
}
