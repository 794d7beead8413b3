import type { Region, Report, RuleDescription } from '../report.js';
import type { Severity } from '../rule.js';
import { INCOMPLETE } from './incomplete.js';
import { plainMarkdown } from './markdown-text.js';
import { type Problem, plainPath, problemsOf, withHelp } from './problems.js';
import { stringify } from './stringify.js';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'HIGH', warning: 'MEDIUM', info: 'LOW' };
const ENGINE = 'plimsoll';

/**
 * SonarQube's generic issues in the form that 10.3 brought and later versions alone take: the rules that found something,
 * and issues. Lines from 1, columns from 0. Suppressed findings are left out.
 */
export function sonarqube(report: Report): string {
  const problems = problemsOf(report);
  const found = new Set(problems.map(({ rule }) => rule));
  const rules = report.rules.filter(({ id }) => found.has(id)).map(described);
  // A merged report may tell of rules that this version has not got.
  const known = new Set(report.rules.map(({ id }) => id));
  const others = [...found].filter(id => !known.has(id)).map(undescribed);
  return stringify({ rules: [...rules, ...others], issues: problems.map(issue) });
}

function described({ id, summary, why, severity, controls }: RuleDescription): object {
  const quality = controls.length > 0 ? 'SECURITY' : 'MAINTAINABILITY';
  return rule(id, summary, [summary, plainMarkdown(why)].filter(Boolean).join('\n\n'), quality, severity);
}

function undescribed(id: string): object {
  const text = id === INCOMPLETE ? 'Something could not be judged.' : `The rule ${id}.`;
  return rule(id, text, text, 'RELIABILITY', 'error');
}

function rule(id: string, name: string, description: string, softwareQuality: string, severity: Severity): object {
  return {
    id,
    name,
    description,
    engineId: ENGINE,
    cleanCodeAttribute: softwareQuality === 'SECURITY' ? 'TRUSTWORTHY' : 'CONVENTIONAL',
    impacts: [{ softwareQuality, severity: SEVERITY[severity] }],
  };
}

function issue(problem: Problem): object {
  const filePath = plainPath(problem.file);
  const also = (problem.finding?.also ?? []).map(region => ({
    message: 'this belongs to it',
    filePath,
    textRange: textRange(region),
  }));
  return {
    ruleId: problem.rule,
    primaryLocation: { message: withHelp(problem), filePath, textRange: textRange(problem) },
    ...(also.length > 0 ? { secondaryLocations: also } : {}),
  };
}

/** The server refuses ranges without width, and those that end where a line has not begun: whole lines stand for them. */
function textRange({ line, column, endLine, endColumn }: Region): object {
  if (line === endLine && column === endColumn) return { startLine: line };
  if (endColumn === 1) return { startLine: line, endLine: endLine - 1 };
  return { startLine: line, endLine, startColumn: column - 1, endColumn: endColumn - 1 };
}
