import type { Argument } from './model.js';

/** How a program that runs another one is called. */
export interface Wrapper {
  /** Flags with a value in the next word. */
  readonly values?: readonly string[];
  /** Flags with which it runs no command. */
  readonly quits?: readonly string[];
  /** Words between its flags and the command. */
  readonly operands?: number;
}

const USER = { operands: 1 };
const NOTHING = {};

/** The programs that run the words behind their own. Those that need more than this are in `wrappers.ts`. */
export const WRAPPERS: Readonly<Record<string, Wrapper>> = {
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

/** Words of a list with blanks between them. */
export function words(list: string): readonly string[] {
  return list.split(' ');
}

/** A word as flag: its value, or its text where that begins with a dash. */
export function flagOf({ value, text }: Argument): string | undefined {
  return value ?? (text.startsWith('-') ? text : undefined);
}

/** Place of the first word that is neither flag nor a flag's value; `undefined` if a flag says that nothing is run. */
export function commandAt(args: readonly Argument[], { values = [], quits = [] }: Wrapper): number | undefined {
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
