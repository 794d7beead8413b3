import { type Argument, type Arguments, type Command, type FlagTable, readFlags } from '../../src/rule.js';

/** Package managers of operating systems, under the name they are called by. */
export type Manager =
  | 'apt-get'
  | 'apt'
  | 'aptitude'
  | 'apk'
  | 'yum'
  | 'dnf'
  | 'microdnf'
  | 'tdnf'
  | 'zypper'
  | 'pacman';

/** What a call does. `update` refreshes the index only; `upgrade` brings installed packages up to date. */
export type Action = 'install' | 'update' | 'upgrade' | 'remove' | 'clean' | 'other';

/** One call of a package manager, told apart. */
export interface PackageCall {
  readonly manager: Manager;
  readonly action: Action;
  /** The sub-command's word. */
  readonly verb: Argument;
  readonly command: Command;
  readonly arguments: Arguments;
  /** The operands after the sub-command. */
  readonly packages: readonly Argument[];
}

interface Tool {
  readonly flags: FlagTable;
  readonly verbs: Readonly<Record<string, Action>>;
}

const APT: Tool = {
  flags: {
    values: [
      '-o',
      '--option',
      '-c',
      '--config-file',
      '-t',
      '--target-release',
      '--default-release',
      '-a',
      '--host-architecture',
      '-P',
      '--build-profiles',
      '-S',
      '--snapshot',
    ],
    aliases: {
      '-y': '--yes',
      '--assume-yes': '--yes',
      '-q': '--quiet',
      '-t': '--target-release',
      '--default-release': '--target-release',
      '-o': '--option',
      '-s': '--simulate',
      '--just-print': '--simulate',
      '--dry-run': '--simulate',
      '--recon': '--simulate',
      '--no-act': '--simulate',
      '-d': '--download-only',
      '-f': '--fix-broken',
    },
  },
  verbs: {
    install: 'install',
    reinstall: 'install',
    'build-dep': 'install',
    satisfy: 'install',
    update: 'update',
    upgrade: 'upgrade',
    'dist-upgrade': 'upgrade',
    'full-upgrade': 'upgrade',
    'safe-upgrade': 'upgrade',
    remove: 'remove',
    purge: 'remove',
    autoremove: 'remove',
    autopurge: 'remove',
    'auto-remove': 'remove',
    clean: 'clean',
    autoclean: 'clean',
    'auto-clean': 'clean',
    distclean: 'clean',
    'dist-clean': 'clean',
  },
};

const RPM: Tool = {
  flags: {
    values: [
      '-c',
      '--config',
      '-d',
      '--debuglevel',
      '-e',
      '--errorlevel',
      '--installroot',
      '--enablerepo',
      '--disablerepo',
      '--repo',
      '--repoid',
      '-x',
      '--exclude',
      '--excludepkgs',
      '--setopt',
      '--releasever',
      '--forcearch',
      '--disableplugin',
      '--enableplugin',
      '--downloaddir',
      '--destdir',
      '--color',
      '-R',
      '--randomwait',
      '--comment',
      '--advisory',
      '--advisories',
      '--snapshottime',
    ],
    aliases: { '-y': '--assumeyes', '-q': '--quiet', '-C': '--cacheonly', '-x': '--exclude', '-c': '--config' },
  },
  verbs: {
    install: 'install',
    in: 'install',
    localinstall: 'install',
    groupinstall: 'install',
    reinstall: 'install',
    rei: 'install',
    builddep: 'install',
    swap: 'install',
    makecache: 'update',
    'check-update': 'update',
    update: 'upgrade',
    upgrade: 'upgrade',
    up: 'upgrade',
    'update-to': 'upgrade',
    'upgrade-to': 'upgrade',
    'upgrade-minimal': 'upgrade',
    'up-min': 'upgrade',
    'distro-sync': 'upgrade',
    remove: 'remove',
    erase: 'remove',
    rm: 'remove',
    autoremove: 'remove',
    groupremove: 'remove',
    clean: 'clean',
  },
};

