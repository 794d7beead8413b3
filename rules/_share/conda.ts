import { type Argument, type Arguments, type Command, type FlagTable, readFlags } from '../../src/rule.js';

/** The names under which conda's program and its relatives are called. */
export const CONDA = ['conda', 'mamba', 'micromamba'] as const;

const FLAGS: FlagTable = {
  values:
    '-n --name -p --prefix -c --channel -f --file --repodata-fn --solver --experimental-solver --subdir --platform'.split(
      ' ',
    ),
  aliases: { '-f': '--file' },
};

/** A call of conda: its sub-command and what stands behind it. */
export interface CondaCall {
  readonly verb: Argument;
  readonly packages: readonly Argument[];
  readonly arguments: Arguments;
}

/** Reads a command; `undefined` if it is no call of conda with a sub-command. */
export function condaCall(command: Command): CondaCall | undefined {
  if (!(CONDA as readonly string[]).includes(command.name ?? '')) return undefined;
  const given = readFlags(command, FLAGS);
  const verb = given.operands[0];
  return verb && { verb, packages: given.operands.slice(1), arguments: given };
}
