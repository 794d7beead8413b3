import type { DockerfileSubject, Instruction } from '../../src/rule.js';

/**
 * Does what an earlier instruction does hold where this one stands? It does in the same stage and in one that the stage
 * is made FROM. The answer is a function, to be asked for many instructions.
 */
export function precedes(
  { file }: Pick<DockerfileSubject, 'file'>,
  later: Instruction,
): (earlier: Instruction) => boolean {
  const stages = new Set<number>();
  for (let stage = file.stages[later.stage ?? -1]; stage !== undefined && !stages.has(stage.index); ) {
    stages.add(stage.index);
    stage = stage.base.kind === 'stage' ? file.stages[stage.base.stage] : undefined;
  }
  return ({ stage, index }) => stage !== undefined && stages.has(stage) && index <= later.index;
}

/** Are the instruction's layers part of the image that is built? */
export function isShipped(subject: Pick<DockerfileSubject, 'file' | 'ships'>, { stage }: Instruction): boolean {
  const found = stage === undefined ? undefined : subject.file.stages[stage];
  return found !== undefined && subject.ships(found);
}
