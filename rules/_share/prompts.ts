import { type Command, type DockerfileSubject, hit, type Instruction, type Verdict } from '../../src/rule.js';
import { behind, through } from './edits.js';
import { precedes } from './lineage.js';
import { officialName } from './official-images.js';
import { type Manager, type PackageCall, packageCall } from './packages.js';
import { mayBeFlags } from './unknown-flags.js';
import { placeIn, writtenFiles } from './written.js';

/** Something else than a terminal answers the command's questions: a pipe into it, or a file. */
export function isAnswered(command: Command): boolean {
  if (command.redirects.some(({ operator }) => operator.startsWith('<'))) return true;
  // What is piped into xargs are words, and what xargs starts reads nothing.
  if (command.wrappers.some(({ name }) => name === 'xargs')) return false;
  const outermost = command.wrappers[0] ?? command;
  const place = command.pipeline?.parts.indexOf(outermost) ?? 0;
  return place !== 0;
}

const ASSUMED = /\bassumeyes\s*=\s*(1|true|yes|on)\b/i;
/** Sub-commands of sub-commands that ask. */
const NESTED = /^(install|localinstall|upgrade|update|remove|enable|disable|reset|switch-to)$/;

/** Calls of yum, dnf, microdnf or tdnf that ask before they go on. */
export function* rpmPrompts(subject: DockerfileSubject, ...managers: readonly Manager[]): Iterable<Verdict> {
  const files = writtenFiles(subject).filter(({ path }) => /^\/etc\/(yum|dnf|tdnf)[\w./-]*\.conf$/.test(path));
  const assumed = files.filter(file => placeIn(file, ASSUMED) !== undefined);
  for (const command of subject.commands(...managers)) {
    const call = packageCall(command);
    if (call === undefined || !asks(call) || isAnswered(command)) continue;
    const { instruction } = command.script;
    const asking = call.manager === 'microdnf' ? isDnf5(subject, instruction) : true;
    if (asking === undefined) yield { notEvaluated: 'the base image decides whether microdnf asks' };
    if (asking !== true) continue;
    if (assumed.length > 0 && assumed.some(file => precedes(subject, instruction)(file.instruction))) continue;
    const flags = mayBeFlags(subject, command);
    if (flags !== undefined) {
      yield { notEvaluated: `${flags.text} may hold -y` };
      continue;
    }
    yield hit(
      through(command, call.verb),
      `${call.manager} asks before it goes on, and without an answer the build stops`,
      {
        help: 'add -y',
        fix: { title: 'Add -y', safety: 'safe', edits: [behind(command, call.verb, '-y')] },
      },
    );
  }
}

function asks({ action, verb, packages, arguments: given }: PackageCall): boolean {
  if (given.flag('--assumeyes', '--assumeno', '--help', '-h', '--version') !== undefined) return false;
  if (given.flags.some(({ name, value }) => name === '--setopt' && (value === undefined || ASSUMED.test(value))))
    return false;
  if (action === 'install' || action === 'upgrade' || action === 'remove') return true;
  return /^(groups?|module|copr)$/.test(verb.value ?? '') && NESTED.test(packages[0]?.value ?? '');
}

/** Distributions whose microdnf, if they have one, is the small program of old. */
const WITHOUT_DNF5 =
  /^(?:alpine|debian|ubuntu|centos|almalinux|rockylinux|oraclelinux|amazonlinux|photon)$|^(?:.*\/)?ubi(?:8|9|10)(?:-minimal|-micro|-init)?$|^ubi(?:8|9|10)\//;

/** Is microdnf another name of dnf5, as it is on Fedora today? `undefined`: nobody knows the base image. */
export function isDnf5(subject: DockerfileSubject, { stage }: Instruction): boolean | undefined {
  const found = subject.file.stages[stage ?? -1];
  if (found === undefined) return undefined;
  const { base } = subject.rootOf(found);
  if (base.kind === 'scratch') return false;
  if (base.kind !== 'image') return undefined;
  const { repository, tag } = base.parsed;
  const name = officialName(base.parsed) ?? repository;
  if (/^(?:.*\/)?fedora(?:-minimal)?$/.test(name)) {
    if (tag === undefined || tag === 'latest' || tag === 'rawhide')
      return base.parsed.digest === undefined ? true : undefined;
    // What lies between these took the change in steps.
    return /^\d+$/.test(tag) ? (Number(tag) >= 41 ? true : Number(tag) < 38 ? false : undefined) : undefined;
  }
  return WITHOUT_DNF5.test(name) ? false : undefined;
}
