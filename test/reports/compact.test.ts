import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compact } from '../../src/reports/compact.js';
import { problemMatcher } from '../../src/reports/problem-matcher.js';
import { cases, messages, paths } from './hostile.js';
import { finding, report, threeFindings } from './sample.js';

interface Pattern {
  readonly regexp: string;
  readonly file: number;
  readonly line: number;
  readonly column: number;
  readonly severity?: number;
  readonly message: number;
  readonly code: number;
}
interface Matcher {
  readonly owner: string;
  readonly severity?: string;
  readonly pattern: readonly Pattern[];
}

const github: { problemMatcher: Matcher[] } = JSON.parse(problemMatcher('github'));
const vscode: { version: string; tasks: { problemMatcher: { pattern: Pattern; fileLocation: unknown } }[] } =
  JSON.parse(problemMatcher('vscode'));

/** What GitHub makes of a line: the first matcher that fits speaks. */
function read(line: string): unknown {
  for (const { pattern, severity } of github.problemMatcher) {
    const found = match(line, pattern[0]!, severity);
    if (found !== undefined) return found;
  }
  return undefined;
}

function match(line: string, pattern: Pattern, severity?: string): unknown {
  const groups = new RegExp(pattern.regexp).exec(line);
  if (groups === null) return undefined;
  const { file, line: row, column, message, code } = pattern;
  const word = pattern.severity === undefined ? severity : groups[pattern.severity];
  return [groups[file], groups[row], groups[column], word, groups[message], groups[code]];
}

test('one line a finding', () =>
  assert.equal(
    compact(threeFindings()),
    `Dockerfile:3:5: error: anyone who can pull the image reads this value [secret-in-env]
Dockerfile:5:5: warning: the package lists stay in this layer [apt-lists-kept]
Dockerfile:10:1: info: ADD also unpacks and downloads; COPY says what is meant [add-instead-of-copy]
`,
  ));

test('nothing for a clean run, nor for what is suppressed or not evaluated', () => {
  for (const name of ['no findings', 'suppressed', 'not evaluated']) assert.equal(compact(cases[name]!), '');
});

test('what could not be judged is an error at 1:1', () => {
  const whole = report({
    files: [{ kind: 'dockerfile', path: 'bin', score: undefined, error: 'it is\na folder' }],
    outcomes: [{ subject: 'Dockerfile', rule: 'some-rule', state: 'failed', why: 'x is not a function' }],
  });
  assert.equal(
    compact(whole),
    `bin:1:1: error: it is\\na folder [incomplete]
Dockerfile:1:1: error: the rule some-rule failed: x is not a function [incomplete]
`,
  );
});

test('hostile text stays on its line and is visible', () => {
  const line = (message: string) => compact(report({ findings: [finding('x', 'x', { message })] }));
  assert.equal(line('a\nb\r\n\tc\0'), 'Dockerfile:1:1: warning: a\\nb\\r\\n\\tc\\x00 [some-rule]\n');
  assert.equal(line('\x1b[2J \u202e \ud83d'), 'Dockerfile:1:1: warning: \\x1b[2J \\u202e \\ud83d [some-rule]\n');
  assert.equal(line('##[add-mask]x'), 'Dockerfile:1:1: warning: ##\\x5badd-mask]x [some-rule]\n');
  const at = (file: string) => compact(report({ findings: [finding('x', 'x', { file })] })).split(':1:1: ')[0];
  assert.equal(at('::error::/x'), './::error::/x');
  assert.equal(at('a b#%/日本'), 'a b#%/日本');
});

test('the matchers have no key that their hosts do not know', () => {
  const keys = ['regexp', 'file', 'line', 'column', 'severity', 'message', 'code'];
  for (const { pattern } of github.problemMatcher) {
    assert.equal(pattern.length, 1);
    for (const key of Object.keys(pattern[0]!)) assert.ok(keys.includes(key));
    assert.match(pattern[0]!.regexp, /^\^.*\$$/);
  }
  const owners = github.problemMatcher.map(it => it.owner.toLowerCase());
  assert.equal(new Set(owners).size, owners.length);
  assert.equal(vscode.version, '2.0.0');
  assert.deepEqual(vscode.tasks[0]?.problemMatcher.fileLocation, ['relative', '${workspaceFolder}']);
});

test('the matchers read every line, whatever its path and message', () => {
  const files = [...paths, 'Dockerfile', 'D:/a/b', '[x]'].filter(file => !/[\n]|##\[/.test(file));
  const texts = [...messages, 'ends [x]', '[x]', 'b:9:9: error: c [d]', 'a [b] [c'];
  for (const file of files) {
    for (const message of texts) {
      for (const severity of ['error', 'warning', 'info'] as const) {
        const [line = ''] = compact(report({ findings: [finding('x\nxy', 'y', { file, message, severity })] })).split(
          '\n',
        );
        const path = file.trimStart().startsWith('::') ? `./${file}` : file;
        const text = line.slice(`${path}:2:2: ${severity}: `.length, -' [some-rule]'.length);
        const host = severity === 'info' ? 'notice' : severity;
        assert.deepEqual(read(line), [path, '2', '2', host, text, 'some-rule'], line);
        const seen = match(line, vscode.tasks[0]!.problemMatcher.pattern);
        assert.deepEqual(seen, [path, '2', '2', severity, text, 'some-rule'], line);
      }
    }
  }
});

test('the matchers leave other lines alone, quickly', () => {
  const long = 'a:1:1: error: '.repeat(3000);
  for (const line of ['', 'x', 'Dockerfile:1: error: x [y]', 'Dockerfile:1:1: fatal: x [y]', 'a:1:1: error: x', long]) {
    assert.equal(read(line), undefined);
    assert.equal(match(line, vscode.tasks[0]!.problemMatcher.pattern), undefined);
  }
});
