import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from '../../src/report.js';
import { sarif } from '../../src/reports/sarif.js';
import { uriOf } from '../../src/reports/uri.js';
import { cases } from './hostile.js';
import { finding, report, threeFindings } from './sample.js';

// biome-ignore lint/suspicious/noExplicitAny: the shape is what the tests below find out
type Any = any;
const runOf = (whole: Report): Any => JSON.parse(sarif(whole)).runs[0];

/** What GitHub code scanning asks of a file, and what is known to make it refuse one. */
function assertAccepted(whole: Report): void {
  const log: Any = JSON.parse(sarif(whole));
  assert.match(log.$schema, /^https:.*sarif.*2\.1\.0.*json$/);
  assert.equal(log.version, '2.1.0');
  assert.equal(log.runs.length, 1);
  const [run] = log.runs;
  const { driver } = run.tool;
  assert.equal(driver.name, 'plimsoll');
  assert.equal(driver.version, '1.2.3');
  assert.equal(driver.semanticVersion, '1.2.3');
  assert.equal(run.automationDetails.id, 'plimsoll/');
  assert.equal(run.columnKind, 'utf16CodeUnits');
  assert.equal(typeof run.invocations[0].executionSuccessful, 'boolean');
  assert.ok(Array.isArray(run.results));
  assert.equal(new Set(driver.rules.map((rule: Any) => rule.id)).size, driver.rules.length);
  for (const rule of driver.rules) assertRule(rule);
  for (const result of run.results) assertResult(result, driver.rules);
  for (const note of run.invocations[0].toolExecutionNotifications) {
    assert.ok(note.message.text);
    assert.match(note.level, /^(note|error)$/);
    for (const location of note.locations) assertUri(location.physicalLocation.artifactLocation.uri);
  }
}

function assertRule(rule: Any): void {
  assert.ok(rule.id && rule.name && rule.help.text && rule.help.markdown);
  for (const text of [rule.shortDescription.text, rule.fullDescription.text]) assert.ok(text && text.length <= 1024);
  assert.match(rule.defaultConfiguration.level, /^(note|warning|error)$/);
  const { tags, precision } = rule.properties;
  assert.ok(tags.length > 0 && tags.length <= 20 && new Set(tags).size === tags.length);
  assert.match(precision, /^(very-high|high|medium|low)$/);
  assert.match(rule.properties['problem.severity'], /^(error|warning|recommendation)$/);
  const security = rule.properties['security-severity'];
  assert.equal(tags.includes('security'), security !== undefined);
  if (security !== undefined) assert.ok(typeof security === 'string' && Number(security) > 0 && Number(security) <= 10);
}

function assertResult(result: Any, rules: Any[]): void {
  assert.equal(rules[result.ruleIndex].id, result.ruleId);
  assert.match(result.level, /^(note|warning|error)$/);
  assert.ok(result.message.text);
  assert.ok(result.locations.length > 0);
  for (const { physicalLocation } of [...result.locations, ...(result.relatedLocations ?? [])]) {
    assertUri(physicalLocation.artifactLocation.uri);
    const { startLine, startColumn, endLine, endColumn } = physicalLocation.region;
    for (const number of [startLine, startColumn, endLine, endColumn])
      assert.ok(Number.isInteger(number) && number > 0);
    assert.ok(endLine > startLine || (endLine === startLine && endColumn >= startColumn));
  }
  assert.match(result.partialFingerprints['plimsoll/v1'], /^[0-9a-f]{16}$/);
}

/** Relative or `file:`, percent-encoded; never what looks like another scheme. */
function assertUri(uri: string): void {
  assert.match(uri, /^(?:file:\/\/\/[A-Za-z]:)?[A-Za-z0-9\-._~!$&'()*+,;=@%/]*$|^file:\/\/\//);
  assert.doesNotMatch(uri, /%(?![0-9A-F]{2})|[ #\\]/);
  assert.ok(URL.canParse(uri, 'file:///base/'));
}

for (const [name, whole] of Object.entries(cases)) test(`is accepted: ${name}`, () => assertAccepted(whole));

test('paths become URIs and back', () => {
  assert.equal(uriOf('a b/#1/100%/x'), 'a%20b/%231/100%25/x');
  assert.equal(uriOf('debian:11'), 'debian%3A11');
  assert.equal(uriOf('./a/../b'), 'a/../b');
  assert.equal(uriOf('bücher'), 'b%C3%BCcher');
  assert.equal(uriOf('a\\b'), 'a%5Cb');
  assert.equal(uriOf('C:\\a b\\Dockerfile'), 'file:///C:/a%20b/Dockerfile');
  assert.equal(uriOf('//abs/Dockerfile'), 'file:///abs/Dockerfile');
  assert.equal(uriOf('\ud800'), '%EF%BF%BD');
});

test('a result says where, how bad, and what else belongs to it', () => {
  const [error, warning, note] = runOf(threeFindings()).results;
  assert.deepEqual([error.level, warning.level, note.level], ['error', 'warning', 'note']);
  assert.deepEqual(error, {
    ruleId: 'secret-in-env',
    ruleIndex: 4,
    level: 'error',
    message: { text: 'anyone who can pull the image reads this value' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'Dockerfile' },
          region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 16 },
        },
      },
    ],
    partialFingerprints: { 'plimsoll/v1': '0123456789abcdef' },
  });
  assert.deepEqual(warning.locations[0].physicalLocation.region, {
    startLine: 5,
    startColumn: 5,
    endLine: 8,
    endColumn: 10,
  });
  assert.equal(note.relatedLocations[0].physicalLocation.region.startLine, 2);
});

