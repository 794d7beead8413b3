/** Generic issues, by what SonarQube's importer refuses. */
import assert from 'node:assert/strict';
import { essence, readsAll, toldBy } from './common.js';

// biome-ignore lint/suspicious/noExplicitAny: the assertions say what it is
type Any = any;
const SEVERITY = { error: 'HIGH', warning: 'MEDIUM', info: 'LOW' } as const;
/** The attributes of clean code, by what they serve. */
const ATTRIBUTES = ['CONVENTIONAL', 'TRUSTWORTHY'];

readsAll('sonarqube', (text, report) => {
  const { rules, issues, ...more } = JSON.parse(text);
  assert.deepEqual(more, {});
  const byId = new Map<string, Any>(rules.map((rule: Any) => [rule.id, rule]));
  assert.equal(byId.size, rules.length, 'each rule once');
  for (const rule of rules) assertRule(rule);
  const expected = toldBy(report);
  assert.equal(issues.length, expected.length);
  for (const [i, { rule, file, line, message }] of expected.entries()) {
    const { ruleId, primaryLocation, secondaryLocations = [], ...more } = issues[i];
    assert.deepEqual(more, {}, 'severity, type and engine stand in the rule');
    assert.equal(ruleId, rule);
    assert.ok(byId.has(ruleId));
    assert.equal(essence(primaryLocation.filePath), essence(file));
    assert.equal(primaryLocation.textRange.startLine, line);
    assert.ok(essence(primaryLocation.message).includes(essence(message)));
    for (const location of [primaryLocation, ...secondaryLocations]) assertLocation(location);
  }
  const used = new Set(issues.map((it: Any) => it.ruleId));
  for (const id of byId.keys()) assert.ok(used.has(id), `${id} is of no issue`);
  for (const { id, impacts } of rules) {
    const { severity } = report.rules.find(it => it.id === id) ?? { severity: 'error' as const };
    assert.equal(impacts[0].severity, SEVERITY[severity]);
  }
});

function assertRule({ id, name, description, engineId, cleanCodeAttribute, impacts, ...more }: Any): void {
  assert.deepEqual(more, {});
  for (const text of [id, name, description, engineId]) assert.ok(typeof text === 'string' && text.trim() !== '');
  assert.ok(ATTRIBUTES.includes(cleanCodeAttribute));
  assert.ok(impacts.length > 0);
  for (const { softwareQuality, severity, ...more } of impacts) {
    assert.deepEqual(more, {});
    assert.ok(['SECURITY', 'RELIABILITY', 'MAINTAINABILITY'].includes(softwareQuality));
    assert.ok(['BLOCKER', 'HIGH', 'MEDIUM', 'LOW', 'INFO'].includes(severity));
  }
}

/** Lines from 1, columns from 0, and a range that covers something. */
function assertLocation({ message, filePath, textRange, ...more }: Any): void {
  assert.deepEqual(more, {});
  assert.ok(typeof message === 'string' && message !== '' && typeof filePath === 'string' && filePath !== '');
  const { startLine, endLine = startLine, startColumn, endColumn, ...others } = textRange;
  assert.deepEqual(others, {});
  assert.ok(Number.isInteger(startLine) && startLine >= 1 && endLine >= startLine);
  assert.equal(startColumn === undefined, endColumn === undefined);
  if (startColumn === undefined) return;
  assert.ok(startColumn >= 0 && endColumn >= 0);
  assert.ok(endLine > startLine || endColumn > startColumn, 'without width');
}
