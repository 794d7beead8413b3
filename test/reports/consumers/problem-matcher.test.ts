/** Both hosts' problem matchers over all that the compact format writes: each finding comes back, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemMatcher } from '../../../src/reports/problem-matcher.js';
import { visible } from '../../../src/reports/width.js';
import { paths } from '../hostile.js';
import { linted } from '../real.js';
import { finding, report } from '../sample.js';
import { readsAll, type Told, toldBy, written } from './common.js';

interface Pattern {
  readonly regexp: string;
  readonly file: number;
  readonly line: number;
  readonly column: number;
  readonly severity?: number;
  readonly message: number;
  readonly code: number;
}
interface GithubMatcher {
  readonly owner: string;
  readonly severity?: string;
  readonly pattern: readonly Pattern[];
}
interface Task {
  readonly label: string;
  readonly type: string;
  readonly command: string;
  readonly isBackground?: boolean;
  readonly problemMatcher: {
    readonly pattern: Pattern;
    readonly background?: {
      readonly activeOnStart: boolean;
      readonly beginsPattern: string;
      readonly endsPattern: string;
    };
  };
}

const github: { problemMatcher: readonly GithubMatcher[] } = JSON.parse(problemMatcher('github'));
const vscode: { tasks: readonly [Task, Task] } = JSON.parse(problemMatcher('vscode'));
const background = vscode.tasks[1].problemMatcher.background as NonNullable<Task['problemMatcher']['background']>;
const patterns = [...github.problemMatcher.map(it => it.pattern[0] as Pattern), vscode.tasks[0].problemMatcher.pattern];

type Read = readonly (string | undefined)[];

/** What one pattern makes of a line. */
function read(line: string, pattern: Pattern, severity?: string): Read | undefined {
  const groups = new RegExp(pattern.regexp).exec(line);
  if (groups === null) return undefined;
  const word = pattern.severity === undefined ? severity : groups[pattern.severity];
  return [
    groups[pattern.file],
    groups[pattern.line],
    groups[pattern.column],
    word,
    groups[pattern.message],
    groups[pattern.code],
  ];
}

/** Each host's reading; of GitHub's matchers not more than one may fit. */
const HOSTS: Readonly<Record<string, { info: string; read: (line: string) => Read | undefined }>> = {
  github: {
    info: 'notice',
    read: line => {
      const found = github.problemMatcher.flatMap(it => read(line, it.pattern[0] as Pattern, it.severity) ?? []);
      assert.ok(found.length === 0 || found.length === 6, 'two matchers for one line');
      return found.length === 0 ? undefined : found;
    },
  },
  vscode: { info: 'info', read: line => read(line, vscode.tasks[1].problemMatcher.pattern) },
};

/** The path as it is printed; of a path that no person gives a file, what would pass for a mark is written otherwise. */
function printed(file: string): string {
  return visible(file)
    .replace(/^(?=\s*::)/, './')
    .replace(/:(\d+:\d+: (?:error|warning|info): )/g, '\\x3a$1');
}

function assertReads(text: string, expected: readonly Told[]): void {
  const lines = text.split('\n').slice(0, -1);
  assert.equal(lines.length, expected.length);
  for (const [i, { file, line, column, severity, message, rule }] of expected.entries()) {
    for (const host of Object.values(HOSTS)) {
      const got = host.read(lines[i] as string);
      const word = severity === 'info' ? host.info : severity;
      assert.deepEqual(
        [...(got?.slice(0, 4) ?? []), got?.[5]],
        [printed(file), `${line}`, `${column}`, word, rule],
        lines[i],
      );
      assert.ok(got?.[4]?.endsWith(visible(message)), lines[i]);
    }
    for (const pattern of [background.beginsPattern, background.endsPattern])
      assert.doesNotMatch(lines[i] as string, new RegExp(pattern));
  }
}

readsAll('compact', (text, report) => assertReads(text, toldBy(report)));

test('a path or a message that looks like a finding, or like what a watch says, is none', () => {
  const odd = [
    'plimsoll: linting',
    'plimsoll: passed, watching for changes',
    'x:1:1: error: y [z]',
    'x:1:1: error: y [z]:2:2: info: a [b]',
    'a\nx:1:1: error: y [z]',
    'a\r\nplimsoll: linting\r\n',
    'a\u2028x:1:1: error: y [z]',
    ...paths,
  ];
  for (const file of odd) {
    for (const message of odd) {
      for (const severity of ['error', 'warning', 'info'] as const) {
        const whole = report({ files: [file], findings: [finding('x\nxy', 'y', { file, message, severity })] });
        assertReads(written('compact', whole), toldBy(whole));
      }
    }
  }
});

test('the expressions mean the same in .NET as here, and take no second', () => {
  for (const { regexp } of patterns) {
    assert.match(regexp, /^\^.*\$$/, 'held at both ends');
    assert.ok((regexp.match(/[+*?}]\?/g) ?? []).length <= 1, 'lazy quantifiers');
    assert.doesNotMatch(regexp, /\(\?(?![:!])|\\[^d[\]s]|[^ -~]|\{/, 'only what both know');
    for (const piece of ['a:1:1: error: ', ':1:1', 'x [', '[x] ', ' [a]x'])
      assert.equal(read(`${piece.repeat(20_000)}\\`, { ...(patterns[2] as Pattern), regexp }), undefined);
  }
});

test('two tasks: one that lints once, and one in the background', () => {
  const [once, watch] = vscode.tasks;
  assert.deepEqual([once.isBackground, once.problemMatcher.background], [undefined, undefined]);
  assert.match(once.command, /plimsoll lint --format compact/);
  assert.equal(watch.isBackground, true);
  assert.equal(background.activeOnStart, true);
  assert.match(watch.command, /plimsoll lint --watch --format compact/);
  assert.notEqual(once.label, watch.label);
});

test('in the background, the problems are those of the last run', () => {
  const run = (text: string) => [
    'plimsoll: linting',
    ...written('compact', linted(text, 'Dockerfile')).split('\n').slice(0, -1),
    'plimsoll: failed, watching for changes',
  ];
  const bad = 'FROM debian:12\nRUN sudo true\n';
  const shown = collected([
    '> npx plimsoll',
    ...run(bad),
    ...run(`${bad}RUN cd /x\n`),
    ...run(bad),
    'plimsoll: linting',
  ]);
  assert.equal(shown.length, 3);
  assert.ok((shown[1]?.length ?? 0) > (shown[0]?.length ?? 0) && (shown[0]?.length ?? 0) > 0);
  assert.deepEqual(shown[2], shown[0]);
});

/** As VS Code does it: a line that begins forgets what was collected, one that ends shows it. */
function collected(lines: readonly string[]): Read[][] {
  const shown: Read[][] = [];
  let problems: Read[] = [];
  let active = background.activeOnStart;
  for (const line of lines) {
    if (new RegExp(background.beginsPattern).test(line)) {
      active = true;
      problems = [];
    } else if (active && new RegExp(background.endsPattern).test(line)) {
      active = false;
      shown.push(problems);
    } else {
      const problem = HOSTS.vscode?.read(line);
      if (problem !== undefined) problems.push(problem);
    }
  }
  return shown;
}
