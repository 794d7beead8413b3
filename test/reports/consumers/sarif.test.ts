/** SARIF against the schema of OASIS, and read back as viewers do. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { essence, readsAll, toldBy } from './common.js';
import { assertValid, schema } from './schema.js';

// biome-ignore lint/suspicious/noExplicitAny: the schema says what it is
type Any = any;
const LEVEL = { error: 'error', warning: 'warning', note: 'info' } as const;
const validate = schema('sarif-2.1.0.json');

readsAll('sarif', (text, report) => {
  const log: Any = JSON.parse(text);
  assertValid(validate, log);
  const [run] = log.runs;
  const results = run.results.filter((it: Any) => it.suppressions === undefined);
  const expected = toldBy(report).filter(({ rule }) => rule !== 'incomplete');
  assert.equal(results.length, expected.length);
  for (const [i, { rule, severity, file, line, column, message }] of expected.entries()) {
    const { ruleId, level, locations, message: shown } = results[i];
    const { artifactLocation, region } = locations[0].physicalLocation;
    assert.deepEqual(
      [ruleId, LEVEL[level as keyof typeof LEVEL], path(artifactLocation.uri), region.startLine, region.startColumn],
      [rule, severity, file.replaceAll('\\', '/'), line, column],
    );
    assert.ok(essence(shown.text).endsWith(essence(message)), shown.text);
  }
  const failed = toldBy(report).filter(({ rule }) => rule === 'incomplete');
  const errors = run.invocations[0].toolExecutionNotifications.filter((it: Any) => it.level === 'error');
  assert.equal(errors.length, failed.length);
  assert.equal(run.invocations[0].executionSuccessful, failed.length === 0);
});

/** The path that a URI reference leads to, beside the log; with `/` whatever the system. */
function path(uri: string): string {
  if (uri.startsWith('file:///')) {
    const whole = fileURLToPath(uri, { windows: false });
    return whole.replace(/^\/(?=[A-Z]:)/, '');
  }
  const there = new URL(uri, 'file:///base/');
  assert.equal(there.search + there.hash, '', uri);
  return decodeURIComponent(there.pathname).slice('/base/'.length).replaceAll('\\', '/');
}
