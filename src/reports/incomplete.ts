import type { Report } from '../report.js';

/** The name under which formats that know only findings show that something was not judged. */
export const INCOMPLETE = 'incomplete';

/** Something that could not be judged: a file that could not be read, a rule that failed. */
export interface Incomplete {
  readonly file: string;
  readonly rule: string | undefined;
  readonly message: string;
}

/** What is missing from a report: first the files, then the rules, each in the report's order. */
export function incomplete(report: Report): Incomplete[] {
  const files = report.subjects.flatMap(({ path, error }) =>
    error === undefined ? [] : [{ file: path, rule: undefined, message: error }],
  );
  const rules = report.outcomes.flatMap(({ subject, rule, state, why }) =>
    state === 'failed' ? [{ file: subject, rule, message: `the rule ${rule} failed${why ? `: ${why}` : ''}` }] : [],
  );
  return [...files, ...rules];
}
