import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Span } from '../../../src/place.js';
import { commands, read, run } from './read.js';

test('scripts that are too much are not parsed, and say why', () => {
  for (const [text, why] of [
    [`a ${'x'.repeat(65_534)}`, /65,535 bytes/],
    [`a ${'é'.repeat(32_767)}`, /65,535 bytes/],
    [`${'<<"E" '.repeat(1_001)}a`, /1,000 heredocs/],
    ['$('.repeat(1_001), /deeper than 1,000/],
    [`a ${'"$(x '.repeat(50)}${')"'.repeat(50)}`, /deeper than 24/],
    ['f() '.repeat(10_000), /could not read/],
  ] as const) {
    const [script] = run(text);
    assert.match(script?.unparsed ?? '', why);
    assert.deepEqual([script?.commands, script?.pipelines, script?.errors], [[], [], []]);
  }
  assert.equal(commands(`a ${'x'.repeat(65_533)}`).length, 1);
  assert.equal(commands(`a ${'"$(x '.repeat(20)}${')"'.repeat(20)}`).length, 21);
});

const token = fc.constantFrom(
  ...[
    'RUN ',
    'CMD ',
    'ONBUILD RUN ',
    'ENV A=b ',
    'ARG A=1',
    'SHELL ["bash", "-o", "pipefail", "-c"]',
    'HEALTHCHECK CMD ',
  ],
  ...['\n', '\r\n', '\\\n', '\\\r\n', '# c\n', ' ', '\t', '; ', ' && ', ' || ', ' | ', ' & ', '(', ')', '{ ', '; }'],
  ...["'", '"', '`', '\\', '$', '$(', '${', '}', '$A', '${A:-', '$((', '))', '<(', '~/', '*', '{a,b}', '[', ']', "$'"],
  ...['<<E', '<<-E', "<<'E'", '\nE\n', '\n\tE\n', '<<< ', '> f', '2>&1', '#!/bin/bash\n', '!', 'time '],
  ...['if ', '; then ', '; fi', 'for i in ', '; do ', '; done', 'case a in a) ', ';; esac', 'f() { ', '[[ ', ' ]]'],
  ...[
    'sudo ',
    'env A=b ',
    "sh -c '",
    'bash -lc "',
    'eval "',
    'xargs -I{} ',
    'find . -exec a {} \\;',
    'su -c "',
    'env -S "',
  ],
  ...[
    'apt-get install',
    '-yq',
    '--x=',
    'A=1',
    'export A=',
    'set -o pipefail',
    'é',
    '𝒳',
    '\u2028',
    '["sh", "-c", "',
    '"]',
  ],
);
const dockerfile = fc
  .oneof(fc.array(token, { maxLength: 40 }), fc.array(fc.oneof(token, fc.string({ maxLength: 5 })), { maxLength: 30 }))
  .map(parts => `FROM a\nRUN ${parts.join('')}`);

function check(text: string): void {
  const { scripts } = read(text);
  const inside = ({ start, end }: Span): void =>
    assert.ok(0 <= start && start <= end && end <= text.length, `${start}..${end} of ${text.length}`);
  for (const script of scripts) {
    for (const { span } of script.errors) inside(span);
    for (const { span, operators, parts } of script.pipelines) {
      for (const one of [span, ...operators]) inside(one);
      assert.equal(operators.length, parts.length - 1);
    }
    script.commands.forEach((command, index) => {
      assert.equal(command.index, index);
      assert.equal(command.script, script);
      const targets = command.redirects.map(({ target }) => target);
      for (const { span } of [command, ...command.assignments, ...command.redirects]) inside(span);
      for (const argument of [command.program, ...command.args, ...targets]) {
        if (argument === undefined) continue;
        inside(argument.span);
        const { start, end } = argument.span;
        // No gap and nothing decoded: the text is what stands there.
        const whole = script.instruction.json === undefined && end - start === argument.text.length;
        if (whole && !/\$'/.test(text)) assert.equal(text.slice(start, end), argument.text);
      }
    });
  }
}

test('any text: no throw, and every span is true', () => {
  fc.assert(fc.property(dockerfile, check), { numRuns: 2_000 });
});

test('any text, cut anywhere: no throw, and every span is true', () => {
  const cut = fc.tuple(dockerfile, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
  fc.assert(fc.property(cut, check), { numRuns: 1_000 });
});
