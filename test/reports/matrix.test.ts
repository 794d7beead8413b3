import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { reporters } from '../../src/reports/all.js';
import type { Format, ReportOptions } from '../../src/reports/index.js';
import { cases } from './hostile.js';
import { finding, inImage, plain, report } from './sample.js';

const formats = Object.keys(reporters) as Format[];
const looks: ReportOptions[] = [
  plain,
  { ...plain, color: true, hyperlinks: true, base: 'file:///work/' },
  { ...plain, unicode: false, width: 1 },
  { ...plain, quiet: true, width: Number.POSITIVE_INFINITY },
];
/** What we write ourselves when colours and links are on. */
const OURS = /\x1b\[\d+m|\x1b\]8;;[!-~]*\x1b\\/g;

/** Lines that a CI service is meant to obey, whole and with nothing else in them. */
const COMMANDS: Partial<Record<Format, RegExp>> = {
  github:
    /^::(?:error|warning|notice) file=[^\n:,]*,line=\d+,endLine=\d+(?:,col=\d+,endColumn=\d+)?,title=[^\n:,]*::.*\n/gm,
  azure:
    /^##vso\[task\.(?:logissue type=(?:error|warning);sourcepath=[^\n;\]]*;linenumber=\d+;columnnumber=\d+;code=[^\n;\]]*;\](?!.*##[a-z]*\[)|complete result=SucceededWithIssues;\]).*\n/gm,
  teamcity: /^##teamcity\[inspection(?:Type)?(?: [a-zA-Z]+='(?:[^|'\n[\]]|\|['nr|[\]]|\|0x[0-9A-F]{4})*')+\]\n/gm,
};

/** Fails if a terminal or a CI service would obey anything in the output but our own commands. */
function assertHarmless(output: string, format: Format): void {
  assert.doesNotMatch(
    output.replace(OURS, ''),
    /[^\P{Cc}\n]|[\u2028-\u202e\u2066-\u2069]|\p{Cs}/u,
    'control characters',
  );
  const command = COMMANDS[format];
  const rest = output.replace(OURS, '').replace(command ?? /$^/, '');
  assert.match(rest, /^$|\n$/, 'ends in a line feed');
  assert.doesNotMatch(rest, /##[a-z]*\[/i, 'commands of runners, anywhere in a line');
  assert.doesNotMatch(rest, /^\s*::/m, 'commands of runners, at the start of a line');
}

for (const format of formats) {
  for (const [name, report] of Object.entries(cases)) {
    test(`${format}: ${name}`, () => {
      for (const look of looks) {
        const output = reporters[format](report, look);
        assertHarmless(output, format);
        assert.equal(reporters[format](structuredClone(report), look), output, 'same input, same bytes');
      }
    });
  }
}

test('no text makes any writer throw or write what a terminal obeys', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom('::', '##', '[', 'a', ' ', '\n', '\t', '\ud800', '\x1b', '日', '👩', '\u200d') }),
  );
  fc.assert(
    fc.property(text, text, text, fc.nat(130), fc.nat(60), fc.nat(60), (message, source, file, width, a, b) => {
      const lines = [{ number: 1, text: source.replaceAll('\n', ' '), column: 1 }];
      const at = { line: 1, endLine: 1, column: Math.min(a, b) + 1, endColumn: Math.max(a, b) + 1 };
      const it = finding('x', 'x', { message, help: message, file, excerpt: { lines }, ...at });
      const outcomes = [{ subject: file, rule: 'odd', state: 'failed', why: message } as const];
      const place = { layer: a % 3, createdBy: source, path: message, gone: b };
      const findings = [it, inImage(place, { message: source, help: file, file })];
      const whole = report({ findings, outcomes, files: [file] });
      for (const format of formats) assertHarmless(reporters[format](whole, { ...plain, width }), format);
    }),
    { numRuns: 500 },
  );
});
