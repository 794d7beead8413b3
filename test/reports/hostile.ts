import type { Report } from '../../src/report.js';
import { finding, inImage, report, threeFindings } from './sample.js';

/** Messages that break careless writers. */
export const messages = [
  'ends ]]> here',
  `"double" and 'single' <b>&amp;`,
  '%0A and %25',
  '::error::injected',
  'first\n::error::second\r\n##[add-mask]third',
  '##vso[task.complete result=Failed;]',
  '\x1b[2J\x1b]0;title\x07',
  '\u009b31m turned \u202e around',
  'half \ud83d of a pair',
  '[link](https://example.com) and [1](2)',
  'nul \0 tab \t',
];

/** Paths that break careless writers. */
export const paths = [
  'a b/Dockerfile',
  'a#b/Dockerfile',
  'a%20b/Dockerfile',
  'debian:11/Dockerfile',
  'a:1:2: b/Dockerfile',
  'bücher/日本/Dockerfile',
  'C:\\x\\Dockerfile',
  '/abs/Dockerfile',
  'a\\b/Dockerfile',
  'a%3Ab?c=d&e/Dockerfile',
  "it's; [here], |0x41/Dockerfile",
  'C:/x y/Dockerfile',
  '::error::x/Dockerfile',
  ' ::error::x/Dockerfile',
  '##[group]x/Dockerfile',
  'new\nline/Dockerfile',
  '[x]/Dockerfile',
];

const source = 'FROM debian:12\nRUN apt-get update && \\\n  true\n';

/** The matrix: one report for each thing that a writer may stumble over. */
export const cases: Readonly<Record<string, Report>> = {
  'no findings': report(),
  'no files': report({ files: [] }),
  'no score': report({ score: undefined }),
  'one at 1:1': report({ findings: [finding(source, 'FROM')] }),
  'an empty file': report({ findings: [finding('', '')] }),
  'several lines': report({ findings: [finding(source, 'apt-get update && \\\n  true')] }),
  'up to the next line': report({ findings: [finding(source, 'FROM debian:12\n')] }),
  paths: report({ files: paths, findings: paths.map(file => finding(source, 'RUN', { file })) }),
  messages: report({
    findings: messages.map((message, i) =>
      finding(source, 'RUN', { message, help: message, severity: (['error', 'warning', 'info'] as const)[i % 3]! }),
    ),
  }),
  sources: report({ findings: messages.map(text => finding(`RUN ${text} x`, 'x', { rule: `rule-${text.length}` })) }),
  'two equal ones': report({ findings: [finding(source, 'RUN'), finding(source, 'RUN')] }),
  suppressed: report({
    findings: [
      finding(source, 'RUN', { fails: false, suppressed: { by: 'ann', reason: 'a test', until: '2030-01-31' } }),
      finding(source, 'FROM', { fails: false, suppressed: { by: undefined, reason: undefined, until: undefined } }),
    ],
  }),
  'an image': report({
    files: paths.map(path => ({ kind: 'image', path, score: 50 })),
    findings: [...messages, ...paths].map((text, i) => {
      const severity = (['error', 'warning', 'info'] as const)[i % 3]!;
      const place = { layer: i % 4 === 0 ? undefined : i % 4, createdBy: i % 5 === 0 ? undefined : text, path: text };
      const file = paths[i % 2]!;
      return inImage(place, {
        message: messages[i % 3]!,
        help: text,
        file,
        severity,
        confidence: i % 2 ? 'low' : 'high',
      });
    }),
  }),
  'images that a Dockerfile or a list stands for': report({
    files: [
      { kind: 'image', path: 'debian:11', score: 50, at: { file: 'a b/Dockerfile', line: 1 } },
      { kind: 'image', path: 'ghcr.io/x/y@sha256:00', score: 50, at: { file: 'images.txt', line: 7 } },
      {
        kind: 'image',
        path: 'gone:1',
        score: undefined,
        error: 'there is\nno such image',
        at: { file: 'images.txt', line: 8 },
      },
    ],
    findings: ['debian:11', 'ghcr.io/x/y@sha256:00'].flatMap(file => [
      inImage({}, { file }),
      inImage({ pointer: '/config/Env/0' }, { file, fingerprint: '1'.repeat(16) }),
      inImage({ layer: 3, path: 'srv/a:1:2: b' }, { file, fingerprint: '2'.repeat(16) }),
    ]),
  }),
  'fixes that are hard to print': report({
    findings: messages.map(text =>
      finding(source, 'RUN', {
        fixable: true,
        fix: {
          title: text,
          safety: 'review',
          secret: false,
          edits: [{ line: 2, column: 1, endLine: 2, endColumn: 4, bytes: { column: 1, endColumn: 4 }, text }],
        },
      }),
    ),
  }),
  unreadable: report({
    score: undefined,
    files: [...messages, 'it is a folder'].map((error, i) => {
      return { kind: 'dockerfile', path: paths[i] ?? 'x', score: undefined, error };
    }),
  }),
  'rules that failed': report({
    outcomes: messages.map(why => ({ subject: 'Dockerfile', rule: 'some-rule', state: 'failed', why })),
  }),
  'not evaluated': report({
    outcomes: [
      { subject: 'Dockerfile', rule: 'some-rule', state: 'not-evaluated', why: 'the base image was not given' },
      { subject: 'Dockerfile', rule: 'other-rule', state: 'not-evaluated' },
      { subject: 'Dockerfile', rule: 'third-rule', state: 'not-applicable', why: 'nothing is copied' },
    ],
  }),
  realistic: threeFindings(),
};