const TOOLS: Readonly<Record<Manager, Tool>> = {
  'apt-get': APT,
  apt: APT,
  aptitude: APT,
  yum: RPM,
  dnf: RPM,
  microdnf: RPM,
  tdnf: RPM,
  apk: {
    flags: {
      values: [
        '-X',
        '--repository',
        '-p',
        '--root',
        '-t',
        '--virtual',
        '--repositories-file',
        '--cache-dir',
        '--cache-max-age',
        '--keys-dir',
        '--arch',
        '--wait',
        '--progress-fd',
        '--timeout',
      ],
      aliases: {
        '-t': '--virtual',
        '-X': '--repository',
        '-U': '--update-cache',
        '--update': '--update-cache',
        '-q': '--quiet',
        '-u': '--upgrade',
      },
    },
    verbs: { add: 'install', update: 'update', upgrade: 'upgrade', fix: 'upgrade', del: 'remove', cache: 'clean' },
  },
  zypper: {
    flags: {
      values: [
        '-R',
        '--root',
        '--installroot',
        '-c',
        '--config',
        '-D',
        '--reposd-dir',
        '-C',
        '--cache-dir',
        '-t',
        '--type',
        '-r',
        '--repo',
        '--from',
        '--plus-repo',
        '-p',
        '--plus-content',
        '--releasever',
        '--solver-focus',
      ],
      aliases: {
        '-n': '--non-interactive',
        '-y': '--no-confirm',
        '-l': '--auto-agree-with-licenses',
        '-q': '--quiet',
        '-a': '--all',
      },
    },
    verbs: {
      install: 'install',
      in: 'install',
      'source-install': 'install',
      si: 'install',
      refresh: 'update',
      ref: 'update',
      update: 'upgrade',
      up: 'upgrade',
      patch: 'upgrade',
      'dist-upgrade': 'upgrade',
      dup: 'upgrade',
      remove: 'remove',
      rm: 'remove',
      clean: 'clean',
      cc: 'clean',
    },
  },
  pacman: { flags: { values: ['-r', '--root', '-b', '--dbpath', '--cachedir', '--config', '--ignore'] }, verbs: {} },
};

/** The names of all package managers, for `subject.commands(...)`. */
export const MANAGERS = Object.keys(TOOLS) as readonly Manager[];

/** Reads a command as a call of a package manager; `undefined` if it is none, or has no sub-command that can be read. */
export function packageCall(command: Command): PackageCall | undefined {
  const manager = command.name as Manager;
  if (command.name === undefined || !Object.hasOwn(TOOLS, command.name)) return undefined;
  if (manager === 'pacman') return pacmanCall(command);
  const tool = TOOLS[manager];
  const given = readFlags(command, tool.flags);
  const verb = given.operands[0];
  if (verb?.value === undefined) return undefined;
  const action = Object.hasOwn(tool.verbs, verb.value) ? (tool.verbs[verb.value] as Action) : 'other';
  return { manager, action, verb, command, arguments: given, packages: given.operands.slice(1) };
}

/** pacman's sub-command is a group of short flags: -Sy, -Syu, -S pkg, -Scc, -R. */
function pacmanCall(command: Command): PackageCall | undefined {
  const given = readFlags(command, TOOLS.pacman.flags);
  const names = given.flags.map(flag => flag.name);
  const verb = command.args.find(argument => /^(-[A-Z]|--(sync|remove|upgrade))/.test(argument.value ?? ''));
  if (verb === undefined) return undefined;
  const has = (...wanted: string[]): boolean => wanted.some(name => names.includes(name));
  const sync = has('-S', '--sync');
  const action: Action =
    sync && has('-c', '--clean')
      ? 'clean'
      : has('-R', '--remove')
        ? 'remove'
        : sync && given.operands.length > 0
          ? 'install'
          : sync && has('-u', '--sysupgrade')
            ? 'upgrade'
            : sync && has('-y', '--refresh')
              ? 'update'
              : has('-U')
                ? 'install'
                : 'other';
  return { manager: 'pacman', action, verb, command, arguments: given, packages: given.operands };
}

/** Every package-manager call of the commands given, in order. */
export function packageCalls(commands: Iterable<Command>): PackageCall[] {
  return [...commands].flatMap(command => packageCall(command) ?? []);
}
