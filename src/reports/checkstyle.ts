import type { Report } from '../report.js';
import { grouped } from './grouped.js';
import { type Problem, plainPath, problemsOf, withHelp } from './problems.js';
import { attributes } from './xml.js';

/** The XML of Checkstyle: files with their errors, clean files too. Suppressed findings are left out. */
export function checkstyle(report: Report): string {
  const problems = grouped(problemsOf(report), ({ file }) => plainPath(file));
  const files = new Set([...report.subjects.map(({ path, at }) => plainPath(at?.file ?? path)), ...problems.keys()]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<checkstyle version="4.3">',
    ...[...files].flatMap(name => [
      `  <file${attributes({ name })}>`,
      ...(problems.get(name) ?? []).map(error),
      '  </file>',
    ]),
    '</checkstyle>\n',
  ].join('\n');
}

function error(problem: Problem): string {
  const { line, column, severity, rule } = problem;
  return `    <error${attributes({ line, column, severity, message: withHelp(problem), source: `plimsoll.${rule}` })}/>`;
}
