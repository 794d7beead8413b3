import type { Dockerfile, Instruction, Stage } from './model.js';
import { mountsOf } from './mounts.js';

/** How the stages of a file depend on one another. */
export interface StageGraph {
  readonly target: Stage | undefined;
  stageNamed(name: string, at: Instruction): Stage | undefined;
  ships(stage: Stage): boolean;
  needs(stage: Stage): boolean;
}

/** @param target name or index of the stage to build; the last one if absent or unknown */
export function stageGraph(file: Dockerfile, target?: string): StageGraph {
  const byName = new Map<string, Stage[]>();
  for (const stage of file.stages) {
    if (stage.name === undefined) continue;
    const same = byName.get(stage.name);
    if (same === undefined) byName.set(stage.name, [stage]);
    else same.push(stage);
  }
  const stageNamed = (name: string, at: Instruction): Stage | undefined => {
    if (/^\d+$/.test(name)) return file.stages[Number(name)];
    const same = byName.get(name.toLowerCase());
    return same?.findLast(stage => stage.index < (at.stage ?? 0)) ?? same?.[0];
  };
  const wanted =
    target === undefined
      ? undefined
      : /^\d+$/.test(target)
        ? file.stages[Number(target)]
        : byName.get(target.toLowerCase())?.at(-1);
  const built = wanted ?? file.stages.at(-1);
  const shipped = new Set<number>();
  for (
    let stage = built;
    stage !== undefined;
    stage = stage.base.kind === 'stage' ? file.stages[stage.base.stage] : undefined
  )
    shipped.add(stage.index);
  let needed: ReadonlySet<number> | undefined;
  return {
    target: built,
    stageNamed,
    ships: stage => shipped.has(stage.index),
    needs: stage => {
      needed ??= reach(file, built, stageNamed);
      return needed.has(stage.index);
    },
  };
}

/** Every stage that the target is made from, by FROM, `--from` or a mount. A `from` with a variable reaches all. */
function reach(file: Dockerfile, target: Stage | undefined, stageNamed: StageGraph['stageNamed']): Set<number> {
  const reached = new Set<number>();
  const pending = target === undefined ? [] : [target];
  for (let stage = pending.pop(); stage !== undefined; stage = pending.pop()) {
    if (reached.has(stage.index)) continue;
    reached.add(stage.index);
    const base = stage.base.kind === 'stage' ? file.stages[stage.base.stage] : undefined;
    if (base !== undefined) pending.push(base);
    for (const instruction of stage.instructions) {
      const done = instruction.kind === 'onbuild' ? (instruction.trigger ?? instruction) : instruction;
      for (const name of referencesOf(done)) {
        if (name.includes('$')) return new Set(file.stages.keys());
        const other = stageNamed(name, done);
        if (other !== undefined) pending.push(other);
      }
    }
  }
  return reached;
}

/** The stages or images that an instruction takes files from, as written. */
function referencesOf(instruction: Instruction): string[] {
  if (instruction.kind === 'run') return mountsOf(instruction).flatMap(mount => mount.from ?? []);
  if (instruction.kind !== 'copy' && instruction.kind !== 'add') return [];
  return instruction.flags.flatMap(flag => (flag.name === 'from' ? (flag.value ?? []) : []));
}
