import { type Argument, type Command, type FlagTable, readFlags } from '../../src/rule.js';

/** What a command does to the accounts of an image. */
export interface AccountChange {
  readonly command: Command;
  /** The account; `undefined` where a variable hides it. */
  readonly name: string | undefined;
  readonly at: Argument;
  /** It makes the account. */
  readonly creates: boolean;
  readonly uid: string | undefined;
  /** The first group, where the command says it: by name or number. */
  readonly group: string | undefined;
  /** Further groups that it is given. */
  readonly groups: readonly string[];
  /** The further groups replace the ones before: `usermod -G` without `-a`. */
  readonly replaces: boolean;
}

const split = (list: string): readonly string[] => list.split(' ');

/** shadow-utils. On Fedora and its kin `adduser` is `useradd` too. */
const USERADD: FlagTable = {
  values: split(
    '-b --base-dir -c --comment -d --home-dir --home -e --expiredate -f --inactive -g --gid -G --groups -k --skel -K --key -p --password -R --root -P --prefix -s --shell -u --uid -Z --selinux-user -l --login -v --add-subuids -V --del-subuids -w --add-subgids -W --del-subgids --home_mode',
  ),
  aliases: { '-u': '--uid', '-g': '--gid', '-G': '--groups', '-a': '--append', '-D': '--defaults', '-r': '--remove' },
};
/** `useradd -l` takes no value, `usermod -l` does. */
const USERADD_ONLY: FlagTable = { ...USERADD, values: USERADD.values?.filter(flag => flag !== '-l') ?? [] };
/** Debian's Perl script and BusyBox's applet together: what both know they mean alike, but for `-G`, which is the first group in BusyBox. */
const ADDUSER: FlagTable = {
  values: split(
    '--home --shell --uid --gid --ingroup --gecos --comment --firstuid --lastuid --firstgid --lastgid --conf --add-extra-groups -h -g -s -G -u -k -c -d -b -e -f -p --home-dir --groups --base-dir --password --skel --expiredate',
  ),
  aliases: { '-u': '--uid', '-G': '--ingroup', '-D': '--disabled-password' },
};
const GPASSWD: FlagTable = { values: split('-a --add -d --delete -M --members -A --administrators -Q --root') };

/** The names, for `subject.commands(...)`. */
export const ACCOUNT_COMMANDS = ['useradd', 'adduser', 'usermod', 'addgroup', 'gpasswd'] as const;

/** Reads a command that makes an account or puts one into groups; `undefined` if it is none. */
export function accountChange(command: Command): AccountChange | undefined {
  switch (command.name) {
    case 'useradd':
      return shadow(command, true);
    case 'usermod':
      return shadow(command, false);
    case 'adduser':
      return adduser(command);
    case 'addgroup': {
      // `addgroup USER GROUP` puts an account into a group.
      const { operands } = readFlags(command, { values: split('-g --gid -S --conf --firstgid --lastgid') });
      const [at, group] = operands;
      return at === undefined || group?.value === undefined ? undefined : joined(command, at, [group.value]);
    }
    case 'gpasswd': {
      const given = readFlags(command, GPASSWD);
      const add = given.flag('-a', '--add');
      const group = given.operands[0]?.value;
      if (add === undefined || group === undefined) return undefined;
      return { ...joined(command, add.argument, [group]), name: add.value };
    }
    default:
      return undefined;
  }
}

function joined(command: Command, at: Argument, groups: readonly string[]): AccountChange {
  return { command, name: at.value, at, creates: false, uid: undefined, group: undefined, groups, replaces: false };
}

function shadow(command: Command, creates: boolean): AccountChange | undefined {
  const given = readFlags(command, creates ? USERADD_ONLY : USERADD);
  const at = given.operands.at(-1);
  if (at === undefined || given.flag('--defaults') !== undefined) return undefined;
  const groups = given.flag('--groups')?.value?.split(',').filter(Boolean) ?? [];
  return {
    command,
    name: at.value,
    at,
    creates,
    uid: given.flag('--uid')?.value,
    group: given.flag('--gid')?.value,
    groups,
    replaces: !creates && given.flag('--groups') !== undefined && given.flag('--append') === undefined,
  };
}

function adduser(command: Command): AccountChange | undefined {
  const given = readFlags(command, ADDUSER);
  const [at, group] = given.operands;
  if (at === undefined) return undefined;
  if (group !== undefined) return group.value === undefined ? undefined : joined(command, at, [group.value]);
  const groups = given.flag('--groups')?.value?.split(',').filter(Boolean) ?? [];
  const own = given.flag('--ingroup', '--gid')?.value;
  return {
    command,
    name: at.value,
    at,
    creates: true,
    uid: given.flag('--uid')?.value,
    group: own,
    groups,
    replaces: false,
  };
}
