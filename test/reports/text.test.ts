import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Report } from '../../src/report.js';
import { reporters } from '../../src/reports/all.js';
import type { ReportOptions } from '../../src/reports/index.js';
import { displayWidth } from '../../src/reports/width.js';
import { finding, plain, report, threeFindings } from './sample.js';

/** The output as it stands in the test: `drawn` is indented by six blanks and framed by two line feeds. */
function looks(report: Report, drawn: string, options: Partial<ReportOptions> = {}): void {
  const wanted = drawn.replace(/^\n/, '').replace(/^ {6}/gm, '').replace(/ *$/, '');
  assert.equal(reporters.text(report, { ...plain, ...options }), wanted);
}

test('three findings', () =>
  looks(
    threeFindings(),
    `
      error    secret-in-env        Dockerfile:3:5
         3 │ ENV DB_PASSWORD=********
           │     ^^^^^^^^^^^ anyone who can pull the image reads this value
           help: pass it at build time with RUN --mount=type=secret,id=db_password, or at run time

      warning  apt-lists-kept       Dockerfile:5:5
         5 │ RUN apt-get update && \\
           │     ^^^^^^^^^^^^^^^^^^^ … 4 lines: the package lists stay in this layer
           help: end this RUN with rm -rf /var/lib/apt/lists/*, or mount a cache there

      info     add-instead-of-copy  Dockerfile:10:1
        10 │ ADD ./app /srv/app
           │ ^^^ ADD also unpacks and downloads; COPY says what is meant
           also at: 2:1
           fix available: Replace ADD with COPY

      1 error, 1 warning, 1 info · score 79 of 100 · 2 checks not evaluated (the base image was not given)
      `,
  ));

test('the same on a narrow terminal without Unicode', () =>
  looks(
    threeFindings(),
    `
      error    secret-in-env        Dockerfile:3:5
         3 | ENV DB_PASSWORD=********
           |     ^^^^^^^^^^^
           |     anyone who can pull the image reads this value
           help: pass it at build time with RUN
                 --mount=type=secret,id=db_password, or at run
                 time

      warning  apt-lists-kept       Dockerfile:5:5
         5 | RUN apt-get update && \\
           |     ^^^^^^^^^^^^^^^^^^^ ... 4 lines
           |     the package lists stay in this layer
           help: end this RUN with rm -rf /var/lib/apt/lists/*, or
                 mount a cache there

      info     add-instead-of-copy  Dockerfile:10:1
        10 | ADD ./app /srv/app
           | ^^^
           | ADD also unpacks and downloads; COPY says what is
           | meant
           also at: 2:1
           fix available: Replace ADD with COPY

      1 error, 1 warning, 1 info - score 79 of 100 - 2 checks not evaluated
      `,
    { width: 60, unicode: false },
  ));

test('quiet shows what fails', () =>
  looks(
    report({ score: 80, findings: [finding('FROM a', 'FROM', { fails: false }), finding('FROM a', 'a')] }),
    `
      warning  some-rule  Dockerfile:1:6
         1 │ FROM a
           │      ^ something is wrong here

      2 warnings · score 80 of 100
      `,
    { quiet: true },
  ));

test('a clean run is one line, and none when quiet', () => {
  looks(report(), 'Dockerfile: no findings · score 100\n');
  looks(report({ files: ['a', 'b', 'c'] }), '3 files, no findings · score 100\n');
  looks(report({ files: [] }), '0 files, no findings · score 100\n');
  looks(report(), 'Dockerfile: no findings - score 100\n', { unicode: false });
  looks(report(), '', { quiet: true });
  looks(report({ findings: [finding('FROM a', 'a', { fails: false, severity: 'info' })] }), '', { quiet: true });
});

test('what is suppressed is counted, what is not evaluated is told', () => {
  const suppressed = { by: undefined, reason: undefined, until: undefined };
  const outcomes = ['no network', 'no base', 'no base'].map(why => {
    return { subject: 'Dockerfile', rule: 'some-rule', state: 'not-evaluated', why } as const;
  });
  const whole = report({ findings: [finding('FROM a', 'a', { suppressed, fails: false })], outcomes });
  const start = 'Dockerfile: no findings · 1 suppressed · score 100 · 3 checks not evaluated';
  looks(whole, `${start} (2: no base; 1: no network)\n`, { width: 120 });
  looks(whole, `${start} (2: no base; and others)\n`, { width: 101 });
  looks(whole, `${start}\n`, { width: 90 });
});

