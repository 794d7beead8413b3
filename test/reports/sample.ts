import { LineIndex } from '../../src/place.js';
import type { Finding, ImagePlace, Outcome, Report, RuleDescription, SubjectReport } from '../../src/report.js';
import type { ReportOptions } from '../../src/reports/index.js';

/** Options of a terminal without colour, 100 columns wide. */
export const plain: ReportOptions = { color: false, unicode: true, width: 100, quiet: false, hyperlinks: false };

/** A finding at the first occurrence of a token in a source; `more` overrides what it says. */
export function finding(source: string, token: string, more: Partial<Finding> = {}): Finding {
  const offset = source.indexOf(token);
  if (offset === -1) throw new Error(`no ${token} in the source`);
  const index = new LineIndex(source);
  const start = index.position(offset);
  const end = index.position(offset + token.length);
  const numbers = Array.from({ length: end.line - start.line + 1 }, (_, i) => start.line + i);
  const lines = source.split('\n');
  return {
    rule: 'some-rule',
    aliases: [],
    controls: [],
    topic: 'packages',
    severity: 'warning',
    confidence: 'high',
    message: 'something is wrong here',
    file: 'Dockerfile',
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    bytes: { column: index.byteColumn(offset), endColumn: index.byteColumn(offset + token.length) },
    fingerprint: '0123456789abcdef',
    fixable: false,
    fails: true,
    excerpt: {
      lines: numbers.map(number => ({ number, text: (lines[number - 1] ?? '').replace(/\r+$/, ''), column: 1 })),
    },
    ...more,
  };
}

/** A finding in an image. */
export function inImage(place: Partial<ImagePlace>, more: Partial<Finding> = {}): Finding {
  const nowhere = { diffId: undefined, pointer: undefined, path: undefined, gone: undefined };
  const image = { layer: undefined, createdBy: undefined, ...nowhere, ...place };
  const { bytes: _, ...it } = finding('', '', { file: 'app.tar', image, excerpt: { lines: [] }, ...more });
  return it;
}

/** What a report is made of in a test. */
export interface Parts {
  readonly findings?: readonly Finding[];
  readonly outcomes?: readonly Outcome[];
  readonly files?: readonly (string | SubjectReport)[];
  readonly score?: number | undefined;
}

/** A report about these findings, its counts and rules made from them. */
export function report({ findings = [], outcomes = [], files = ['Dockerfile'], ...more }: Parts = {}): Report {
  const score = 'score' in more ? more.score : 100;
  const counted = findings.filter(it => it.suppressed === undefined);
  const count = (severity: string) => counted.filter(it => it.severity === severity).length;
  const ids = [...new Set([...findings, ...outcomes].map(it => it.rule))].sort();
  return {
    version: 1,
    tool: { name: 'plimsoll', version: '1.2.3' },
    subjects: files.map(file => (typeof file === 'string' ? { kind: 'dockerfile', path: file, score } : file)),
    findings,
    outcomes,
    score,
    summary: {
      files: files.length,
      error: count('error'),
      warning: count('warning'),
      info: count('info'),
      suppressed: findings.length - counted.length,
      notEvaluated: outcomes.filter(it => it.state === 'not-evaluated').length,
    },
    rules: ids.map(id => ruleOf(id, findings)),
  };
}

function ruleOf(id: string, findings: readonly Finding[]): RuleDescription {
  const {
    aliases = [],
    controls = [],
    topic = 'packages',
    severity = 'warning',
  } = findings.find(it => it.rule === id) ?? {};
  const why = `It **hurts**, see [the page](https://example.com/${id}).\n\n- first\n- second`;
  return {
    id,
    aliases,
    controls,
    topic,
    severity,
    confidence: 'high',
    summary: `The rule ${id}.`,
    why,
    allowedBy: ['comment'],
  };
}

/** What people hope to see rarely: an error, a warning over several lines, and a remark. */
export function threeFindings(): Report {
  const source = [
    'FROM debian:12',
    'LABEL org.opencontainers.image.title=app',
    'ENV DB_PASSWORD=********',
    '',
    'RUN apt-get update && \\',
    '    apt-get install -y \\',
    '      curl \\',
    '      git',
    '',
    'ADD ./app /srv/app',
    '',
  ].join('\n');
  return report({
    score: 79,
    findings: [
      finding(source, 'DB_PASSWORD', {
        rule: 'secret-in-env',
        severity: 'error',
        message: 'anyone who can pull the image reads this value',
        help: 'pass it at build time with RUN --mount=type=secret,id=db_password, or at run time',
        controls: ['CIS-4.10', 'CWE-798'],
        aliases: ['DS-0031'],
      }),
      finding(source, 'apt-get update && \\\n    apt-get install -y \\\n      curl \\\n      git', {
        rule: 'apt-lists-kept',
        message: 'the package lists stay in this layer',
        help: 'end this RUN with rm -rf /var/lib/apt/lists/*, or mount a cache there',
        aliases: ['DL3009'],
      }),
      finding(source, 'ADD', {
        rule: 'add-instead-of-copy',
        severity: 'info',
        message: 'ADD also unpacks and downloads; COPY says what is meant',
        fixable: true,
        fails: false,
        fix: {
          title: 'Replace ADD with COPY',
          safety: 'safe',
          edits: [{ line: 10, column: 1, endLine: 10, endColumn: 4, bytes: { column: 1, endColumn: 4 }, text: 'COPY' }],
          secret: false,
        },
        also: [{ line: 2, column: 1, endLine: 2, endColumn: 6 }],
      }),
    ],
    outcomes: [
      { subject: 'Dockerfile', rule: 'no-healthcheck', state: 'not-evaluated', why: 'the base image was not given' },
      { subject: 'Dockerfile', rule: 'root-user', state: 'not-evaluated', why: 'the base image was not given' },
      { subject: 'Dockerfile', rule: 'secret-in-env', state: 'ran' },
    ],
  });
}
