/** JUnit's XML, read as XML, and held against the schema of Jenkins' JUnit plugin. */
import assert from 'node:assert/strict';
import { essence, readsAll, toldBy } from './common.js';
import { type Element, readXml } from './xml.js';

/** Per element: the attributes that must be there, those that may, and the children in their order. */
const SCHEMA: Readonly<Record<string, { must: string[]; may: string[]; children: string[] }>> = {
  testsuites: { must: [], may: ['name', 'time', 'tests', 'failures', 'errors'], children: ['testsuite'] },
  testsuite: {
    must: ['name', 'tests', 'failures', 'errors'],
    may: ['skipped', 'time', 'timestamp', 'hostname', 'id', 'package', 'file'],
    children: ['properties', 'testcase', 'system-out', 'system-err'],
  },
  testcase: {
    must: ['name'],
    may: ['classname', 'time', 'group'],
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
  },
  failure: { must: [], may: ['type', 'message'], children: [] },
  error: { must: [], may: ['type', 'message'], children: [] },
  skipped: { must: [], may: ['type', 'message'], children: [] },
  'system-out': { must: [], may: [], children: [] },
};

readsAll('junit', (text, report) => {
  const root = readXml(text);
  assert.equal(root.name, 'testsuites');
  assertSchema(root);
  const suites = root.children;
  for (const suite of suites) assertCounts(suite);
  for (const name of ['tests', 'failures', 'errors']) {
    const sum = suites.reduce((total, it) => total + Number(it.attributes[name]), 0);
    assert.equal(Number(root.attributes[name]), sum, name);
  }
  const cases = suites.flatMap(it => it.children);
  const told = cases.flatMap(it => it.children).filter(({ name }) => name !== 'skipped');
  const expected = toldBy(report);
  assert.equal(told.length, expected.length);
  for (const { message } of expected) {
    assert.ok(
      told.some(it => essence(it.text).includes(essence(message))),
      message,
    );
  }
  const skipped = cases.filter(it => it.children.some(({ name }) => name === 'skipped'));
  assert.equal(skipped.length, report.findings.filter(it => it.suppressed !== undefined).length);
  // Of several tests with one name, readers keep one.
  const names = cases.map(({ attributes }) => `${attributes.classname}\n${attributes.name}`);
  assert.deepEqual(new Set(names).size, names.length, 'names');
});

function assertSchema({ name, attributes, children, text }: Element): void {
  const spec = SCHEMA[name];
  assert.ok(spec, `the element ${name}`);
  for (const key of spec.must) assert.ok(key in attributes, `${name} ${key}`);
  for (const key of Object.keys(attributes)) assert.ok([...spec.must, ...spec.may].includes(key), `${name} ${key}`);
  const order = children.map(child => spec.children.indexOf(child.name));
  assert.ok(!order.includes(-1), name);
  assert.deepEqual(order, order.toSorted?.((a, b) => a - b) ?? order);
  if (spec.children.length > 0) assert.equal(text.trim(), '');
  for (const child of children) assertSchema(child);
}

function assertCounts({ attributes, children }: Element): void {
  const having = (name: string) => children.filter(it => it.children.some(child => child.name === name)).length;
  assert.ok(children.length > 0, 'a suite without tests is an error to some');
  assert.deepEqual([attributes.tests, attributes.failures, attributes.errors, attributes.skipped].map(Number), [
    children.length,
    having('failure'),
    having('error'),
    having('skipped'),
  ]);
}
