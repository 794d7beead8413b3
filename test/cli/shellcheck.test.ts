/** The real ShellCheck on real scripts; without it only what is said when it is missing. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { shellCheck } from '../../src/cli/shellcheck.js';
import { lint } from '../../src/lint.js';
import { DEFAULTS } from '../../src/selection.js';
import type { RawComment, ShellInput } from '../../src/shellcheck.js';
import { rulesOnDisk } from '../support/rules.js';
import { BAD, folder, run } from './world.js';

const rules = (await rulesOnDisk()).map(({ rule }) => rule).filter(({ id }) => id === 'shellcheck-comment');
const settings = { ...DEFAULTS, preset: 'all' as const };
const isThere = spawnSync('shellcheck', ['--version']).error === undefined;
const skip = isThere ? false : process.env.CI ? false : 'there is no shellcheck here';

describe('what ShellCheck is given, and where its comments stand', () => {
  const given: ShellInput[] = [];
  const text = [
    'FROM debian:12',
    'ENV known=1',
    'RUN echo "é😀" $lower \\',
    '  # a comment',
    '  $known',
    'RUN <<EOF bash',
    'echo $known',
    'EOF',
    'SHELL ["pwsh", "-c"]',
    'RUN Write-Host $x',
    '',
  ].join('\n');
  const at = (input: ShellInput, word: string): RawComment => {
    const line = input.text.split('\n').findIndex(one => one.includes(word)) + 1;
    const before = (input.text.split('\n')[line - 1] ?? '').split(word)[0] ?? '';
    const column = [...before].length + 1;
    const endColumn = column + [...word].length;
    return { code: 1, level: 'style', message: `about ${word}.`, line, column, endLine: line, endColumn };
  };
  const report = lint([{ path: 'x', text, settings }], {
    rules,
    shellcheck: inputs => {
      given.push(...inputs);
      return inputs.map((input, i) => (i === 1 ? [] : [at(input, i === 0 ? '$lower' : '$known')]));
    },
  });

  test('one run for the file, without what is no shell script', () => {
    assert.deepEqual(
      given.map(({ dialect }) => dialect),
      ['sh', 'sh', 'bash'],
    );
    assert.match(given[0]?.text ?? '', /^export known\necho/);
  });
  test('places count code points and look through continuations', () => {
    assert.deepEqual(
      report.findings.map(({ line, column, endColumn, message, severity }) => [
        line,
        column,
        endColumn,
        message,
        severity,
      ]),
      [
        [3, 16, 22, 'SC1: about $lower', 'info'],
        [7, 6, 12, 'SC1: about $known', 'info'],
      ],
    );
    assert.equal(report.findings[0]?.aliases[0], 'SC1');
  });
  test('a run that fails fails the rule and nothing else', () => {
    const failing = lint([{ path: 'x', text, settings }], {
      rules,
      shellcheck: () => {
        throw new Error('no luck');
      },
    });
    assert.deepEqual(
      failing.outcomes.map(({ state, why }) => [state, why]),
      [['failed', 'the rule failed: no luck']],
    );
  });
});

describe('the real one', { skip }, () => {
  const check = (text: string, extra: object = {}) =>
    lint([{ path: 'x', text, settings: { ...settings, ...extra } }], { rules, shellcheck: shellCheck(process.env) })
      .findings.filter(({ suppressed }) => suppressed === undefined)
      .map(({ line, column, aliases }) => `${line}:${column} ${aliases[0]}`);

  test('comments in every script, dialects apart', () => {
    const text =
      'FROM a\nRUN echo $(ls *.x)\nSHELL ["/bin/bash", "-c"]\nRUN [[ $x == y ]] && \\\n    read a\nCMD for f in $(ls); do :; done\n';
    const found = check(text);
    // Other versions may know more.
    for (const wanted of ['2:10 SC2046', '2:15 SC2035', '4:8 SC2154', '5:5 SC2162', '6:14 SC2045'])
      assert.ok(found.includes(wanted), `${wanted} in ${found.join(', ')}`);
  });
  test('known variables, comments that allow, and the option', () => {
    assert.deepEqual(check('FROM a\nENV x=1\nARG y\nRUN echo "$x$y$https_proxy$z"\n'), ['4:27 SC2154']);
    assert.deepEqual(
      check('FROM a\n# hadolint ignore=SC2154\nRUN echo "$z"\n# plimsoll allow SC2154\nRUN echo "$z"\n'),
      [],
    );
    const disable = new Map([['shellcheck-comment', { options: { disable: ['SC2154'] } }]]);
    assert.deepEqual(check('FROM a\nRUN echo "$z"\n', { rules: disable }), []);
  });
  test('a directive of its own in a heredoc', () => {
    assert.deepEqual(
      check('FROM a\nENV k=1\nRUN <<EOF\n# shellcheck disable=SC2154\necho "$z$k"\necho "$z"\nEOF\n'),
      [],
    );
  });
});

test('a program that is missing is said, with the way out', async t => {
  const cwd = folder(t, { Dockerfile: BAD });
  const { code, stderr } = await run(cwd, ['lint', '--shellcheck', 'Dockerfile'], { env: { PATH: '/nowhere' } });
  assert.equal(code, 2);
  assert.match(stderr, /--shellcheck: there is no program shellcheck on the PATH; install it/);
});
