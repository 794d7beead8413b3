import { WRONG_USE } from './exit.js';
import type { World } from './world.js';

/** Wrong use or configuration: what to tell, one sentence a line. */
export class WrongUse {
  readonly sentences: readonly string[];

  constructor(...sentences: readonly string[]) {
    this.sentences = sentences;
  }
}

/** Does it; wrong use is told on stderr. Gives the exit code. */
export async function tellingWrongUse(command: () => Promise<number>, world: World): Promise<number> {
  try {
    return await command();
  } catch (problem) {
    if (!(problem instanceof WrongUse)) throw problem;
    for (const sentence of problem.sentences) world.stderr.write(`plimsoll: ${sentence}\n`);
    return WRONG_USE;
  }
}
