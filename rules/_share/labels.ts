import type { DockerfileSubject, Fix, Instruction, InstructionOf, Pair } from '../../src/rule.js';
import { withoutLines } from './line-edits.js';

type Label = InstructionOf<'label'>;
type Edit = Fix['edits'][number];

const COMMENT = /\n[ \t]*#/;

/** A `key=value` of LABEL whose key is plain text. */
export interface LabelPair {
  readonly instruction: Label;
  readonly pair: Pair;
  /** Quotes and escapes taken away. */
  readonly key: string;
  /** The same; `undefined` where a variable is in it. */
  readonly value: string | undefined;
}

/** The pairs of a LABEL, also of the old form, without those whose key holds a variable or cannot be read. */
export function labelPairs(subject: Pick<DockerfileSubject, 'stateBefore'>, instruction: Label): LabelPair[] {
  const state = subject.stateBefore(instruction);
  return instruction.pairs.flatMap(pair => {
    const key = pair.key.text.includes('$') ? undefined : state.expand(pair.key).value;
    if (key === undefined || key === '') return [];
    const dynamic = pair.value?.text.includes('$') === true;
    const value = pair.value === undefined ? '' : dynamic ? undefined : state.expand(pair.value).value;
    return [{ instruction, pair, key, value }];
  });
}

/** Is every key of a LABEL plain text, there once, and every value whole? */
export function isPlain(subject: Pick<DockerfileSubject, 'file' | 'stateBefore'>, instruction: Label): boolean {
  const pairs = labelPairs(subject, instruction);
  return (
    !instruction.legacy &&
    instruction.onbuild === undefined &&
    pairs.length === instruction.pairs.length &&
    pairs.every(({ pair, value }) => pair.value?.text.includes('$') === true || value !== undefined) &&
    new Set(pairs.map(({ key }) => key)).size === pairs.length
  );
}

/** Stands a comment between the lines of an instruction? Nobody knows what it belongs to once they are moved. */
export function hasCommentInside({ file }: Pick<DockerfileSubject, 'file'>, { span }: Instruction): boolean {
  return COMMENT.test(file.text.slice(span.start, span.end));
}

/**
 * Takes pairs out of their LABEL, one edit for each; all of them gone, the first one's edit deletes the instruction. A pair
 * without an edit cannot be taken out plainly: a comment stands beside it, or it is inside ONBUILD.
 */
export function withoutPairs(
  subject: Pick<DockerfileSubject, 'file'>,
  instruction: Label,
  gone: ReadonlySet<Pair>,
): ReadonlyMap<Pair, Edit> {
  const { pairs, legacy, onbuild, span } = instruction;
  const { text } = subject.file;
  const edits = new Map<Pair, Edit>();
  if (onbuild !== undefined || (legacy && pairs.length > 1)) return edits;
  const lastKept = pairs.findLastIndex(pair => !gone.has(pair));
  if (lastKept === -1) {
    const [first] = pairs;
    if (first !== undefined && !hasCommentInside(subject, instruction)) edits.set(first, withoutLines(text, span));
    return edits;
  }
  for (const [i, pair] of pairs.entries()) {
    if (!gone.has(pair)) continue;
    // Behind the last one that stays, what is in front of a pair goes with it, else what follows it.
    const start = i > lastKept ? (pairs[i - 1] as Pair).span.end : pair.span.start;
    const end = i > lastKept ? pair.span.end : (pairs[i + 1] as Pair).span.start;
    if (!COMMENT.test(text.slice(start, end))) edits.set(pair, { span: { start, end }, text: '' });
  }
  return edits;
}
