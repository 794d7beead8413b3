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
  const name = namer();
  const cases = [...problems.map(it => problemCase(it, path, name)), ...allowed.map(it => allowedCase(it, path, name))];
  return {
    name: path,
    cases: cases.length > 0 ? cases : [`    <testcase${attributes({ name: 'no findings', classname: path })}/>`],
    failures: failed.length,
    errors: broken.length,
    skipped: allowed.length,
  };
}

/** Of tests with the same name readers keep one, so the second gets a number. */
type Namer = (rule: string, where: string) => string;

function namer(): Namer {
  const times = new Map<string, number>();
  return (rule, where) => {
    const name = `${rule} at ${where}`;
    const time = (times.get(name) ?? 0) + 1;
    times.set(name, time);
    return time === 1 ? name : `${name} (${time})`;
  };
}

function problemCase(
  { rule, file, line, column, severity, message, help, fails, finding }: Problem,
  path: string,
  named: Namer,
): string {
  const where = `${file}:${line}:${column}`;
  const text = [`${where}: ${severity}: ${message}`, ...(help === undefined ? [] : [`help: ${help}`])].join('\n');
  const head = `    <testcase${attributes({ name: named(rule, placeOf(finding) ?? where), classname: path })}>`;
  const kind = finding === undefined ? 'error' : 'failure';
  const body = fails
    ? `<${kind}${attributes({ message, type: severity })}>${xml(text)}</${kind}>`
    : `<system-out>${xml(text)}</system-out>`;
  return [head, `      ${body}`, '    </testcase>'].join('\n');
}

/** Where in an image a finding stands; `undefined` for one that has a line. */
function placeOf(finding: Finding | undefined): string | undefined {
  if (finding?.image === undefined) return undefined;
  const { path, pointer, layer } = finding.image;
  return path || pointer || (layer === undefined ? 'the configuration' : `layer ${layer}`);
}

function allowedCase(finding: Finding, path: string, named: Namer): string {
  const { rule, line, column, suppressed } = finding;
  const { by, reason, until } = suppressed ?? {};
  const message = [reason ?? 'allowed', by && `by ${by}`, until && `until ${until}`].filter(Boolean).join(', ');
  const head = attributes({ name: named(rule, placeOf(finding) ?? `${path}:${line}:${column}`), classname: path });
  return `    <testcase${head}>\n      <skipped${attributes({ message })}/>\n    </testcase>`;
}
