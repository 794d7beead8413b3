import { dialectOfProgram, isParsed, readShellWords } from './dialect.js';
import type { Argument, Command } from './model.js';

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

/** How a program that runs another one is called. */
interface Wrapper {
  /** Flags with a value in the next word. */
  readonly values?: readonly string[];
  /** Flags with which it runs no command. */
  readonly quits?: readonly string[];
  /** Words between its flags and the command. */
  readonly operands?: number;
}

const USER = { operands: 1 };
const NOTHING = {};

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: {
    values: words(
      '-u -g -h -p -C -r -t -T -U -D -R --user --group --host --prompt --close-from --role --type --command-timeout --other-user --chdir --chroot',
    ),
    quits: words('-l -e -V -K --list --edit --version --remove-timestamp --help'),
  },
  doas: { values: words('-u -C'), quits: words('-C -L') },
  env: { values: words('-u -C --unset --chdir'), quits: words('--help --version') },
  command: { quits: words('-v -V') },
  builtin: NOTHING,
  exec: { values: words('-a') },
  nice: { values: words('-n --adjustment') },
  ionice: { values: words('-c -n --class --classdata'), quits: words('-p -P -u --pid --pgid --uid') },
  nohup: NOTHING,
  time: { values: words('-o -f --output --format') },
  timeout: { values: words('-s -k --signal --kill-after'), operands: 1 },
  chroot: { values: words('--userspec --groups'), operands: 1 },
  chrt: {
    values: words('-T -P -D --sched-runtime --sched-period --sched-deadline'),
    quits: words('-p -m --pid --max'),
    operands: 1,
  },
  taskset: { quits: words('-p --pid'), operands: 1 },
  stdbuf: { values: words('-i -o -e --input --output --error') },
  setsid: NOTHING,
  strace: { values: words('-a -b -e -E -I -o -O -p -P -s -S -u -U -X --output --trace --user'), quits: words('-p') },
  ltrace: { values: words('-a -A -e -l -n -o -p -s -u -w -x'), quits: words('-p') },
  eatmydata: NOTHING,
  fakeroot: { values: words('-l -s -i -b --lib --faked') },
  fakechroot: { values: words('-l -d -e -c -b') },
  faketime: { values: words('-p'), operands: 1 },
  gosu: USER,
  'su-exec': USER,
  setuidgid: USER,
  's6-setuidgid': USER,
  setpriv: {
    values: words(
      '--reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits --pdeathsig --selinux-label --apparmor-profile',
    ),
    quits: words('-d --dump'),
  },
  unshare: { values: words('-S -G -R -w --setuid --setgid --root --wd --propagation --setgroups') },
  nsenter: { values: words('-t -S -G --target --setuid --setgid') },
  'dumb-init': { values: words('-r --rewrite') },
  tini: { values: words('-p -e') },
  catatonit: NOTHING,
  busybox: { quits: words('--install --list --list-full --help') },
  'ssh-agent': { values: words('-a -E -O -P -t'), quits: words('-k') },
  'dbus-run-session': { values: words('--dbus-daemon --config-file') },
  'xvfb-run': { values: words('-e -f -n -p -s -w --error-file --auth-file --server-num --server-args --wait') },
  linux32: NOTHING,
  linux64: NOTHING,
  chronic: NOTHING,
  'with-contenv': NOTHING,
};

function words(list: string): readonly string[] {
  return list.split(' ');
}

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

/** A word as flag: its value, or its text where that begins with a dash. */
function flagOf({ value, text }: Argument): string | undefined {
  return value ?? (text.startsWith('-') ? text : undefined);
}

/** Place of the first word that is neither flag nor a flag's value; `undefined` if a flag says that nothing is run. */
function commandAt(args: readonly Argument[], { values = [], quits = [] }: Wrapper): number | undefined {
  let i = 0;
  while (i < args.length) {
    const word = flagOf(args[i] as Argument);
    if (word === '--') return i + 1;
    if (word === undefined || !word.startsWith('-')) break;
    if (word.startsWith('--')) {
      if (quits.includes(word)) return undefined;
      i += values.includes(word) ? 2 : 1;
      continue;
    }
    let next = 1;
    for (let at = 1; at < word.length; at++) {
      const flag = `-${word[at]}`;
      if (quits.includes(flag)) return undefined;
      if (!values.includes(flag)) continue;
      if (at === word.length - 1) next = 2;
      break;
    }
    i += next;
  }
  return i;
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
