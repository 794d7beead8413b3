import type { Region, Report } from '../report.js';
import type { Severity } from '../rule.js';
import { type Problem, plainPath, problemsOf, withHelp } from './problems.js';
import { stringify, stringifyLine } from './stringify.js';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'ERROR', warning: 'WARNING', info: 'INFO' };
const SOURCE = { name: 'plimsoll' };

/**
 * Reviewdog's diagnostic format, one result: lines and columns from 1, columns in bytes of UTF-8, ends exclusive. Fixes
 * are suggestions, one each: of several edits each could be taken alone. Suppressed findings are left out.
 */
export function rdjson(report: Report): string {
  const diagnostics = problemsOf(report).map(diagnostic);
  return stringify({ source: SOURCE, severity: 'WARNING', diagnostics });
}

/** The same diagnostics, one a line, nothing around them. */
export function rdjsonl(report: Report): string {
  return problemsOf(report)
    .map(problem => stringifyLine({ ...diagnostic(problem), source: SOURCE }))
    .join('');
}

function diagnostic(problem: Problem): object {
  const { file, severity, rule, finding } = problem;
  const path = plainPath(file);
  const also = (finding?.also ?? []).map(region => ({
    message: 'this belongs to it',
    location: { path, range: range(region) },
  }));
  return {
    message: withHelp(problem),
    location: { path, range: range(problem) },
    severity: SEVERITY[severity],
    code: { value: rule },
    ...suggestions(problem),
    ...(also.length > 0 ? { related_locations: also } : {}),
  };
}

function suggestions({ finding }: Problem): object {
  const { edits = [], joined, secret } = finding?.fix ?? {};
  const edit = edits.length > 1 ? joined : edits[0];
  if (edit?.bytes === undefined || secret !== false) return {};
  return { suggestions: [{ range: range(edit), text: edit.text }] };
}

/** Whole lines where nobody counted bytes: in images, which have no lines, and in merged reports. */
function range({ line, endLine, bytes }: Region): object {
  if (bytes === undefined) return { start: { line }, end: { line: endLine } };
  return { start: { line, column: bytes.column }, end: { line: endLine, column: bytes.endColumn } };
}
