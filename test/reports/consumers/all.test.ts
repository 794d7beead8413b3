/** What holds for whoever reads: no secret, and names of findings that stay. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from '../../../src/report.js';
import { reporters } from '../../../src/reports/all.js';
import type { Format } from '../../../src/reports/index.js';
import { FIRST_LOOK, linted, realCases, TOKEN } from '../real.js';
import { written } from './common.js';

const formats = Object.keys(reporters) as Format[];

test('no report holds a secret that was planted, though it was found', () => {
  const report = realCases['a planted secret'] as Report;
  assert.ok(report.findings.some(({ topic }) => topic === 'secrets'));
  for (const format of formats) {
    const text = written(format, report);
    for (let at = 0; at + 12 <= TOKEN.length; at += 4)
      assert.ok(!text.includes(TOKEN.slice(at, at + 12)), `${format}: a piece of it`);
  }
});

test('a real lint has findings of every severity, allowed ones and ones that cannot be decided', () => {
  const severities = new Set(realCases['a real lint']?.findings.map(({ severity }) => severity));
  assert.deepEqual([...severities].sort(), ['error', 'info', 'warning']);
  const allowed = realCases['allowed, and no longer']?.findings.filter(({ rule }) => rule === 'sudo-used') ?? [];
  assert.deepEqual(
    allowed.map(({ suppressed, message }) => [suppressed?.by, message.includes('allowed until 2020-01-31')]),
    [
      ['ann', false],
      [undefined, true],
    ],
  );
  assert.ok((realCases['a real lint']?.summary.notEvaluated ?? 0) > 0);
});

/** Where the names stand that services follow findings by. */
const NAMES: Partial<Record<Format, (text: string) => readonly string[]>> = {
  sarif: text =>
    JSON.parse(text).runs[0].results.flatMap((it: { partialFingerprints: Record<string, string> }) => [
      it.partialFingerprints['plimsoll/v1'],
      it.partialFingerprints.primaryLocationLineHash,
    ]),
  gitlab: text => JSON.parse(text).map((it: { fingerprint: string }) => it.fingerprint),
  'gitlab-sast': text => JSON.parse(text).vulnerabilities.map((it: { id: string }) => it.id),
};

for (const [format, names] of Object.entries(NAMES)) {
  test(`${format}: a finding keeps its name when its line moves`, () => {
    const before = names(written(format as Format, linted(FIRST_LOOK)));
    const after = names(written(format as Format, linted(`\n${FIRST_LOOK}`)));
    assert.ok(before.length > 10 && before.every(name => typeof name === 'string'));
    for (const name of before) assert.ok(after.includes(name), name);
  });
}
