import fs from 'node:fs';
import path from 'node:path';
import { rules } from '../../src/builtin.js';
import { type LintOptions, lint } from '../../src/lint.js';
import type { Report } from '../../src/report.js';
import { DEFAULTS } from '../../src/selection.js';
import { github } from '../secrets/make.js';
import { ROOT } from '../support/rules.js';

/** A token that proves itself. It stands for all secrets: no report may hold it. */
export const TOKEN = github('ghp_');

/** What people write first, with much to find. */
export const FIRST_LOOK = fs.readFileSync(path.join(ROOT, 'fixtures/first-look/Dockerfile'), 'utf8');

/** The report of a text, with all rules on. */
export function linted(text: string, file = 'fixtures/first-look/Dockerfile', more?: Partial<LintOptions>): Report {
  const settings = { ...DEFAULTS, preset: 'all' as const };
  return lint([{ path: file, text, settings }], { rules, today: '2026-01-01', ...more });
}

/** Whole runs of the linter, besides the reports that are made by hand. */
export const realCases: Readonly<Record<string, Report>> = {
  'a real lint': linted(FIRST_LOOK),
  'a planted secret': linted(
    `FROM debian:12\nENV TOKEN=${TOKEN}\nRUN curl -H "Authorization: ${TOKEN}" https://x.test\n`,
  ),
  'allowed, and no longer': linted(
    [
      'FROM debian:12',
      '# plimsoll allow sudo-used until=2030-01-31 by=ann -- the installer asks for it',
      'RUN sudo true',
      '# plimsoll allow sudo-used until=2020-01-31 -- "over" ]]> now',
      'RUN sudo false',
      '',
    ].join('\n'),
  ),
  'a file that ends in the middle': linted('FROM debian:12\nRUN echo "a\\\n'),
};
