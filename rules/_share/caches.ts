import { type Command, type DockerfileSubject, hit, type Verdict } from '../../src/rule.js';
import { commandsOf, isCleaned, isMounted } from './cleanup.js';
import { appended, through } from './edits.js';
import { isShipped } from './lineage.js';
import { type Manager, type PackageCall, packageCall } from './packages.js';
import { isDnf5 } from './prompts.js';

/** What a package manager leaves behind, and how it is taken away. */
export interface Cache {
  readonly managers: readonly Manager[];
  readonly directories: readonly string[];
  /** Flags that name another root directory; the cache is below it then. */
  readonly roots: readonly string[];
  /** Flags with which nothing is left, or nobody knows where. */
  readonly exempt: (call: PackageCall) => boolean;
  /** The call takes away what the last installation left. */
  readonly cleans: (call: PackageCall, left: PackageCall, subject: DockerfileSubject) => boolean;
  /** The command to put at the end of the RUN. */
  readonly clean: (manager: Manager) => string;
  readonly message: string;
}

/** RUNs of stages that ship, whose package manager leaves its cache in the layer. */
export function* keptCaches(subject: DockerfileSubject, cache: Cache): Iterable<Verdict> {
  const { file } = subject;
  for (const instruction of subject.instructions('run')) {
    const call = lastCall(commandsOf(subject, instruction), cache);
    if (call === undefined || !isShipped(subject, instruction)) continue;
    const root = call.arguments.flag(...cache.roots);
    if (root !== undefined && root.value === undefined) {
      yield { notEvaluated: 'the root directory of the installation is not known' };
      continue;
    }
    const directories = cache.directories.map(path => (root?.value ?? '').replace(/\/$/, '') + path);
    if (directories.some(path => isMounted(subject, instruction, path))) continue;
    const cleaned = isCleaned(subject, call.command, directories, command => {
      const other = packageCall(command);
      return other !== undefined && cache.cleans(other, call, subject);
    });
    if (cleaned === undefined) yield { notEvaluated: 'a command that cannot be read from here may remove the cache' };
    if (cleaned !== false) continue;
    const clean = root === undefined ? cache.clean(call.manager) : `rm -rf ${directories[0]}`;
    const edit = appended(file.text, file.escape, call.command, clean);
    yield hit(through(call.command, call.verb), cache.message, {
      help: `end this RUN with ${clean}, or mount a cache at ${directories[0]}`,
      ...(edit && { fix: { title: `Add ${clean}`, safety: 'review', edits: [edit] } }),
    });
  }
}

function lastCall(commands: readonly Command[], { managers, exempt }: Cache): PackageCall | undefined {
  for (const command of [...commands].reverse()) {
    const call = packageCall(command);
    if (call === undefined || !managers.includes(call.manager)) continue;
    if (!['install', 'update', 'upgrade'].includes(call.action) || exempt(call)) continue;
    if (!command.wrappers.some(({ name }) => name === 'chroot')) return call;
  }
  return undefined;
}

/** yum, dnf and their small relatives keep metadata, and sometimes packages, in one of these. */
export function rpmCache(...managers: readonly Manager[]): Cache {
  return {
    managers,
    directories: managers.includes('yum')
      ? ['/var/cache/yum', '/var/cache/dnf', '/var/cache/libdnf5']
      : ['/var/cache/dnf', '/var/cache/libdnf5', '/var/cache/yum', '/var/cache/tdnf'],
    roots: ['--installroot'],
    exempt: ({ arguments: given }) =>
      given.flag('--downloadonly', '--assumeno') !== undefined ||
      given.flags.some(({ name, value }) => name === '--setopt' && (value === undefined || /cachedir=/.test(value))),
    // yum is dnf on newer systems, and both clean the same directories there; the microdnf of old has one of its own.
    cleans: ({ action, packages, manager, command }, left, subject) =>
      action === 'clean' &&
      manager !== 'zypper' &&
      packages.some(({ value }) => value === 'all') &&
      ((manager === 'microdnf') === (left.manager === 'microdnf') ||
        isDnf5(subject, command.script.instruction) !== false),
    clean: manager => `${manager} clean all`,
    message: 'the package manager leaves its metadata in this layer, tens of megabytes that everybody pulls',
  };
}
