import { test } from 'node:test';
import type { Report } from '../../../src/report.js';
import { reporters } from '../../../src/reports/all.js';
import type { Format } from '../../../src/reports/index.js';
import { cases } from '../hostile.js';
import { realCases } from '../real.js';
import { plain } from '../sample.js';

/** A time for the format that tells one. */
export const TIME = '2026-01-01T12:30:00';

/** A report in a format. */
export function written(format: Format, report: Report): string {
  return reporters[format](report, { ...plain, time: TIME });
}

/** One test for each report of the matrix, and for each real run: `check` is given what a reader would get. */
export function readsAll(format: Format, check: (text: string, report: Report) => void): void {
  for (const [name, report] of Object.entries({ ...cases, ...realCases }))
    test(`${format}, ${name}`, () => check(written(format, report), report));
}

/** What readers must get back of a problem. */
export interface Told {
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly file: string;
  readonly line: number;
  /** 1 for whatever has none. */
  readonly column: number;
  /** What the message, as it is read, ends with or holds; unsafe characters aside. */
  readonly message: string;
}

/** What is wrong by a report, worked out without what the writers share: findings that count, then what was not judged. */
export function toldBy({ findings, subjects, outcomes }: Report): Told[] {
  const placed = (path: string) => subjects.find(it => it.path === path)?.at ?? { file: path, line: 1 };
  const found = findings
    .filter(it => it.suppressed === undefined)
    .map(({ rule, severity, file, line, column, message, image }): Told => {
      const at = image === undefined ? { file, line } : placed(file);
      return { rule, severity, file: at.file, line: at.line, column: image === undefined ? column : 1, message };
    });
  const missing = [
    ...subjects.flatMap(({ path, error }) => (error === undefined ? [] : [{ path, message: error }])),
    ...outcomes.flatMap(({ subject, state, why }) =>
      state === 'failed' ? [{ path: subject, message: why ?? '' }] : [],
    ),
  ].map(({ path, message }): Told => {
    return { rule: 'incomplete', severity: 'error', ...placed(path), column: 1, message };
  });
  return [...found, ...missing];
}

/** A text without what writers replace or escape in their own ways: only letters, digits and blanks between them. */
export function essence(text: string): string {
  return text
    .replace(/\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[nrt]/g, ' ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
