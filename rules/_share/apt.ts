import type { Command } from '../../src/rule.js';
import { precedes } from './lineage.js';
import type { PackageCall } from './packages.js';
import { placeIn, writtenFiles } from './written.js';

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
 * Tells of a command whether apt's configuration has been written before it such that a setting fits the pattern.
 *
 * @returns a function that gives `undefined` where a file nobody can read from here was copied there
 */
export function configuration(
  subject: Parameters<typeof writtenFiles>[0],
  pattern: RegExp,
): (command: Command) => boolean | undefined {
  const settings = writtenFiles(subject).filter(
    file => isAptConfiguration(file.path) && placeIn(file, pattern) !== undefined,
  );
  const copies = [...subject.instructions('copy', 'add')].filter(copy => {
    if (!('destination' in copy) || copy.destination === undefined || copy.heredocs.length > 0) return false;
    const path = subject.stateBefore(copy).expand(copy.destination).value ?? copy.destination.text;
    return isAptConfiguration(path) || /^\/etc\/apt\/?$/.test(path);
  });
  return ({ script: { instruction }, span }) => {
    if (settings.length + copies.length === 0) return false;
    const isBefore = precedes(subject, instruction);
    const isSet = settings.some(file => (file.command?.span.start ?? 0) < span.start && isBefore(file.instruction));
    return isSet ? true : copies.some(isBefore) ? undefined : false;
  };
}

function isAptConfiguration(path: string): boolean {
  return /^\/etc\/apt\/apt\.conf(\.d)?(\/|$)/.test(path);
}
