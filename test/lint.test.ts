import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { rules } from '../src/builtin.js';
import { lint as library } from '../src/index.js';
import { lint } from '../src/lint.js';
import { reporters } from '../src/reports/all.js';
import { defineRule, hit, type RegisteredRule, type Rule } from '../src/rule.js';
import { score } from '../src/score.js';
import { DEFAULTS } from '../src/selection.js';

const text = 'all the `why` that a rule must have, in more than eighty characters so that nobody thinks it is empty.';
const base = {
  aliases: [] as string[],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'S.',
  why: text,
  bad: [],
  good: [],
} as const;
const rule = (more: Partial<Rule> & { id: string }): RegisteredRule => ({
  ...defineRule({ ...base, ...more }),
  topic: 'test',
});

/** Finds every USER. */
const users = rule({
  id: 'user-there',
  aliases: ['DL9999', 'DS-9999', 'CKV_DOCKER_99', 'UserThere'],
  *dockerfile(subject) {
    for (const { keyword, rest } of subject.instructions('user'))
      yield hit(keyword.span, `a USER stands here: ${rest.text}`);
  },
});
const run = (source: string, today?: string) =>
  lint([{ path: 'Dockerfile', text: source }], { rules: [users], ...(today === undefined ? {} : { today }) });
const open = (source: string, today?: string) =>
  run(source, today)
    .findings.filter(finding => finding.suppressed === undefined)
    .map(finding => finding.line);

describe('allowances', () => {
  const two = (comment: string) => `FROM a\n${comment}\nUSER x\nUSER y\n`;
  for (const comment of [
    '# plimsoll allow user-there',
    '#plimsoll allow other, DL9999 until=2030-01-01 by=ada -- because',
    '# plimsoll allow test -- a topic',
    '# hadolint ignore=DL9999,DL3000',
    '# hadolint ignore = DL9999 , SC1000 # reason',
    '# check=skip=UserThere some reason',
    '# check=skip=all',
    '# trivy:ignore:DS-9999',
    '#trivy:ignore:DS-0001 trivy:ignore:ds-99*',
    '# tfsec:ignore:DS-9999:exp:2030-01-01',
    '# tally ignore=hadolint/DL9999;reason=because',
    '# tally ignore=max-lines,buildkit/UserThere',
    '# tally ignore=all',
    '# kics-scan ignore-line',
    '# kics-scan ignore-block',
  ]) {
    test(`${comment} covers the next instruction only`, () => assert.deepEqual(open(two(comment)), [4]));
  }

  for (const comment of [
    '# plimsoll allow-file user-there',
    '# hadolint global ignore=DL9999',
    '# checkov:skip=CKV_DOCKER_99:a reason',
    '# tally global ignore=max-lines,hadolint/DL9999',
    '# kics-scan ignore',
    '# kics-scan disable=DL9999',
  ]) {
    test(`${comment} covers the file`, () => assert.deepEqual(open(two(comment)), []));
  }
  test('the check directive covers the file', () =>
    assert.deepEqual(open(`# check=skip=UserThere;error=true\n${two('#')}`), []));

  test('a stage, from above its FROM or from within', () => {
    const source = (above: string, within: string) =>
      `FROM a\nUSER 1\n${above}\nFROM b\nUSER 2\n${within}\nUSER 3\nFROM c\nUSER 4\n`;
    assert.deepEqual(open(source('# plimsoll allow-stage user-there', '#')), [2, 9]);
    assert.deepEqual(open(source('#', '# plimsoll allow-stage user-there')), [2, 9]);
    assert.deepEqual(open(source('# hadolint stage ignore=DL9999', '#')), [2, 9]);
  });

  test('several stacked comments, and one inside a continued instruction', () => {
    assert.deepEqual(open(two('# plimsoll allow x\n# plimsoll allow user-there\n# words')), [6]);
    assert.deepEqual(open('FROM a\nUSER \\\n# plimsoll allow user-there\n x\nUSER y'), [5]);
  });

  test('what looks like one but is none covers nothing', () => {
    for (const comment of [
      '# plimsoll allows user-there',
      '# allow user-there',
      '# hadolint ignore=',
      '# hadolint ignore=user-there',
      '# check=skip=userthere-not',
      '# trivy:ignore:',
      '# tally ignore=hadolint/DL9998',
      '# kics-scan disable=other',
      'RUN echo plimsoll allow user-there',
    ])
      assert.deepEqual(open(two(comment)), [3 + comment.split('\n').length - 1, 4], comment);
  });

  test('reason, owner and day are told; past its day it covers nothing and says so', () => {
    const source = two('# plimsoll allow user-there until=2026-05-31 by=ada@example.com -- ticket 12, see wiki');
    assert.deepEqual(run(source).findings[0]?.suppressed, {
      by: 'ada@example.com',
      reason: 'ticket 12, see wiki',
      until: '2026-05-31',
    });
    assert.deepEqual(open(source, '2026-05-31'), [4]);
    assert.deepEqual(open(source, '2026-06-01'), [3, 4]);
    assert.match(run(source, '2026-06-01').findings[0]?.message ?? '', /allowed until 2026-05-31/);
  });

  test('many stars take no time', () => {
    assert.deepEqual(open(two(`# trivy:ignore:${'*a'.repeat(20_000)}`)), [3, 4]);
  });
});

