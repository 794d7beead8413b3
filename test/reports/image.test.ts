/** The text report of images: what people see, word for word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../src/report.js';
import { instructionOf } from '../../src/reports/instruction.js';
import { text } from '../../src/reports/text.js';
import { inImage, plain, report } from './sample.js';

const shown = (findings: readonly Finding[], more: Partial<typeof plain> = {}): string[] =>
  text(report({ findings, files: [{ kind: 'image', path: 'app.tar', score: 50 }], score: 50 }), { ...plain, ...more })
    .split('\n')
    .slice(0, -1);

const COPY = '/bin/sh -c #(nop) COPY dir:78bb6f94ba910bdecb0f6c0548cefb13d3ee2cae95b579257a9f1c3d01234567 in /app ';
const RUN = 'RUN |1 V=1 /bin/sh -c apt-get update   && apt-get install -y curl # buildkit';

test('grouped by the instruction, the most serious first, then by rule', () => {
  assert.deepEqual(
    shown([
      inImage({ layer: 1, createdBy: COPY, path: 'app/.env', gone: 2 }, { severity: 'error', help: 'revoke it' }),
      inImage({ layer: 1, createdBy: COPY, path: 'app/.npmrc' }, { severity: 'error', help: 'revoke it' }),
      inImage({ pointer: '/config/Env/1' }, { rule: 'secret-in-config' }),
      inImage({ layer: 0, createdBy: RUN, path: 'var/lib/apt/lists' }, { message: 'it costs 82.9 MB' }),
      inImage({ layer: 3, path: 'x' }, { severity: 'info', confidence: 'low' }),
      inImage({ layer: 1, createdBy: COPY, path: 'app/Dockerfile' }, { severity: 'info', rule: 'leftover-files' }),
    ]),
    [
      'app.tar',
      '',
      'layer 1: COPY dir:78bb6f94ba91… in /app',
      '  error    some-rule',
      '     app/.env  something is wrong here (hidden by layer 2, still stored)',
      '     app/.npmrc  something is wrong here',
      '     help: revoke it',
      '  info     leftover-files',
      '     app/Dockerfile  something is wrong here',
      '',
      'layer 0: RUN apt-get update && apt-get install -y curl',
      '  warning  some-rule',
      '     var/lib/apt/lists  it costs 82.9 MB',
      '',
      'configuration',
      '  warning  secret-in-config',
      '     /config/Env/1  something is wrong here',
      '',
      'layer 3',
      '  info     some-rule  low confidence, does not fail',
      '     x  something is wrong here',
      '',
      '2 errors, 2 warnings, 2 info · score 50 of 100',
    ],
  );
});

test('many places with one message are a list, and a long list is counted', () => {
  const many = Array.from({ length: 500 }, (_, i) => inImage({ layer: 0, createdBy: RUN, path: `usr/bin/tool${i}` }));
  const other = inImage({ layer: 0, createdBy: RUN, path: 'usr/bin/last' }, { message: 'another' });
  const lines = shown([...many, other]);
  assert.deepEqual(lines.slice(2, 7), [
    'layer 0: RUN apt-get update && apt-get install -y curl',
    '  warning  some-rule',
    '     something is wrong here',
    '       usr/bin/tool0',
    '       usr/bin/tool1',
  ]);
  assert.deepEqual(lines.slice(12, -1), [
    '       usr/bin/tool7',
    '       and 492 more',
    '     usr/bin/last  another',
    '',
    '--format json lists all of them',
    '',
  ]);
  const different = many.map((it, i) => ({ ...it, message: `wrong ${i}` }));
  assert.ok(shown(different).includes('     and 492 more'));
  assert.ok(
    !shown(many.slice(0, 8))
      .join('\n')
      .match(/more|--format/),
    'eight are no long list',
  );
});

test('nothing is wider than the terminal but paths, and long instructions are cut', () => {
  const createdBy = `RUN /bin/bash -o pipefail -c ${'make something && '.repeat(40)}true # buildkit`;
  const path = `srv/${'deep/'.repeat(20)}file`;
  const message = 'everybody who pulls the image gets this file, whatever is deleted later';
  const lines = shown([inImage({ layer: 2, createdBy, path }, { message, help: message })], { width: 60 });
  assert.deepEqual(lines.slice(2, 4), [
    'layer 2: RUN make something && make something && make',
    '         something && make something && make something && m…',
  ]);
  assert.deepEqual(
    lines.filter(line => line.length > 60),
    [`     ${path}`],
  );
  const ascii = shown([inImage({ layer: 2, createdBy })], { width: 60, unicode: false });
  assert.match(ascii[3] ?? '', /\.\.\.$/);
  assert.match(shown([inImage({ layer: 2, createdBy })], { width: Number.POSITIVE_INFINITY })[2] ?? '', /&& true$/);
});

test('instructions as they stand in a Dockerfile', () => {
  const told = (createdBy: string) => instructionOf(createdBy, '…');
  assert.equal(told('RUN |2 A=b c B= /bin/ash -e -c echo in ash # buildkit'), 'RUN echo in ash');
  assert.equal(told('|1 A=b /bin/sh -c make'), 'RUN make');
  assert.equal(told('/bin/bash -o pipefail -c a | b'), 'RUN a | b');
  assert.equal(told('RUN /bin/busybox mkdir /tmp # buildkit'), 'RUN /bin/busybox mkdir /tmp');
  assert.equal(told('/bin/sh script'), '/bin/sh script');
  assert.equal(told('COPY --chown=1:2 a /b # buildkit'), 'COPY --chown=1:2 a /b');
  assert.equal(told('powershell -Command $x = 1; #(nop)  CMD ["a"]'), 'CMD ["a"]');
  assert.equal(told('RUN /bin/sh -c echo "#(nop) x" # buildkit'), 'RUN echo "#(nop) x"');
  assert.equal(told('bazel build //app'), 'bazel build //app');
});