test('rules carry what GitHub shows', () => {
  const rules: Any[] = runOf(threeFindings()).tool.driver.rules;
  const rule = (id: string) => rules.find(it => it.id === id);
  assert.equal(rule('secret-in-env').name, 'SecretInEnv');
  assert.deepEqual(rule('secret-in-env').properties.tags, ['security', 'packages', 'CIS-4.10', 'external/cwe/cwe-798']);
  assert.equal(rule('secret-in-env').properties['security-severity'], '8.0');
  assert.equal(rule('apt-lists-kept').properties['security-severity'], undefined);
  assert.equal(
    rule('apt-lists-kept').help.text,
    `The rule apt-lists-kept.

It hurts, see the page (https://example.com/apt-lists-kept).

- first
- second

Also known as: DL3009

To allow it in a Dockerfile, write this above the instruction: # plimsoll allow apt-lists-kept -- reason`,
  );
});

test('how to allow a rule in images, where no comment stands', () => {
  const whole = report({ findings: [finding('x', 'x')] });
  const id = whole.findings[0]?.rule;
  const helped = (allowedBy: Report['rules'][number]['allowedBy']): Any => {
    const rules = whole.rules.map(rule => ({ ...rule, summary: 'S.', why: '', allowedBy }));
    assertAccepted({ ...whole, rules });
    return runOf({ ...whole, rules }).tool.driver.rules.find((it: Any) => it.id === id).help;
  };
  const path = `To allow it in an image by its path, write this in .plimsoll.yaml: rules: { ${id}: { allow: ['path/**'] } }`;
  assert.match(helped(['path']).text, /^S\.\n\n/);
  assert.ok(helped(['path']).text.endsWith(`\n\n${path}`));
  assert.doesNotMatch(helped(['path']).text, /plimsoll allow/);
  assert.ok(helped(['path']).markdown.endsWith(`\`rules: { ${id}: { allow: ['path/**'] } }\``));
  assert.match(
    helped(['comment', 'off']).text,
    /instruction: # plimsoll allow \S+ -- reason\n\n.*: rules: \{ \S+: off \}$/,
  );
});

test('long descriptions are shortened, many controls are cut', () => {
  const whole = report({
    findings: [finding('x', 'x', { controls: Array.from({ length: 40 }, (_, i) => `CIS-${i}`) })],
  });
  const rules = whole.rules.map(rule => ({ ...rule, summary: '👩'.repeat(900), why: 'x y '.repeat(900) }));
  assertAccepted({ ...whole, rules });
  assert.doesNotMatch(sarif({ ...whole, rules }), /\\ud|\ufffd/);
});

test('suppressed findings are there, marked', () => {
  const results = runOf(cases.suppressed!).results;
  assert.deepEqual(results[0].suppressions, [
    { kind: 'inSource', status: 'accepted', justification: 'a test', properties: { by: 'ann', until: '2030-01-31' } },
  ]);
  assert.deepEqual(results[1].suppressions, [{ kind: 'inSource', status: 'accepted' }]);
});

test('what was not judged is told by the invocation', () => {
  const [invocation] = runOf(cases['not evaluated']!).invocations;
  assert.equal(invocation.executionSuccessful, true);
  assert.deepEqual(
    invocation.toolExecutionNotifications.map((it: Any) => [it.level, it.message.text, it.associatedRule.id]),
    [
      ['note', 'some-rule was not evaluated: the base image was not given', 'some-rule'],
      ['note', 'other-rule was not evaluated', 'other-rule'],
    ],
  );
  for (const name of ['unreadable', 'rules that failed']) {
    const [failed] = runOf(cases[name]!).invocations;
    assert.equal(failed.executionSuccessful, false);
    assert.ok(failed.toolExecutionNotifications.every((it: Any) => it.level === 'error'));
  }
});

test('text in brackets is no link', () => {
  const text = (message: string) =>
    runOf(report({ findings: [finding('x', 'x', { message })] })).results[0].message.text;
  assert.equal(text('see [this](https://example.com)'), 'see \\[this](https://example.com)');
  assert.equal(text('["a", "b"] (no)'), '["a", "b"] (no)');
});