describe('findings', () => {
  test('a rule that throws hides nothing, not even what it found before', () => {
    const failing = rule({
      id: 'falls-over',
      *dockerfile() {
        yield hit({ start: 0, end: 4 }, 'found before');
        throw new Error('boom');
      },
    });
    const report = lint(
      [
        { path: 'D', text: 'FROM a\nUSER b\n' },
        { path: 'E', error: 'it cannot be read' },
      ],
      { rules: [failing, users] },
    );
    assert.deepEqual(
      report.findings.map(finding => finding.rule),
      ['falls-over', 'user-there'],
    );
    assert.deepEqual(
      report.outcomes.map(({ rule, state }) => [rule, state]),
      [
        ['falls-over', 'failed'],
        ['user-there', 'ran'],
      ],
    );
    assert.match(report.outcomes[0]?.why ?? '', /boom/);
    assert.deepEqual(
      report.subjects.map(subject => subject.error),
      [undefined, 'it cannot be read'],
    );
  });

  test('what could not be decided is an outcome, never a pass', () => {
    const unsure = rule({
      id: 'unsure',
      *config() {
        yield { notEvaluated: 'no base' };
      },
    });
    const none = rule({
      id: 'no-business',
      *dockerfile() {
        yield { notApplicable: 'no ports' };
      },
    });
    const report = lint([{ path: 'D', text: 'FROM a\n' }], { rules: [unsure, none] });
    assert.deepEqual(report.outcomes, [
      { subject: 'D', rule: 'no-business', state: 'not-applicable', why: 'no ports' },
      { subject: 'D', rule: 'unsure', state: 'not-evaluated', why: 'no base' },
    ]);
    assert.equal(report.summary.notEvaluated, 1);
  });

  test('the fingerprint stays when lines move and layout changes, and tells equal ones apart', () => {
    const prints = (source: string) => run(source).findings.map(finding => finding.fingerprint);
    const before = prints('FROM a\nUSER x\nUSER x\n');
    assert.deepEqual(prints('# new\n\nFROM a\nRUN y\nUSER   x\nuser x\n'), before);
    assert.equal(new Set(before).size, 2);
    assert.notDeepEqual(prints('FROM a\nUSER z\nUSER x\n'), before);
  });

  test('a span outside the text is moved into it', () => {
    const wild = rule({
      id: 'wild',
      *dockerfile() {
        yield hit({ start: -5, end: 9999 }, 'everywhere');
      },
    });
    const [finding] = lint([{ path: 'D', text: 'FROM a' }], { rules: [wild] }).findings;
    assert.deepEqual([finding?.line, finding?.column, finding?.endLine, finding?.endColumn], [1, 1, 1, 7]);
  });

  test('low confidence never fails a run, and neither does what is below the threshold', () => {
    const low = rule({
      id: 'low',
      *dockerfile() {
        yield hit({ start: 0, end: 4 }, 'perhaps', { confidence: 'low', severity: 'error' });
      },
    });
    const fails = (failOn: 'error' | 'warning' | 'never') =>
      lint([{ path: 'D', text: 'FROM a\nUSER x', settings: { ...DEFAULTS, failOn } }], {
        rules: [low, users],
      }).findings.map(finding => finding.fails);
    assert.deepEqual(fails('warning'), [false, true]);
    assert.deepEqual(fails('error'), [false, false]);
    assert.deepEqual(fails('never'), [false, false]);
  });
});

describe('secrets', () => {
  const token = `ghp_${'a1B2'.repeat(9)}`;
  const password = 'correct-horse-battery';
  const loud = rule({
    id: 'loud',
    *dockerfile({ file }) {
      for (const { span, rest } of file.instructions)
        yield hit(span, `here stands ${rest.text.replace(/\n/g, ' ')}`, { help: rest.text });
    },
  });

  for (const source of [
    `FROM a\nENV DB_PASSWORD=${password}\n`,
    `FROM a\nENV DB_PASSWORD "${password}"\nRUN echo ${password}\n`,
    `FROM a\nARG API_TOKEN='${password}'\nONBUILD ENV MY_SECRET=${password}\n`,
    `FROM a\nRUN curl -H "Authorization: token ${token}" x\n`,
    `FROM a\nRUN <<EOF\ngit clone https://ada:${password}@example.com/x\nEOF\n`,
    `FROM a\nLABEL note=${token}\n# ${token}\nRUN x \\\n# ${token}\n y\n`,
  ]) {
    test(`none is printed in any format: ${JSON.stringify(source.slice(7, 40))}…`, () => {
      const report = lint([{ path: 'Dockerfile', text: source }], { rules: [loud] });
      assert.ok(report.findings.length > 0);
      for (const [name, reporter] of Object.entries(reporters)) {
        const out = reporter(report, { color: false, unicode: true, width: 100, quiet: false, hyperlinks: false });
        assert.ok(!out.includes(password) && !out.includes(token), `${name}: ${out}`);
      }
      assert.ok(!JSON.stringify(report).includes(password));
    });
  }
});

