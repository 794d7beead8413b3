import type { BuildContext } from '../context.js';
import type { DockerfileSubject } from '../rule.js';
import { stageGraph } from './graph.js';
import type { Dockerfile, Instruction, InstructionOf } from './model.js';
import type { Script } from './shell/model.js';
import { scriptsOf } from './shell/scripts.js';
import type { Ledger } from './state.js';

export interface SubjectOptions {
  readonly target?: string | undefined;
  readonly context?: BuildContext | undefined;
}

/** What all rules share of a Dockerfile; each fact is worked out once, when the first rule asks. */
export type DockerfileFacts = Omit<DockerfileSubject, 'options'>;

/** Makes a Dockerfile ready for rules. */
export function dockerfileFacts(file: Dockerfile, ledger: Ledger, options: SubjectOptions = {}): DockerfileFacts {
  const graph = stageGraph(file, options.target);
  const scripts = new Map<Instruction, readonly Script[]>();
  const all = file.instructions.flatMap(instruction =>
    instruction.kind === 'onbuild' && instruction.trigger !== undefined
      ? [instruction, instruction.trigger]
      : [instruction],
  );
  const scriptsFor = (instruction: Instruction): readonly Script[] => {
    let found = scripts.get(instruction);
    if (found === undefined) {
      found = scriptsOf(instruction, file, ledger.before(instruction));
      scripts.set(instruction, found);
    }
    return found;
  };
  return Object.freeze({
    file,
    ...graph,
    context: options.context,
    *instructions<K extends Instruction['kind']>(...kinds: readonly K[]) {
      for (const instruction of all) {
        if (kinds.length === 0 || (kinds as readonly string[]).includes(instruction.kind))
          yield instruction as InstructionOf<K>;
      }
    },
    stateBefore: (instruction: Instruction) => ledger.before(instruction),
    stateAtEnd: ledger.atEnd.bind(ledger),
    rootOf: ledger.root.bind(ledger),
    scripts: scriptsFor,
    *commands(...names: readonly string[]) {
      for (const instruction of all) {
        if (instruction.kind !== 'run') continue;
        for (const script of scriptsFor(instruction)) {
          for (const command of script.commands) {
            if (names.length === 0 || (command.name !== undefined && names.includes(command.name))) yield command;
          }
        }
      }
    },
  });
}
