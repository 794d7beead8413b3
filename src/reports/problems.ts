import { fingerprint } from '../fingerprint.js';
import type { Finding, Region, Report } from '../report.js';
import type { Severity } from '../rule.js';
import { anchorsOf, located } from './anchors.js';
import { INCOMPLETE, incomplete } from './incomplete.js';

/** What forms that know nothing but problems in files show: a finding, or something that could not be judged. */
export interface Problem extends Region {
  readonly severity: Severity;
  /** The rule's id, or `incomplete`. */
  readonly rule: string;
  /** The file to open: of a finding in an image the Dockerfile, or what else `SubjectReport.at` says. */
  readonly file: string;
  /** The path or the reference of its subject. */
  readonly subject: string;
  /** What is wrong; in front of it, of an image, where in it. */
  readonly message: string;
  readonly help?: string;
  /** Fails the run. */
  readonly fails: boolean;
  /** The same across runs, though lines move; no two of a report are equal. */
  readonly fingerprint: string;
  /** `undefined` for what could not be judged. */
  readonly finding?: Finding;
}

/** All problems of a report in its order, what could not be judged last. Findings that somebody allowed are none. */
export function problemsOf(report: Report): Problem[] {
  const anchors = anchorsOf(report);
  const found = report.findings
    .filter(({ suppressed }) => suppressed === undefined)
    .map((finding): Problem => {
      const { severity, rule, file, help, fails, fingerprint } = finding;
      const told = { severity, rule, subject: file, fails, fingerprint, finding, ...located(finding, anchors) };
      return help === undefined ? told : { ...told, help };
    });
  const missing = incomplete(report).map(({ file, message }): Problem => {
    const at = anchors.get(file);
    const line = at?.line ?? 1;
    return {
      line,
      column: 1,
      endLine: line,
      endColumn: 1,
      severity: 'error',
      rule: INCOMPLETE,
      file: at?.file ?? file,
      subject: file,
      message: at === undefined ? message : `${file}: ${message}`,
      fails: true,
      fingerprint: fingerprint(INCOMPLETE, file, message),
    };
  });
  return unique([...found, ...missing]);
}

/** Readers of some forms keep only one of those with equal fingerprints. */
function unique(problems: readonly Problem[]): Problem[] {
  const times = new Map<string, number>();
  return problems.map(problem => {
    const time = times.get(problem.fingerprint) ?? 0;
    times.set(problem.fingerprint, time + 1);
    return time === 0 ? problem : { ...problem, fingerprint: fingerprint(problem.fingerprint, time) };
  });
}

/** The most serious first, otherwise in order: where only the first few are shown, those that matter are among them. */
export function bySeverity(problems: readonly Problem[]): Problem[] {
  return (['error', 'warning', 'info'] as const).flatMap(severity => problems.filter(it => it.severity === severity));
}

/** What is wrong and what to do about it, in one sentence without a final stop. */
export function withHelp({ message, help }: Pick<Problem, 'message' | 'help'>): string {
  return help === undefined ? message : `${message}; ${help}`;
}

/** A path as formats for machines have it: with `/`, without `./` in front. */
export function plainPath(file: string): string {
  return file.replace(/^(?:\.\/+)+/, '');
}
