import type { Report } from '../report.js';

/** Exit codes; they stand in the help and are part of the interface. */
export const CLEAN = 0;
/** A finding at or above the threshold. */
export const FINDINGS = 1;
/** Wrong use or configuration; nothing was linted. */
export const WRONG_USE = 2;
/** Something could not be read, or a rule failed. */
export const INCOMPLETE = 3;

/** The exit code that a report gives. */
export function exitCode(report: Report): number {
  const incomplete =
    report.subjects.some(({ error }) => error !== undefined) || report.outcomes.some(({ state }) => state === 'failed');
  if (incomplete) return INCOMPLETE;
  return report.findings.some(({ fails }) => fails) ? FINDINGS : CLEAN;
}