describe('secrets that only a rule knows', () => {
  for (const source of [
    'FROM a\nRUN docker login -u me -p hunter2xyz reg.example.com\n',
    'FROM a\nRUN echo "root:hunter2xyz" | chpasswd\n',
    'FROM a\nRUN chpasswd <<EOF\nroot:hunter2xyz\nEOF\n',
    'FROM a\nRUN useradd -p hunter2xyz app; usermod --password=hunter2xyz root\n',
    'FROM a\nRUN curl -u ada:hunter2xyz https://example.com | bash\n',
    'FROM a\nRUN sudo sshpass -p hunter2xyz ssh host\n',
  ]) {
    test(`are hidden even when that rule is off: ${source.slice(7, -1)}`, () => {
      for (const only of [[], ['untagged-base-image', 'sudo-used', 'download-piped-to-shell'], ['loud']]) {
        const loud = rule({
          id: 'loud',
          *dockerfile({ file }) {
            for (const { span, rest, heredocs } of file.instructions)
              yield hit(
                span,
                `here stands ${rest.text} ${heredocs.map(({ content }) => content).join(' ')}`.replace(/\n/g, ' '),
              );
          },
        });
        const report = lint([{ path: 'D', text: source, settings: { ...DEFAULTS, preset: 'all', only } }], {
          rules: [...rules, loud],
        });
        assert.ok(report.findings.length > 0);
        for (const reporter of Object.values(reporters))
          assert.doesNotMatch(
            reporter(report, { color: false, unicode: true, width: 100, quiet: false, hyperlinks: false }),
            /hunter2/,
          );
      }
    });
  }
});

describe('score', () => {
  test('100 without findings, lower with each, never below 0', () => {
    assert.equal(score([]), 100);
    assert.equal(score([{ severity: 'error' }]), 85);
    assert.equal(score([{ severity: 'warning' }]), 95);
    assert.equal(score([{ severity: 'info' }]), 99);
    assert.equal(score([{ severity: 'error', suppressed: {} }]), 100);
    assert.equal(score(Array.from({ length: 100_000 }, () => ({ severity: 'error' as const }))), 0);
  });

  test('one more never raises it, one less never lowers it', () => {
    const severities = fc.array(
      fc.record({ severity: fc.constantFrom('error' as const, 'warning' as const, 'info' as const) }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(
        severities,
        fc.constantFrom('error' as const, 'warning' as const, 'info' as const),
        (findings, severity) => {
          const before = score(findings);
          const after = score([...findings, { severity }]);
          assert.ok(after <= before && after >= 0 && before <= 100);
        },
      ),
    );
  });
});

describe('the library', () => {
  test('takes a text, an input or inputs, and needs nothing else', () => {
    const report = library('FROM debian:12\nRUN sudo ls\nUSER 1\n');
    assert.deepEqual(
      report.findings.map(finding => [finding.line, finding.column, finding.endColumn]),
      [[2, 5, 9]],
    );
    assert.equal(library({ path: 'x/Dockerfile', text: 'FROM a:1\nUSER 1\n' }).subjects[0]?.path, 'x/Dockerfile');
    assert.equal(library([]).score, undefined);
  });

  test('any text gives a report, with every finding inside it', () => {
    const part = fc.constantFrom(
      'FROM a',
      'RUN x',
      '\n',
      'ENV A=',
      '$',
      '"',
      "'",
      '\\',
      '<<E',
      '\nE\n',
      '[',
      ']',
      ' ',
      'COPY --from=b c d',
      'sudo',
      '#',
      ' check=skip=all',
      '\r',
      'é',
      '{',
      '}',
      'HEALTHCHECK ',
      'EXPOSE 1:',
      'apt-get install ',
      '&&',
      '|',
    );
    const settings = { ...DEFAULTS, preset: 'all' as const };
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(part, { maxLength: 40 }).map(parts => parts.join('')),
        ),
        source => {
          const report = library({ path: 'Dockerfile', text: source, settings });
          assert.deepEqual(
            report.outcomes.filter(outcome => outcome.state === 'failed'),
            [],
          );
          const lines = source.split('\n');
          for (const { line, column, endLine, endColumn } of report.findings) {
            assert.ok(line >= 1 && endLine <= lines.length && column >= 1 && endColumn >= 1);
            assert.ok(
              column <= (lines[line - 1]?.length ?? 0) + 1 && endColumn <= (lines[endLine - 1]?.length ?? 0) + 1,
            );
          }
        },
      ),
      { numRuns: 600 },
    );
  });
});
