import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULTS, lint, rules } from '../../src/index.js';
import { LineIndex } from '../../src/place.js';
import { applyFixes } from '../support/rules.js';

test('several edits told as one do what they do one by one', () => {
  let several = 0;
  for (const { id, bad } of rules)
    for (const { dockerfile, options } of bad) {
      const own = options === undefined ? {} : { options };
      const settings = { ...DEFAULTS, preset: 'all' as const, only: [id], rules: new Map([[id, own]]) };
      for (const finding of lint({ path: 'Dockerfile', text: dockerfile, settings }).findings) {
        const { edits = [], joined } = finding.fix ?? {};
        if (edits.length < 2) assert.equal(joined, undefined);
        if (joined === undefined) continue;
        several++;
        const index = new LineIndex(dockerfile);
        const start = index.start(joined.line) + joined.column - 1;
        const end = index.start(joined.endLine) + joined.endColumn - 1;
        const fixed = dockerfile.slice(0, start) + joined.text + dockerfile.slice(end);
        assert.equal(fixed, applyFixes(dockerfile, [finding]), `${id}\n${dockerfile}`);
      }
    }
  assert.ok(several > 10, String(several));
});

test('not where a secret stands between them', () => {
  const token = `ghp_${'a1B2c3D4'.repeat(5)}`;
  const text = `FROM debian:12\nRUN cd /a && curl -H "a: ${token}" https://x.io -o y && cd /b\nENV A b\n`;
  const { findings } = lint({ path: 'Dockerfile', text, settings: { ...DEFAULTS, preset: 'all' } });
  for (const { fix } of findings) assert.ok(!(fix?.joined?.text ?? '').includes(token));
});
