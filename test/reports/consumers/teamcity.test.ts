/** Service messages, read by TeamCity's grammar and within its limits. */
import assert from 'node:assert/strict';
import { essence, readsAll, toldBy } from './common.js';

interface Message {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

readsAll('teamcity', (text, report) => {
  const types = new Set<string>();
  const inspections: Message['values'][] = [];
  for (const { name, values } of text.split('\n').slice(0, -1).map(read)) {
    for (const [key, value] of Object.entries(values))
      assert.ok(value.length <= (key === 'id' || key === 'typeId' || key === 'name' ? 255 : 4000), key);
    if (name === 'inspectionType') {
      assert.deepEqual(Object.keys(values), ['id', 'name', 'description', 'category']);
      assert.ok(!types.has(values.id as string), 'each type once');
      types.add(values.id as string);
    } else {
      assert.equal(name, 'inspection');
      assert.deepEqual(Object.keys(values), ['typeId', 'message', 'file', 'line', 'SEVERITY']);
      assert.ok(types.has(values.typeId as string), 'its type before it');
      inspections.push(values);
    }
  }
  const expected = toldBy(report);
  assert.equal(inspections.length, expected.length);
  assert.deepEqual(types, new Set(expected.map(({ rule }) => rule)));
  for (const [i, { rule, severity, file, line, message }] of expected.entries()) {
    const { typeId, message: shown = '', file: path = '', line: row, SEVERITY } = inspections[i] as Message['values'];
    assert.deepEqual([typeId, row, SEVERITY], [rule, String(line), severity.toUpperCase()]);
    assert.equal(essence(path), essence(file));
    assert.ok(essence(shown).includes(essence(message)), shown);
    assert.doesNotMatch(`${shown}${path}`, /[^\P{Cc}\n\r\t]/u, 'nothing that its pages could not store');
  }
});

/** `##teamcity[name key='value' …]`, with `|` before what would end a value. */
function read(line: string): Message {
  const whole = /^##teamcity\[(\w+)((?: \w+='(?:[^|'[\]\r\n]|\|.[0-9A-F]*?)*')*)\]$/.exec(line);
  assert.ok(whole, line);
  assert.match(line, /^[ -~]*$/, 'printable ASCII');
  const pairs = [...(whole[2] as string).matchAll(/ (\w+)='((?:[^|']|\|.)*)'/g)];
  return {
    name: whole[1] as string,
    values: Object.fromEntries(pairs.map(([, key, value]) => [key, unescape(value as string)])),
  };
}

function unescape(value: string): string {
  const signs: Record<string, string> = { n: '\n', r: '\r', '|': '|', "'": "'", '[': '[', ']': ']' };
  return value.replace(/\|(?:0x([0-9A-F]{4})|(.))/g, (all, code: string | undefined, sign: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    assert.ok(sign in signs, all);
    return signs[sign] as string;
  });
}
