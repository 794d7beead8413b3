/** Checkstyle's XML, read as XML, and each error as its readers take it. */
import assert from 'node:assert/strict';
import { essence, readsAll, toldBy } from './common.js';
import { readXml } from './xml.js';

readsAll('checkstyle', (text, report) => {
  assert.match(text, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/);
  const { name, attributes, children } = readXml(text);
  assert.equal(name, 'checkstyle');
  assert.match(attributes.version ?? '', /^\d+\.\d+$/);
  const files = children.map(file => file.attributes.name);
  assert.equal(new Set(files).size, files.length, 'each file once');
  const got = children.flatMap(file => {
    assert.equal(file.name, 'file');
    assert.deepEqual(Object.keys(file.attributes), ['name']);
    return file.children.map(error => {
      assert.equal(error.name, 'error');
      const { line, column, severity, message = '', source, ...more } = error.attributes;
      assert.deepEqual(more, {});
      assert.match(`${line} ${column}`, /^[1-9]\d* [1-9]\d*$/);
      return { file: file.attributes.name, line: Number(line), column: Number(column), severity, source, message };
    });
  });
  const expected = toldBy(report);
  assert.equal(got.length, expected.length);
  for (const { message, rule, file, ...place } of expected) {
    const wanted = { ...place, file: file.replace(/[\ud800-\udfff]/g, '\ufffd'), source: `plimsoll.${rule}` };
    const at = got.findIndex(
      ({ message: shown, ...it }) =>
        Object.entries(wanted).every(([key, value]) => it[key as keyof typeof it] === value) &&
        essence(shown).includes(essence(message)),
    );
    assert.notEqual(at, -1, JSON.stringify(wanted));
    got.splice(at, 1);
  }
});
