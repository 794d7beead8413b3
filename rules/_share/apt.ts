import type { Command, DockerfileSubject } from '../../src/rule.js';
import { precedes } from './lineage.js';
import type { PackageCall } from './packages.js';
import { placeIn, type WrittenFile } from './written.js';

/** What `-o Name=value` or `--option Name=value` of a call sets; names are compared without letter case. */
export function aptOption({ arguments: given }: PackageCall, name: string): string | undefined {
  for (const { name: flag, value } of given.flags) {
    const equals = flag === '--option' ? (value?.indexOf('=') ?? -1) : -1;
    if (value !== undefined && equals !== -1 && value.slice(0, equals).toLowerCase() === name.toLowerCase())
      return value.slice(equals + 1).replace(/^["']|["']$/g, '');
  }
  return undefined;
}

/** How apt reads a setting that is on or off. */
export function isOn(value: string): boolean | undefined {
  if (/^(1|yes|true|with|on|enable)$/i.test(value)) return true;
  return /^(0|no|false|without|off|disable)$/i.test(value) ? false : undefined;
}

/** Nothing is changed: the call only shows, or only fetches. */
export function isDryRun({ arguments: given }: PackageCall): boolean {
  return given.flag('--simulate', '--print-uris', '--download-only', '--help', '-h', '--version') !== undefined;
}

/** It works on another root directory than that of the image. */
export function isElsewhere(call: PackageCall): boolean {
  if (call.command.wrappers.some(({ name }) => name === 'chroot')) return true;
  return call.arguments.flags.some(({ name, value = '' }) => name === '--option' && /^(RootDir|Dir)\b/i.test(value));
}

/**
 * Has apt's configuration been written before a command such that a setting fits the pattern?
 *
 * @returns `undefined` where a file nobody can read from here was copied there
 */
export function isConfigured(
  subject: Pick<DockerfileSubject, 'file' | 'instructions' | 'stateBefore'>,
  command: Command,
  files: readonly WrittenFile[],
  pattern: RegExp,
): boolean | undefined {
  const { instruction } = command.script;
  const isBefore = precedes(subject, instruction);
  for (const file of files)
    if (
      isAptConfiguration(file.path) &&
      isBefore(file.instruction) &&
      (file.command?.span.start ?? 0) < command.span.start &&
      placeIn(file, pattern) !== undefined
    )
      return true;
  for (const copy of subject.instructions('copy', 'add')) {
    if (copy.destination === undefined || copy.heredocs.length > 0 || !isBefore(copy)) continue;
    const path = subject.stateBefore(copy).expand(copy.destination).value ?? copy.destination.text;
    if (isAptConfiguration(path) || /^\/etc\/apt\/?$/.test(path)) return undefined;
  }
  return false;
}

function isAptConfiguration(path: string): boolean {
  return /^\/etc\/apt\/apt\.conf(\.d)?(\/|$)/.test(path);
}