test('what could not be judged stands before the summary', () =>
  looks(
    report({
      score: undefined,
      files: ['Dockerfile', { kind: 'dockerfile', path: 'bin', score: undefined, error: 'it is a folder' }],
      outcomes: [{ subject: 'Dockerfile', rule: 'some-rule', state: 'failed', why: 'x is not a function' }],
    }),
    `
      error    incomplete  bin
           why: it is a folder

      error    incomplete  Dockerfile
           why: the rule some-rule failed: x is not a function

      no findings · 1 file not judged · 1 check failed · no score
      `,
    { quiet: true },
  ));

test('nothing could be judged', () =>
  looks(
    report({
      score: undefined,
      files: [{ kind: 'dockerfile', path: 'a', score: undefined, error: 'it is not text' }],
    }),
    `
      error    incomplete  a
           why: it is not text

      1 file not judged · no score
      `,
  ));

test('repeats are folded: more than five of one rule and severity in one file', () => {
  const source = Array.from({ length: 9 }, (_, i) => `RUN x${i}`).join('\n');
  const findings = Array.from({ length: 9 }, (_, i) => finding(source, `x${i}`, { file: 'a' }));
  const other = finding(source, 'x4', { rule: 'other-rule', file: 'a' });
  const drawn = `
      warning  some-rule   a:1:5
         1 │ RUN x0
           │     ^^ something is wrong here

      warning  some-rule   a:2:5
         2 │ RUN x1
           │     ^^ something is wrong here

      warning  some-rule   a:3:5
         3 │ RUN x2
           │     ^^ something is wrong here

           and 6 more of some-rule: 4:5, 5:5, 6:5, 7:5, 8:5, 9:5

      warning  other-rule  a:5:5
         5 │ RUN x4
           │     ^^ something is wrong here

      10 warnings in 1 of 2 files · score 50 of 100
      `;
  const whole = report({
    score: 50,
    findings: [...findings.slice(0, 5), other, ...findings.slice(5)],
    files: ['a', 'b'],
  });
  looks(whole, drawn);
  looks(whole, drawn.replace('5:5, 6:5, 7:5, 8:5, 9:5', '5:5, …'), { width: 42 });
  assert.match(reporters.text(report({ findings: findings.slice(0, 5) }), plain), /a:5:5/);
});

test('carets stand under the token, whatever stands before it', () => {
  const carets = (source: string, token: string, width = 60) => {
    const lines = reporters.text(report({ findings: [finding(source, token)] }), { ...plain, width }).split('\n');
    return `${lines[1]?.slice(7)}\n${lines[2]?.slice(7).replace(/ something.*/, '')}`;
  };
  assert.equal(carets('RUN\tab\tx', 'x'), 'RUN ab  x\n        ^');
  assert.equal(carets('RUN 日本 x', 'x'), 'RUN 日本 x\n         ^');
  assert.equal(carets('RUN 日本 x', '日本'), 'RUN 日本 x\n    ^^^^');
  assert.equal(carets('RUN e\u0301 x', 'x'), 'RUN e\u0301 x\n      ^');
  assert.equal(carets('RUN 👩‍👩‍👧 ❤️ 🇩🇪 x', 'x'), 'RUN 👩‍👩‍👧 ❤️ 🇩🇪 x\n             ^');
  assert.equal(carets('RUN \x1b[1m x', 'x'), 'RUN \\x1b[1m x\n            ^');
  assert.equal(carets('RUN \x1b x', '\x1b'), 'RUN \\x1b x\n    ^^^^');
  assert.equal(carets('RUN x\r', 'x'), 'RUN x\n    ^');
  assert.equal(carets('RUN x  ', '  '), 'RUN x\n     ^^');
  assert.equal(carets('', ''), '\n^');
  const long = `RUN ${'a'.repeat(60)} token ${'b'.repeat(60)}`;
  assert.equal(carets(long, 'token'), `…${'a'.repeat(11)} token ${'b'.repeat(33)}…\n             ^^^^^`);
  assert.equal(carets(long, 'aaa'), `RUN ${'a'.repeat(47)}…\n    ^^^`);
  assert.equal(carets(long, `b${'b'.repeat(58)}`), `…aaaaa token ${'b'.repeat(39)}…\n             ${'^'.repeat(39)}`);
  assert.equal(
    carets('RUN 1234567 890123456 token', 'token', 40),
    'RUN 1234567 890123456 token\n                      ^^^^^',
  );
});

