import type { Report } from '../report.js';
import type { Severity } from '../rule.js';
import { plainPath, problemsOf, withHelp } from './problems.js';
import { stringify } from './stringify.js';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'major', info: 'info' };

/**
 * GitLab's report of code quality: an array of problems in the form of Code Climate. The rule stands in the description,
 * as GitLab shows no other name of it. Suppressed findings are left out.
 */
export function gitlab(report: Report): string {
  return stringify(
    problemsOf(report).map(problem => ({
      type: 'issue',
      check_name: problem.rule,
      description: `${problem.rule}: ${withHelp(problem)}`,
      categories: [problem.finding?.topic === 'secrets' ? 'Security' : 'Bug Risk'],
      fingerprint: problem.fingerprint,
      severity: SEVERITY[problem.severity],
      location: { path: plainPath(problem.file), lines: { begin: problem.line, end: problem.endLine } },
    })),
  );
}
