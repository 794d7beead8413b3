import type { DockerfileSubject, Instruction } from '../../src/rule.js';

type File = DockerfileSubject['file'];

/** When a walk through the tree of stages enters and leaves each: one lies under another if it is entered in between. */
interface Walk {
  readonly enter: Int32Array;
  readonly leave: Int32Array;
}

const walks = new WeakMap<File, Walk>();

/**
 * Does what an earlier instruction does hold where this one stands? It does in the same stage and in one that the stage
 * is made FROM. The answer is a function, to be asked for many instructions.
 */
export function precedes(
  { file }: Pick<DockerfileSubject, 'file'>,
  later: Instruction,
): (earlier: Instruction) => boolean {
  const { stage: own } = later;
  if (own === undefined) return () => false;
  const { enter, leave } = walkOf(file);
  const at = enter[own] ?? 0;
  return ({ stage, index }) =>
    stage !== undefined && index <= later.index && (enter[stage] ?? 0) <= at && at < (leave[stage] ?? 0);
}

/** Are the instruction's layers part of the image that is built? */
export function isShipped(subject: Pick<DockerfileSubject, 'file' | 'ships'>, { stage }: Instruction): boolean {
  const found = stage === undefined ? undefined : subject.file.stages[stage];
  return found !== undefined && subject.ships(found);
}

/** Made once for a file. A stage is made FROM an earlier one, so there are no circles. */
function walkOf(file: File): Walk {
  let walk = walks.get(file);
  if (walk !== undefined) return walk;
  const { stages } = file;
  const children: number[][] = stages.map(() => []);
  const pending: number[] = [];
  for (const { index, base } of stages)
    (base.kind === 'stage' ? (children[base.stage] ?? pending) : pending).push(index);
  walk = { enter: new Int32Array(stages.length), leave: new Int32Array(stages.length) };
  let time = 0;
  // A number below zero is a stage to leave.
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next < 0) walk.leave[-1 - next] = time;
    else {
      walk.enter[next] = time++;
      pending.push(-1 - next);
      for (const child of children[next] as number[]) pending.push(child);
    }
  }
  walks.set(file, walk);
  return walk;
}
