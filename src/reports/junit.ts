import type { Finding, Report } from '../report.js';
import { grouped } from './grouped.js';
import { type Problem, problemsOf } from './problems.js';
import { attributes, xml } from './xml.js';

/**
 * JUnit's XML, as Jenkins and most others read it: a suite for each file or image. What fails the run is a failed test,
 * what could not be judged a broken one, what somebody allowed a skipped one; other findings pass and say what they are.
 * A clean file is one test that passes.
 */
export function junit(report: Report): string {
  const problems = grouped(problemsOf(report), ({ subject }) => subject);
  const allowed = grouped(
    report.findings.filter(({ suppressed }) => suppressed !== undefined),
    ({ file }) => file,
  );
  const paths = [...new Set(report.subjects.map(({ path }) => path))];
  const suites = paths.map(path => suite(path, problems.get(path) ?? [], allowed.get(path) ?? []));
  const sum = (count: (suite: Suite) => number): number => suites.reduce((total, it) => total + count(it), 0);
  const counts = { tests: sum(it => it.cases.length), failures: sum(it => it.failures), errors: sum(it => it.errors) };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'plimsoll', ...counts })}>`,
    ...suites.flatMap(({ name, cases, failures, errors, skipped }) => [
      `  <testsuite${attributes({ name, tests: cases.length, failures, errors, skipped })}>`,
      ...cases,
      '  </testsuite>',
    ]),
    '</testsuites>\n',
  ].join('\n');
}

interface Suite {
  readonly name: string;
  readonly cases: readonly string[];
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function suite(path: string, problems: readonly Problem[], allowed: readonly Finding[]): Suite {
  const broken = problems.filter(({ finding }) => finding === undefined);
  const failed = problems.filter(({ finding, fails }) => finding !== undefined && fails);
  const cases = [...problems.map(it => problemCase(it, path)), ...allowed.map(it => allowedCase(it, path))];
  return {
    name: path,
    cases: cases.length > 0 ? cases : [`    <testcase${attributes({ name: 'no findings', classname: path })}/>`],
    failures: failed.length,
    errors: broken.length,
    skipped: allowed.length,
  };
}

function problemCase(
  { rule, file, line, column, severity, message, help, fails, finding }: Problem,
  path: string,
): string {
  const where = `${file}:${line}:${column}`;
  const text = [`${where}: ${severity}: ${message}`, ...(help === undefined ? [] : [`help: ${help}`])].join('\n');
  const head = `    <testcase${attributes({ name: `${rule} at ${where}`, classname: path })}>`;
  const kind = finding === undefined ? 'error' : 'failure';
  const body = fails
    ? `<${kind}${attributes({ message, type: severity })}>${xml(text)}</${kind}>`
    : `<system-out>${xml(text)}</system-out>`;
  return [head, `      ${body}`, '    </testcase>'].join('\n');
}

function allowedCase({ rule, line, column, suppressed }: Finding, path: string): string {
  const { by, reason, until } = suppressed ?? {};
  const message = [reason ?? 'allowed', by && `by ${by}`, until && `until ${until}`].filter(Boolean).join(', ');
  const head = attributes({ name: `${rule} at ${path}:${line}:${column}`, classname: path });
  return `    <testcase${head}>\n      <skipped${attributes({ message })}/>\n    </testcase>`;
}
