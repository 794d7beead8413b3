import { copyHashed } from './copy.js';
import { PLAIN, plainInstruction } from './plain.js';
import { runShelled, runWords } from './run.js';
import type { Setting, Step } from './setting.js';
import { takeShell, withoutBuildArgs } from './shell.js';

const MARK = '#(nop) ';

/** An entry behind `<shell> #(nop) `: an instruction that ran nothing. */
export interface Nop {
  readonly keyword: string;
  readonly rest: string;
  /** How many blanks stand behind the mark: two, but one for COPY, ADD and WORKDIR, in old engines, and in buildah. */
  readonly blanks: number;
}

/** Reads the form that the classic builder and buildah share for all instructions but RUN. */
export function readNop(createdBy: string, setting: Setting): Nop | undefined {
  const mark = createdBy.slice(0, 500).indexOf(MARK);
  if (mark <= 0) return undefined;
  const match = /^( *)([A-Z]+)(?: |$)/.exec(createdBy.slice(mark + MARK.length, mark + MARK.length + 40));
  const keyword = match?.[2];
  if (match === null || keyword === undefined) return undefined;
  if (!PLAIN.has(keyword) && keyword !== 'COPY' && keyword !== 'ADD') return undefined;
  const shell = createdBy.slice(0, mark);
  const rest = createdBy.slice(mark + MARK.length + match[0].length);
  // SHELL is the one instruction whose entry begins with a shell that nobody has heard of yet.
  if (keyword !== 'SHELL' && takeShell(shell, [setting.shell])?.command !== '') return undefined;
  return { keyword, rest, blanks: (match[1] as string).length + 1 };
}

/** Docker's classic builder: values expanded and unquoted, lists as Go prints them, hashes instead of sources. */
export function readClassicNop({ keyword, rest }: Nop, setting: Setting): Step | undefined {
  const text =
    keyword === 'COPY' || keyword === 'ADD'
      ? copyHashed(keyword, rest)
      : plainInstruction(keyword, rest, 'printed', setting);
  return text === undefined ? undefined : { dialect: 'classic', keyword, text };
}

/**
 * The classic builder's RUN: `|1 A=x /bin/sh -c command`. A command without arguments in front and without the shell
 * in force may as well be what a container ran that somebody committed; only one that names a shell by path counts.
 */
export function readClassicRun(createdBy: string, setting: Setting): Step | undefined {
  const command = withoutBuildArgs(createdBy, setting.values, [setting.shell]);
  let text: string | undefined;
  if (command !== createdBy)
    text = runShelled(command, [setting.shell]) ?? (takeShell(command, []) ? undefined : runWords(command));
  else if (/^(?:\/|[a-z]:|cmd |powershell )/i.test(command)) text = runShelled(command, [setting.shell]);
  else if (command.startsWith(`${setting.shell.join(' ')} `)) text = runShelled(command, [setting.shell]);
  return text === undefined ? undefined : { dialect: 'classic', keyword: 'RUN', text };
}
