import type { Instruction } from '../../src/rule.js';

/** Two of a kind with the same flags, in one stage. */
export function isNeighbour(a: Instruction, b: Instruction): boolean {
  if (a.kind !== b.kind || a.stage !== b.stage || a.flags.length !== b.flags.length) return false;
  return a.flags.every(({ name, value }, i) => name === b.flags[i]?.name && value === b.flags[i]?.value);
}
