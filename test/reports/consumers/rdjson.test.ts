/** Reviewdog's forms against its own schema, with every key that it does not name refused. */
import assert from 'node:assert/strict';
import type { Report } from '../../../src/report.js';
import { essence, readsAll, toldBy } from './common.js';
import { assertValid, schema } from './schema.js';

// biome-ignore lint/suspicious/noExplicitAny: the schema says what it is
type Any = any;
const validate = schema('rdjson.json');
const KEYS = {
  '': ['message', 'location', 'severity', 'source', 'code', 'suggestions', 'original_output', 'related_locations'],
  location: ['path', 'range'],
  range: ['start', 'end'],
  start: ['line', 'column'],
  end: ['line', 'column'],
};

readsAll('rdjson', (text, report) => {
  const whole: Any = JSON.parse(text);
  assertValid(validate, whole);
  assertTold(whole.diagnostics, report);
});

readsAll('rdjsonl', (text, report) => {
  const lines = text.split('\n').slice(0, -1);
  const diagnostics = lines.map(line => JSON.parse(line));
  for (const each of diagnostics) assert.deepEqual(each.source, { name: 'plimsoll' });
  assertValid(validate, { diagnostics });
  assertTold(diagnostics, report);
});

function assertTold(diagnostics: readonly Any[], report: Report): void {
  const expected = toldBy(report);
  assert.equal(diagnostics.length, expected.length);
  for (const [i, { rule, severity, file, line, message }] of expected.entries()) {
    const { code, severity: shown, location, message: text, suggestions = [] } = diagnostics[i];
    assert.deepEqual(
      [code.value, shown, location.path, location.range.start.line],
      [rule, severity.toUpperCase(), wellFormed(file), line],
    );
    assert.ok(essence(text).includes(essence(message)), text);
    for (const { range } of [location, ...suggestions]) assertRange(range);
    for (const [name, part] of Object.entries({
      '': diagnostics[i],
      location,
      range: location.range,
      ...location.range,
    }))
      for (const key of Object.keys(part as object)) assert.ok(KEYS[name as keyof typeof KEYS].includes(key), key);
  }
}

/** From 1, and the end not before the start; a line without a column means all of it. */
function assertRange({ start, end }: Any): void {
  for (const { line, column = 1 } of [start, end]) assert.ok(Number.isInteger(line) && line > 0 && column > 0);
  assert.equal('column' in start, 'column' in end);
  assert.ok(end.line > start.line || (end.column ?? 1) >= (start.column ?? 1));
}

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
