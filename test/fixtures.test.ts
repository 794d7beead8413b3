/** Whole Dockerfiles and the report each must give; UPDATE=1 writes the reports anew, to be read before they are kept. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { rules } from '../src/builtin.js';
import { lint } from '../src/lint.js';
import { reporters } from '../src/reports/all.js';
import { ROOT } from './support/rules.js';

const OPTIONS = { color: false, unicode: true, width: 120, quiet: false, hyperlinks: false };
const cases = fs.readdirSync(path.join(ROOT, 'fixtures'));

for (const name of cases) {
  describe(name, () => {
    const file = `fixtures/${name}/Dockerfile`;
    const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
    const report = lint([{ path: file, text }], { rules, today: '2026-01-01' });

    test('gives the expected report', () => {
      const expected = path.join(ROOT, 'fixtures', name, 'expected.txt');
      const actual = reporters.text(report, OPTIONS);
      if (process.env['UPDATE'] === '1') fs.writeFileSync(expected, actual);
      assert.equal(actual, fs.readFileSync(expected, 'utf8'));
    });

    test('gives the same bytes twice, and with other line ends the same findings', () => {
      for (const reporter of Object.values(reporters)) {
        const again = lint([{ path: file, text }], { rules, today: '2026-01-01' });
        assert.equal(reporter(again, OPTIONS), reporter(report, OPTIONS));
      }
      const withReturns = lint([{ path: file, text: text.replaceAll('\n', '\r\n') }], { rules, today: '2026-01-01' });
      const key = (finding: (typeof report.findings)[0]) => `${finding.line}:${finding.column} ${finding.rule}`;
      assert.deepEqual(withReturns.findings.map(key), report.findings.map(key));
    });

    test('fails no rule, cut at any line', () => {
      const lines = text.split('\n');
      for (let end = 0; end <= lines.length; end++) {
        const cut = lint([{ path: file, text: lines.slice(0, end).join('\n') }], { rules });
        assert.deepEqual(
          cut.outcomes.filter(outcome => outcome.state === 'failed'),
          [],
        );
      }
    });
  });
}
