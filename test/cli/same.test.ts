/** What is shipped finds what the sources find: every example of every rule, through the built command. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { rules } from '../../src/builtin.js';
import { lint } from '../../src/lint.js';
import { DEFAULTS } from '../../src/selection.js';
import { ROOT } from '../support/rules.js';

for (const preset of ['recommended', 'cis', 'all'] as const)
  test(`the built command gives the findings of the library, on every example, preset ${preset}`, () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-same-'));
    try {
      const texts = [...new Set(rules.flatMap(rule => [...rule.bad, ...rule.good].map(example => example.dockerfile)))];
      const names = texts.map((_, i) => `${i}.Dockerfile`);
      texts.forEach((text, i) => {
        fs.writeFileSync(path.join(folder, names[i] as string), text);
      });
      const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
      const args = [
        path.join(ROOT, 'dist/plimsoll.cjs'),
        'lint',
        '--no-config',
        '--preset',
        preset,
        '--format',
        'json',
        '--fail-on',
        'never',
        ...names,
      ];
      const { stdout, stderr, status } = spawnSync(process.execPath, args, {
        cwd: folder,
        env,
        encoding: 'utf8',
        maxBuffer: 2 ** 30,
      });
      assert.equal(status, 0, stderr);
      const inputs = texts.map((text, i) => ({
        path: names[i] as string,
        text,
        settings: { ...DEFAULTS, preset, failOn: 'never' as const },
      }));
      const key = (finding: { file: string; line: number; column: number; rule: string; message: string }): string =>
        `${finding.file}:${finding.line}:${finding.column} ${finding.rule} ${finding.message}`;
      const expected = lint(inputs, { rules }).findings.map(key).sort();
      const shipped = (JSON.parse(stdout) as { findings: Parameters<typeof key>[0][] }).findings.map(key).sort();
      assert.deepEqual(shipped, expected);
      assert.ok(expected.length > rules.length / 2);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
