import { maskTokens } from './findings/mask.js';
import type { Finding, Outcome, Report, RuleDescription, SubjectReport } from './report.js';
import { allowedBy, type RegisteredRule, type Severity } from './rule.js';
import { VERSION } from './version.js';

/** What came of one subject. */
export interface SubjectResult {
  readonly subject: SubjectReport;
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
}

/** The result of a subject that could not be read at all: it stands in the report so that nobody takes it for clean. */
export function unread(kind: SubjectReport['kind'], path: string, error: string): SubjectResult {
  return { subject: { kind, path, score: undefined, error: maskTokens(error) }, findings: [], outcomes: [] };
}

/** Puts the results of all subjects together. @param shard the part of a whole that they are, if they are one */
export function assemble(
  results: readonly SubjectResult[],
  rules: readonly RegisteredRule[],
  shard?: Report['shard'],
): Report {
  const parts = {
    subjects: results.map(({ subject }) => subject),
    findings: results.flatMap(result => result.findings),
    outcomes: results.flatMap(result => result.outcomes),
  };
  return { ...whole(parts, rules), ...(shard === undefined ? {} : { shard }) };
}

/** A report of what other reports hold. */
export function whole(
  { subjects, findings, outcomes }: Pick<Report, 'subjects' | 'findings' | 'outcomes'>,
  rules: readonly RegisteredRule[],
): Report {
  const scores = subjects.flatMap(subject => subject.score ?? []);
  const count = (severity: Severity): number =>
    findings.filter(finding => finding.severity === severity && finding.suppressed === undefined).length;
  return {
    version: 1,
    tool: { name: 'plimsoll', version: VERSION },
    subjects,
    findings,
    outcomes,
    score: scores.length === 0 ? undefined : Math.min(...scores),
    summary: {
      files: subjects.length,
      error: count('error'),
      warning: count('warning'),
      info: count('info'),
      suppressed: findings.filter(finding => finding.suppressed !== undefined).length,
      notEvaluated: outcomes.filter(outcome => outcome.state === 'not-evaluated').length,
    },
    rules: rules.map(describe),
  };
}

function describe(rule: RegisteredRule): RuleDescription {
  const { id, aliases, controls, topic, severity, confidence, summary, why } = rule;
  return { id, aliases, controls, topic, severity, confidence, summary, why, allowedBy: allowedBy(rule) };
}
