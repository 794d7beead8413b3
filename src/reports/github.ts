import type { Report } from '../report.js';
import type { Severity } from '../rule.js';
import { bySeverity, type Problem, plainPath, problemsOf } from './problems.js';
import { wellFormed } from './stringify.js';

const COMMAND: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/**
 * Workflow commands of GitHub Actions, which make annotations: one line a finding, the most serious first, as only ten
 * of a kind are shown. Suppressed findings are left out; a clean run is empty.
 */
export function github(report: Report): string {
  return bySeverity(problemsOf(report)).map(command).join('');
}

function command(problem: Problem): string {
  const { file, line, column, endLine, endColumn, severity, rule, message, help } = problem;
  const properties = {
    file: plainPath(file),
    line,
    endLine,
    // Columns of other lines than the first are refused.
    ...(line === endLine ? { col: column, endColumn } : {}),
    title: rule,
  };
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`);
  const text = help === undefined ? message : `${message}\nhelp: ${help}`;
  return `::${COMMAND[severity]} ${list.join(',')}::${data(text)}\n`;
}

function data(text: string): string {
  return safe(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** Nothing a terminal obeys, and no command of another service or of an older form anywhere in the line. */
function safe(text: string): string {
  return wellFormed(text)
    .replace(/[^\P{Cc}\n\r]|[\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replace(/(##[A-Za-z]*)\[/g, '$1(');
}
