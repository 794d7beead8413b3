import type { Report } from '../report.js';
import { type Problem, problemsOf } from './problems.js';
import { visible } from './width.js';

/**
 * One line a finding, for editors and problem matchers: `file:line:column: severity: message [rule]`. What could not be
 * judged is an error of the rule `incomplete`. Suppressed findings are left out; a clean run is empty.
 */
export function compact(report: Report): string {
  return problemsOf(report).map(compactLine).join('');
}

/** One line, its line feed included. */
export function compactLine({ file, line, column, severity, message, rule }: Problem): string {
  return `${path(file)}:${line}:${column}: ${severity}: ${visible(message)} [${rule}]\n`;
}

/**
 * A CI service takes a line for a command that begins, blanks aside, with `::`. `./` before it names the same file. What would
 * pass for the end of the path is no finding of its own.
 */
function path(file: string): string {
  return visible(file)
    .replace(/^(?=\s*::)/, './')
    .replace(/:(?=\d+:\d+: (?:error|warning|info): )/g, '\\x3a');
}
