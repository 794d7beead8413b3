import type { Report } from '../report.js';
import { compactLine } from './compact.js';
import { bySeverity, type Problem, plainPath, problemsOf, withHelp } from './problems.js';
import { wellFormed } from './stringify.js';

/**
 * Logging commands of Azure Pipelines: an issue for each error and warning, the most serious first. Information, for which
 * there is no command, is a plain line. If something was found and nothing fails the run, it succeeded with issues.
 */
export function azure(report: Report): string {
  const problems = bySeverity(problemsOf(report));
  const lines = problems.map(problem => (problem.severity === 'info' ? compactLine(problem) : command(problem)));
  const told = problems.some(({ severity }) => severity !== 'info');
  const passes = told && !problems.some(({ fails }) => fails);
  return [...lines, ...(passes ? ['##vso[task.complete result=SucceededWithIssues;]\n'] : [])].join('');
}

function command(problem: Problem): string {
  const { severity, file, line, column, rule } = problem;
  const list = { type: severity, sourcepath: plainPath(file), linenumber: line, columnnumber: column, code: rule };
  const properties = Object.entries(list).map(([key, value]) => `${key}=${property(String(value))};`);
  return `##vso[task.logissue ${properties.join('')}]${data(withHelp(problem))}\n`;
}

function data(text: string): string {
  return wellFormed(text)
    .replace(/[^\P{Cc}\n\r]|[\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replace(/(##[A-Za-z]*)\[/g, '$1(')
    .replaceAll('%', '%AZP25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(';', '%3B').replaceAll(']', '%5D');
}
