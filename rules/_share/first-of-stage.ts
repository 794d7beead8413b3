import type { Instruction } from '../../src/rule.js';

/** Of instructions in any order the first one of each stage: what holds behind one of them holds behind the first. */
export function firstOfStages(instructions: Iterable<Instruction>): Instruction[] {
  const first = new Map<number | undefined, Instruction>();
  for (const instruction of instructions) {
    const known = first.get(instruction.stage);
    if (known === undefined || instruction.index < known.index) first.set(instruction.stage, instruction);
  }
  return [...first.values()];
}
