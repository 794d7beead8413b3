import type { Report } from '../report.js';
import { INCOMPLETE, incomplete } from './incomplete.js';
import { visible } from './width.js';

/**
 * One line a finding, for editors and problem matchers: `file:line:column: severity: message [rule]`. What could not be
 * judged is an error of the rule `incomplete` at 1:1. Suppressed findings are left out; a clean run is empty.
 */
export function compact(report: Report): string {
  const findings = report.findings
    .filter(finding => finding.suppressed === undefined)
    .map(({ file, line, column, severity, message, rule, image }) =>
      format(file, line, column, severity, image?.path ? `${image.path}: ${message}` : message, rule),
    );
  const missing = incomplete(report).map(({ file, message }) => format(file, 1, 1, 'error', message, INCOMPLETE));
  return [...findings, ...missing].map(line => `${line}\n`).join('');
}

function format(file: string, line: number, column: number, severity: string, message: string, rule: string): string {
  return `${path(file)}:${line}:${column}: ${severity}: ${visible(message)} [${rule}]`;
}

/** A CI service takes a line for a command that begins, blanks aside, with `::`. `./` before it names the same file. */
function path(file: string): string {
  return visible(file).replace(/^(?=\s*::)/, './');
}
