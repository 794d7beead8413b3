import type { Comment, Dockerfile, Instruction } from '../dockerfile/model.js';
import type { Span } from '../place.js';
import { fits } from '../wildcard.js';
import { plain, type Said, type Scope, saidIn, skips } from './allowance-forms.js';

/** A comment by which somebody allows findings. */
export interface Allowance extends Omit<Said, 'scope'> {
  /** The stretch of the file whose findings it covers. */
  readonly covers: Span;
  /** The comment itself. */
  readonly span: Span;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Every allowance in a file's comments and directives, in order. */
export function allowancesOf(file: Dockerfile): Allowance[] {
  const found: Allowance[] = [];
  for (const directive of file.directives) {
    if (directive.name !== 'check') continue;
    for (const names of skips(directive.value)) {
      const { scope: _, ...allowance } = plain('file', names);
      found.push({ ...allowance, covers: whole(file), span: directive.span });
    }
  }
  for (const comment of file.comments) {
    for (const { scope, ...allowance } of saidIn(comment.text))
      found.push({ ...allowance, covers: coverage(file, comment, scope), span: comment.span });
  }
  return found;
}

function whole(file: Dockerfile): Span {
  return { start: 0, end: file.text.length };
}

function coverage(file: Dockerfile, comment: Comment, scope: Scope): Span {
  if (scope === 'file') return whole(file);
  const next = nextInstruction(file.instructions, comment.span.start);
  if (scope === 'next')
    return next === undefined
      ? comment.span
      : { start: Math.min(comment.span.start, next.span.start), end: next.span.end };
  // Above a FROM it means the stage that begins there, elsewhere the stage it stands in.
  const index =
    next?.kind === 'from'
      ? next.stage
      : file.stages.findLast(stage => stage.from.span.start < comment.span.start)?.index;
  const stage = index === undefined ? undefined : file.stages[index];
  if (stage === undefined) return comment.span;
  return {
    start: Math.min(comment.span.start, stage.from.span.start),
    end: stage.instructions.at(-1)?.span.end ?? stage.from.span.end,
  };
}

/** The instruction in which an offset lies, else the first one after it. */
function nextInstruction(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle] as Instruction).span.end <= offset) low = middle + 1;
    else high = middle;
  }
  return instructions[low];
}

/** What a finding is known by. */
interface Named {
  readonly rule: string;
  readonly aliases: readonly string[];
  readonly topic: string;
}

/** Makes a test: does an allowance speak of this rule? */
export function speakerOf({ rule, topic, aliases }: Named): (allowance: Allowance) => boolean {
  const known = new Set([rule, topic, ...aliases].map(name => name.toLowerCase()));
  // BuildKit's own rules are the ones whose names are written in one word of capitals and small letters.
  const isBuildKit = aliases.some(alias => /^[A-Z][a-z]+[A-Za-z]*$/.test(alias) || alias === 'JSONArgsRecommended');
  return ({ names }) =>
    names.some(name => {
      const wanted = name.toLowerCase();
      if (wanted === 'buildkit:*') return isBuildKit;
      return wanted.includes('*') ? [...known].some(name => fits(wanted, name)) : known.has(wanted);
    });
}

/** Is the last day of an allowance past? Without a day to compare with nothing has expired. */
export function hasExpired({ until }: Allowance, today: string | undefined): boolean {
  return until !== undefined && today !== undefined && DATE.test(until) && until < today;
}
