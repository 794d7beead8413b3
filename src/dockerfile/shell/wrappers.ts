import { dialectOfProgram, isParsed, readShellWords } from './dialect.js';
import type { Argument, Command } from './model.js';
import { commandAt, flagOf, WRAPPERS, type Wrapper, words } from './wrapper-table.js';

/** What a command runs. */
export type Run =
  /** The words of another command, assignments in front of it among them. */
  | { readonly kind: 'words'; readonly words: readonly Argument[]; readonly marker?: string }
  /** The words, joined by blanks, are a script for a shell with these options; `process` is false for `eval`. */
  | {
      readonly kind: 'script';
      readonly words: readonly Argument[];
      /** Characters of the first word that do not belong to the script: `--command=`. */
      readonly skip: number;
      readonly options: readonly (string | undefined)[];
      readonly process: boolean;
      readonly marker?: string;
    };

/** What a command runs, as far as its words tell; nothing for a command that is no wrapper. */
export function runsOf(command: Command): readonly Run[] {
  const { name, args } = command;
  if (name === undefined || args.length === 0) return [];
  switch (name) {
    case 'eval':
      return [script(args[0]?.value === '--' ? args.slice(1) : args, [], false)];
    case 'env':
      return env(args);
    case 'su':
    case 'runuser':
      return su(name, args);
    case 'find':
      return find(args);
    case 'xargs':
      return xargs(args);
    case 'flock':
      return flock(args);
    case 'watch':
      return watch(args);
  }
  const wrapper = Object.hasOwn(WRAPPERS, name) ? (WRAPPERS[name] as Wrapper) : undefined;
  if (wrapper !== undefined) {
    const start = commandAt(args, wrapper);
    return start === undefined ? [] : run(args.slice(start + (wrapper.operands ?? 0)));
  }
  if (!isParsed(dialectOfProgram(name))) return [];
  const given = args.map(argument => argument.value);
  const shell = readShellWords(given);
  const text = args[shell.operand];
  return shell.command && text !== undefined ? [script([text], given.slice(0, shell.operand), true)] : [];
}

function run(list: readonly Argument[], marker?: string): readonly Run[] {
  if (list.length === 0) return [];
  return [marker === undefined ? { kind: 'words', words: list } : { kind: 'words', words: list, marker }];
}

function script(list: readonly Argument[], options: readonly (string | undefined)[], process: boolean, skip = 0): Run {
  return { kind: 'script', words: list, options, process, skip };
}

/** `env -S 'cmd …'` splits one word much as a shell does. */
function env(args: readonly Argument[]): readonly Run[] {
  const first = args[0] as Argument;
  const word = flagOf(first) ?? '';
  const split = /^(-[iv0]*S|--split-string=?)/.exec(word)?.[0];
  if (split === undefined) {
    const start = commandAt(args, WRAPPERS.env as Wrapper);
    return start === undefined ? [] : run(args.slice(start));
  }
  return word.length > split.length ? [script(args, [], true, split.length)] : [script(args.slice(1), [], true)];
}

const SU: Wrapper = {
  values: words('-c -s -g -G -w --command --session-command --shell --group --supp-group --whitelist-environment'),
  quits: words('-V -h --version --help'),
};

/** su reads flags also behind the user's name. With a user in `-u`, runuser runs words. */
function su(name: string, args: readonly Argument[]): readonly Run[] {
  for (let i = 0; i < args.length; i++) {
    const word = flagOf(args[i] as Argument) ?? '';
    if (name === 'runuser' && /^(-u|--user)/.test(word)) {
      const start = commandAt(args, { ...SU, values: [...(SU.values ?? []), '-u', '--user'] });
      return start === undefined ? [] : run(args.slice(start));
    }
    if (/^--(session-)?command=/.test(word)) return [script([args[i] as Argument], [], true, word.indexOf('=') + 1)];
    const next = args[i + 1];
    if (/^(-[lmpPfT]*c|--command|--session-command)$/.test(word))
      return next === undefined ? [] : [script([next], [], true)];
    if (SU.values?.includes(word)) i++;
  }
  return [];
}

function find(args: readonly Argument[]): readonly Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < args.length; i++) {
    if (!/^-(exec|execdir|ok|okdir)$/.test(args[i]?.value ?? '')) continue;
    const start = i + 1;
    for (i = start; i < args.length; i++) {
      const word = args[i]?.value;
      if (word === ';' || (word === '+' && args[i - 1]?.value === '{}')) break;
    }
    runs.push(...run(args.slice(start, i), '{}'));
  }
  return runs;
}

const XARGS: Wrapper = {
  values: words('-a -d -E -I -L -n -P -s --arg-file --delimiter --max-args --max-procs --max-chars --process-slot-var'),
  quits: words('--help --version'),
};

/** The marker is empty where xargs puts what it reads behind the words. */
function xargs(args: readonly Argument[]): readonly Run[] {
  const start = commandAt(args, XARGS);
  if (start === undefined) return [];
  let marker = '';
  for (let i = 0; i < start; i++) {
    const word = args[i]?.value ?? '';
    const replace = /^(?:-[0rtpx]*[Ii]|--replace=?)(.*)$/s.exec(word);
    if (replace !== null) marker = replace[1] || (/I$/.test(word) ? args[i + 1]?.value : undefined) || '{}';
  }
  return run(args.slice(start), marker);
}

function flock(args: readonly Argument[]): readonly Run[] {
  const start = commandAt(args, { values: words('-w -E --timeout --wait --conflict-exit-code'), quits: ['-u'] });
  if (start === undefined) return [];
  const next = args[start + 1]?.value;
  if (next !== '-c' && next !== '--command') return run(args.slice(start + 1));
  const text = args[start + 2];
  return text === undefined ? [] : [script([text], [], true)];
}

/** watch hands its words to `sh -c`, as one text. */
function watch(args: readonly Argument[]): readonly Run[] {
  const start = commandAt(args, {
    values: words('-n -q --interval --equexit'),
    quits: words('-h -v --help --version'),
  });
  if (start === undefined) return [];
  const list = args.slice(start);
  const first = list[0];
  return list.length === 1 && first !== undefined ? [script([first], [], true)] : run(list);
}
