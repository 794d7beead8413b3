import type { DockerfileSubject, Fix, Pair, PairInstruction } from '../../src/rule.js';
import { withoutInstruction } from './copies.js';
import { isShipped } from './lineage.js';

/** A variable that the image's containers are given, with its value. */
export interface SetVariable {
  readonly instruction: PairInstruction;
  readonly pair: Pair;
  readonly name: string;
  /** As it stands there, quotes taken away. */
  readonly value: string;
}

/** Every ENV of these names that ships and whose value stands there without a variable in it. Triggers of ONBUILD are none. */
export function* literalVariables(subject: DockerfileSubject, ...names: readonly string[]): Iterable<SetVariable> {
  for (const instruction of subject.instructions('env')) {
    for (const pair of instruction.pairs) {
      const name = pair.key.text;
      if (!names.includes(name) || pair.value === undefined) continue;
      if (instruction.onbuild !== undefined || !isShipped(subject, instruction)) continue;
      const { value, variables } = subject.stateBefore(instruction).expand(pair.value);
      if (value !== undefined && variables.length === 0) yield { instruction, pair, name, value };
    }
  }
}

/** Takes one variable away, and the instruction if it is its only one; `undefined` where the pair has a line of its own. */
export function withoutPair(text: string, instruction: PairInstruction, pair: Pair): Fix['edits'] | undefined {
  const { pairs } = instruction;
  if (pairs.length === 1) return [withoutInstruction(text, instruction)];
  let { start, end } = pair.span;
  while (/[ \t]/.test(text[start - 1] ?? '')) start--;
  if (text[start - 1] === '\n') return undefined;
  if (pairs[0] === pair) {
    start = pair.span.start;
    while (/[ \t]/.test(text[end] ?? '')) end++;
    if (text[end] === undefined || /[\\`\r\n]/.test(text[end] as string)) return undefined;
  }
  return [{ span: { start, end }, text: '' }];
}
