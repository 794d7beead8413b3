/** GitLab's reports, by the rules of its parsers: one entry that is wrong loses all that follow. */
import assert from 'node:assert/strict';
import { essence, readsAll, TIME, toldBy } from './common.js';

// biome-ignore lint/suspicious/noExplicitAny: the assertions say what it is
type Any = any;
const QUALITY = { error: 'critical', warning: 'major', info: 'info' } as const;
const SAST = { error: 'High', warning: 'Medium', info: 'Info' } as const;

readsAll('gitlab', (text, report) => {
  assert.match(text, /^\[/, 'an array, and nothing before it');
  const issues: Any[] = JSON.parse(text);
  const expected = toldBy(report);
  assert.equal(issues.length, expected.length);
  for (const [i, { rule, severity, file, line, message }] of expected.entries()) {
    const { type, check_name, description, categories, fingerprint, severity: shown, location, ...more } = issues[i];
    assert.deepEqual(more, {});
    assert.deepEqual([type, check_name, shown], ['issue', rule, QUALITY[severity]]);
    for (const category of categories) assert.ok(['Security', 'Bug Risk'].includes(category));
    assert.ok(description.startsWith(`${rule}: `) && essence(description).includes(essence(message)), description);
    assert.match(fingerprint, /^[0-9a-f]{8,}$/);
    assert.deepEqual(Object.keys(location), ['path', 'lines']);
    assert.equal(essence(location.path), essence(file));
    assert.doesNotMatch(location.path, /^\.\//);
    assert.ok(Number.isInteger(location.lines.begin) && location.lines.begin === line);
    assert.ok(Number.isInteger(location.lines.end) && location.lines.end >= line);
  }
  assert.equal(new Set(issues.map(it => it.fingerprint)).size, issues.length, 'of equal fingerprints one is kept');
});

readsAll('gitlab-sast', (text, report) => {
  const { version, scan, vulnerabilities, ...more } = JSON.parse(text);
  assert.deepEqual(more, {});
  assert.match(version, /^15\.\d+\.\d+$/);
  const told = toldBy(report);
  const missing = told.filter(({ rule }) => rule === 'incomplete');
  assertScan(scan, missing.length);
  const expected = told.filter(({ rule }) => rule !== 'incomplete');
  assert.equal(vulnerabilities.length, expected.length);
  for (const [i, { rule, severity, file, line, message }] of expected.entries()) {
    const it = vulnerabilities[i];
    assertVulnerability(it);
    assert.deepEqual([it.identifiers[0].value, it.severity], [rule, SAST[severity]]);
    assert.equal(essence(it.location.file), essence(file));
    assert.equal(it.location.start_line, line);
    assert.ok(essence(it.description).endsWith(essence(message)), it.description);
  }
  assert.equal(new Set(vulnerabilities.map((it: Any) => it.id)).size, vulnerabilities.length);
});

function assertScan(
  { analyzer, scanner, type, start_time, end_time, status, messages, ...more }: Any,
  missing: number,
) {
  assert.deepEqual(more, {});
  for (const tool of [analyzer, scanner]) {
    assert.deepEqual(Object.keys(tool), ['id', 'name', 'version', 'vendor']);
    assert.ok(tool.id && tool.name && tool.version && tool.vendor.name);
  }
  assert.equal(type, 'sast');
  for (const time of [start_time, end_time]) assert.equal(time, TIME);
  assert.match(TIME, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/);
  assert.equal(status, missing > 0 ? 'failure' : 'success');
  assert.equal(messages.length, missing);
  for (const { level, value, ...more } of messages) {
    assert.deepEqual(more, {});
    assert.ok(['info', 'warn', 'fatal'].includes(level) && value.length > 0);
  }
}

/** Limits are those of the schema of the security reports. */
function assertVulnerability({ id, name, description, severity, solution, location, identifiers, ...more }: Any): void {
  assert.deepEqual(more, {});
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(name.length > 0 && name.length <= 255 && description.length <= 1_048_576);
  assert.ok(['Info', 'Unknown', 'Low', 'Medium', 'High', 'Critical'].includes(severity));
  assert.ok(solution === undefined || (typeof solution === 'string' && solution.length <= 7000));
  assert.deepEqual(Object.keys(location), ['file', 'start_line', 'end_line']);
  assert.ok(location.start_line >= 1 && location.end_line >= location.start_line);
  assert.ok(identifiers.length >= 1 && identifiers.length <= 20);
  for (const { type, name: called, value, url, ...more } of identifiers) {
    assert.deepEqual(more, {});
    for (const text of [type, called, value]) assert.ok(typeof text === 'string' && text.length > 0);
    assert.ok(url === undefined || /^https:\/\//.test(url));
  }
}
