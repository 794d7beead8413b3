import { fingerprint } from '../fingerprint.js';
import type { Report } from '../report.js';
import type { Severity } from '../rule.js';
import type { ReportOptions } from './index.js';
import { type Problem, plainPath, problemsOf } from './problems.js';
import { stringify } from './stringify.js';

/** The version of GitLab's schema for security reports that this follows. */
const SCHEMA = '15.2.1';
const SEVERITY: Readonly<Record<Severity, string>> = { error: 'High', warning: 'Medium', info: 'Info' };
/** GitLab's limits, in characters. */
const LONGEST_NAME = 255;
const LONGEST_MESSAGE = 5000;
const LONGEST_SOLUTION = 7000;
/** If nobody says what time it is. */
const EPOCH = '1970-01-01T00:00:00';

/**
 * GitLab's SAST report, for its vulnerability pages. The rule is the first identifier, by which GitLab follows a finding.
 * If something could not be judged, the scan has failed: GitLab then takes nothing that is missing for mended.
 */
export function gitlabSast(report: Report, { time = EPOCH }: ReportOptions): string {
  const problems = problemsOf(report);
  const missing = problems.filter(({ finding }) => finding === undefined);
  const { name, version } = report.tool;
  const tool = { id: name, name: 'Plimsoll', version, vendor: { name: 'Plimsoll' } };
  return stringify({
    version: SCHEMA,
    scan: {
      analyzer: tool,
      scanner: tool,
      type: 'sast',
      start_time: time,
      end_time: time,
      status: missing.length > 0 ? 'failure' : 'success',
      messages: missing.map(({ file, message }) => ({
        level: 'fatal',
        value: shorten(`${file}: ${message}`, LONGEST_MESSAGE),
      })),
    },
    vulnerabilities: problems.filter(({ finding }) => finding !== undefined).map(vulnerability),
  });
}

function vulnerability(problem: Problem): object {
  const { rule, message, help, severity, file, line, endLine, finding } = problem;
  return {
    id: uuid(problem.fingerprint),
    name: shorten(`${rule}: ${message}`, LONGEST_NAME),
    description: message,
    severity: SEVERITY[severity],
    ...(help === undefined ? {} : { solution: shorten(help, LONGEST_SOLUTION) }),
    location: { file: plainPath(file), start_line: line, end_line: endLine },
    identifiers: [
      { type: 'plimsoll_rule', name: `Plimsoll ${rule}`, value: rule },
      ...(finding?.controls ?? []).flatMap(weakness),
    ],
  };
}

function weakness(control: string): object[] {
  const number = /^CWE-(\d+)$/.exec(control)?.[1];
  if (number === undefined) return [];
  const url = `https://cwe.mitre.org/data/definitions/${number}.html`;
  return [{ type: 'cwe', name: control, value: number, url }];
}

/** A UUID (RFC 9562, version 8) made of a fingerprint. */
function uuid(print: string): string {
  const digits = print + fingerprint('uuid', print);
  const variant = '89ab'[Number.parseInt(digits[16] as string, 16) & 3];
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
}

function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
