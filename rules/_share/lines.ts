import type { Dockerfile, Instruction } from '../../src/rule.js';

/** A physical line of the file. */
export interface Line {
  readonly start: number;
  /** Before the line feed and any carriage returns in front of it. */
  readonly end: number;
  /** Start of the next line; the text's length at its end. */
  readonly next: number;
  /** Nothing or only blanks stand on it. */
  readonly blank: boolean;
  /** The instruction to which it belongs, a comment or an empty line between its lines too. */
  readonly instruction: Instruction | undefined;
  /** Stands in a here-document, terminator included: every character counts there. */
  readonly heredoc: boolean;
}

const known = new WeakMap<Dockerfile, readonly Line[]>();

/** The physical lines of a file, worked out once for all rules that look at layout. */
export function linesOf(file: Dockerfile): readonly Line[] {
  let lines = known.get(file);
  if (lines === undefined) known.set(file, (lines = [...walk(file)]));
  return lines;
}

function* walk({ text, instructions }: Dockerfile): Iterable<Line> {
  const bodies = instructions.flatMap(instruction =>
    heredocsOf(instruction).map(({ contentSpan, terminator }) => ({
      start: contentSpan.start,
      end: terminator?.end ?? contentSpan.end,
    })),
  );
  let instruction = 0;
  let body = 0;
  for (let start = 0; start < text.length; ) {
    const feed = text.indexOf('\n', start);
    const next = feed === -1 ? text.length : feed + 1;
    let end = feed === -1 ? next : feed;
    while (end > start && text[end - 1] === '\r') end--;
    while ((instructions[instruction]?.span.end ?? text.length) < start) instruction++;
    while ((bodies[body]?.end ?? text.length) < start) body++;
    const owner = instructions[instruction];
    const inside = bodies[body];
    yield {
      start,
      end,
      next,
      blank: isBlank(text, start, end),
      instruction: owner !== undefined && owner.span.start < Math.max(end, start + 1) ? owner : undefined,
      heredoc: inside !== undefined && inside.start <= start && start < Math.max(inside.end, inside.start + 1),
    };
    start = next;
  }
}

/** Those of a trigger are its own, not those of its ONBUILD. */
function heredocsOf(instruction: Instruction): Instruction['heredocs'] {
  if (instruction.kind !== 'onbuild' || instruction.heredocs.length > 0) return instruction.heredocs;
  return instruction.trigger?.heredocs ?? [];
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (!isSpace(text[i])) return false;
  return true;
}

/** A blank or a tab. */
export function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\t';
}
