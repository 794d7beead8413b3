/** What help and the manual page both say. */
import type { CommandSpec } from './table.js';

/** What it is for, in one sentence. */
export const PURPOSE = 'Finds what is wrong in Dockerfiles and container images.';

/** Commands that people type, and what they do. */
export const EXAMPLES: readonly (readonly [string, string])[] = [
  ['plimsoll Dockerfile', 'Lint one file'],
  ['plimsoll image nginx:1.27', 'Lint an image, wherever it is'],
  ['plimsoll lint -f sarif -o plimsoll.sarif', 'A report for GitHub code scanning'],
];

/** What each exit code says. */
export const EXIT_CODES: readonly (readonly [number, string])[] = [
  [0, 'clean'],
  [1, 'findings at or above --fail-on'],
  [2, 'wrong use or configuration, nothing was linted'],
  [3, 'incomplete: something could not be read, or a rule failed'],
];

/** A command with its arguments: `explain <rule>`, `lint [paths..]`. */
export function usage(command: CommandSpec): string {
  const words = command.arguments.map(({ name, required, several }) => {
    const inside = several ? `${name}..` : name;
    return required ? `<${inside}>` : `[${inside}]`;
  });
  return [command.name, ...words].join(' ');
}
