import {
  type Argument,
  type Command,
  type DockerfileSubject,
  fits,
  hit,
  strings,
  type Verdict,
} from '../../src/rule.js';
import { type PackageCall, packageCall } from './packages.js';

/** One command that installs packages by name. */
export interface Install {
  readonly command: Command;
  /** The word that says "install", or the last of several: `add` of `yarn global add`. */
  readonly verb: Argument;
  readonly packages: readonly Argument[];
}

/** The option that all rules about versions have. */
export const ALLOW = {
  allow: strings('Names of packages that need no version; `*` stands for anything.'),
};

/**
 * One finding for each installation that leaves a version open, at the first package that does. Words with variables or
 * substitutions may bring a version along, and nothing is said of them.
 *
 * @param nameOf the package's name if the word leaves the version open, else `undefined`
 * @param help what to write instead
 */
export function* unpinned(
  subject: DockerfileSubject<{ readonly allow: readonly string[] }>,
  installs: Iterable<Install>,
  nameOf: (word: string, install: Install) => string | undefined,
  help: string,
): Iterable<Verdict> {
  const { allow } = subject.options;
  for (const install of installs) {
    const open = install.packages.filter(({ value, variables }) => {
      const name = value === undefined || value === '' || variables.length > 0 ? undefined : nameOf(value, install);
      return name !== undefined && !allow.some(pattern => fits(pattern, name));
    });
    const first = open[0];
    if (first === undefined) continue;
    // What looks like an address may hold a password.
    const name = /^[\w@.+/[\]-]{1,80}$/.test(first.value ?? '') ? (first.value as string) : 'this package';
    const subjects = open.length === 1 ? `${name} comes` : `${name} and ${open.length - 1} more come`;
    yield hit(first.span, `${subjects} in whatever version is the newest on the day of the build`, {
      help,
      also: open.slice(1).map(({ span }) => ({ in: 'dockerfile', span })),
    });
  }
}

/** The calls that install packages by name with one of these managers of the operating system. */
export function* packageInstalls(
  subject: Pick<DockerfileSubject, 'commands'>,
  ...managers: readonly PackageCall['manager'][]
): Iterable<Install & { readonly call: PackageCall }> {
  for (const command of subject.commands(...managers)) {
    const call = packageCall(command);
    if (call === undefined || !/^(install|in|add|localinstall)$/.test(call.verb.value ?? '')) continue;
    if (call.action !== 'install') continue;
    if (call.arguments.flag('--simulate', '-s', '--help', '-h', '--version', '--assumeno', '--dry-run') !== undefined)
      continue;
    yield { command, verb: call.verb, packages: call.packages, call };
  }
}

/**
 * The name of an RPM package whose version is left open: `curl`, `java-11-openjdk`, `php-*`. The version part begins with
 * a digit and is the last one, or the last but the release: `tomcat-9.0.1`, `openssl-1:1.1.1k-7.el8`.
 */
export function rpmName(word: string): string | undefined {
  if (/[/=<>]|\.rpm$|^[@!-]/.test(word)) return undefined;
  // A module and its stream: `nodejs:20`. An epoch stands behind a dash.
  if (/^[A-Za-z][\w.+]*(?:-[A-Za-z][\w.+]*)*:[\w.]/.test(word)) return undefined;
  const version = /-(\d[\w.+~^:*]*)(?:-\d[\w.+~^*]*)?$/.exec(word);
  // A name may end in a number: `gcc-toolset-12`.
  return version === null || /^\d{1,2}$/.test(version[0].slice(1)) ? word : undefined;
}

/** Installations with yum or one of its relatives, of packages and of modules, unless a dated repository fixes the versions. */
export function* rpmInstalls(
  subject: Pick<DockerfileSubject, 'commands'>,
  ...managers: readonly PackageCall['manager'][]
): Iterable<Install> {
  for (const command of subject.commands(...managers)) {
    const call = packageCall(command);
    const isModule = call?.verb.value === 'module' && call.packages[0]?.value === 'install';
    if (call === undefined || (!isModule && !/^(install|in)$/.test(call.verb.value ?? ''))) continue;
    const dated = call.arguments.flags.some(
      ({ name, value = '' }) =>
        name === '--snapshottime' || (name === '--releasever' && /^\d{4}\.\d+\.\d{8}$/.test(value)),
    );
    if (dated || call.arguments.flag('--assumeno', '--help', '-h') !== undefined) continue;
    const packages = isModule ? call.packages.slice(1) : call.packages;
    yield { command, verb: isModule ? (call.packages[0] as Argument) : call.verb, packages };
  }
}