test('a line that was cut before it came here shows so', () => {
  const cut = finding('RUN x', 'x', {
    column: 1001,
    endColumn: 1002,
    excerpt: { lines: [{ number: 1, text: 'ab x', column: 998 }] },
  });
  assert.match(reporters.text(report({ findings: [cut] }), plain), / {3}1 │ …ab x\n {5}│ {5}\^ something/);
});

test('a span that ends before the first character of a line does not cover it', () => {
  const source = 'FROM a\nRUN b\nRUN c\n';
  const marks = (token: string) => reporters.text(report({ findings: [finding(source, token)] }), plain).split('\n')[2];
  assert.equal(marks('FROM a\n'), '     │ ^^^^^^ something is wrong here');
  assert.equal(marks('FROM a\nRUN b'), '     │ ^^^^^^ … 2 lines: something is wrong here');
  assert.equal(marks('FROM a\nRUN b\n'), '     │ ^^^^^^ … 2 lines: something is wrong here');
});

test('colour and links add nothing but colour and links', () => {
  for (const whole of [threeFindings(), report()]) {
    const painted = reporters.text(whole, { ...plain, color: true, hyperlinks: true, base: 'file:///work/a%20b' });
    assert.notEqual(painted, reporters.text(whole, plain));
    assert.equal(painted.replace(/\x1b\[\d+m|\x1b\]8;;[^\x1b]*\x1b\\/g, ''), reporters.text(whole, plain));
  }
  const linked = reporters.text(threeFindings(), { ...plain, hyperlinks: true, base: 'file:///work/a%20b' });
  assert.ok(linked.includes('\x1b]8;;file:///work/a%20b/Dockerfile#3\x1b\\Dockerfile:3:5\x1b]8;;\x1b\\'));
  assert.equal(reporters.text(threeFindings(), { ...plain, hyperlinks: true }), reporters.text(threeFindings(), plain));
});

test('low confidence is told, a fix that needs eyes too', () => {
  const fix = { title: 'Drop it', safety: 'review', edits: [], secret: false } as const;
  const it = finding('FROM a', 'a', { confidence: 'low', fails: false, fixable: true, fix });
  const text = reporters.text(report({ findings: [it] }), plain);
  assert.match(text, /Dockerfile:1:6 {2}low confidence, does not fail\n/);
  assert.match(text, /\n {5}fix available, to be reviewed: Drop it\n/);
});

test('what stands over the carets is the token or its beginning, and no line is too long', () => {
  const word = fc.string({ unit: fc.constantFrom(...'abc=/$日'), minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 9 }),
      fc.array(word, { maxLength: 9 }),
      fc.integer({ min: 40, max: 90 }),
      (before, after, width) => {
        const it = finding([...before, '<token>', ...after].join('\t'), '<token>', { message: 'm' });
        const [, source = '', marks = ''] = reporters.text(report({ findings: [it] }), { ...plain, width }).split('\n');
        const [, lead = '', carets = ''] = /^ *│ ( *)(\^+)/.exec(marks) ?? [];
        const upTo = source.slice(source.indexOf('│') + 2, source.indexOf('<token>'));
        assert.equal(displayWidth(upTo), lead.length);
        assert.equal(carets.length, '<token>'.length);
        assert.ok(displayWidth(source) <= width && displayWidth(marks) <= width);
      },
    ),
    { numRuns: 300 },
  );
});
