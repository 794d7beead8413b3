/** Workflow commands, read as GitHub's runner reads them, and held against what GitHub's own toolkit writes. */
import assert from 'node:assert/strict';
import * as core from '@actions/core';
import { essence, readsAll, toldBy } from './common.js';

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}
const SEVERITY = { error: 'error', warning: 'warning', notice: 'info' } as const;

readsAll('github', (text, report) => {
  const lines = text.split('\n').slice(0, -1);
  const commands = lines.map(read);
  const expected = toldBy(report);
  assert.equal(commands.length, expected.length);
  const ranks = commands.map(({ name }) => Object.keys(SEVERITY).indexOf(name));
  assert.deepEqual(ranks, [...ranks].sort(), 'the most serious first');
  for (const { rule, severity, file, line, column, message } of expected) {
    const at = commands.findIndex(({ name, properties, data }) => {
      const { title, file: path = '', line: row, col = String(column) } = properties;
      return (
        SEVERITY[name as keyof typeof SEVERITY] === severity &&
        title === rule &&
        essence(path) === essence(file) &&
        row === String(line) &&
        col === String(column) &&
        essence(data).includes(essence(message))
      );
    });
    assert.notEqual(at, -1, message);
    commands.splice(at, 1);
  }
  for (const line of lines) assert.deepEqual(parts(line), parts(toolkit(read(line))));
});

/** As the runner does: blanks aside, `::name key=value,…::data`. */
function read(line: string): Command {
  const text = line.trimStart();
  assert.ok(text.startsWith('::'));
  const end = text.indexOf('::', 2);
  assert.notEqual(end, -1);
  const [, name = '', list = ''] = /^(\S+)(?: (.*))?$/s.exec(text.slice(2, end)) ?? [];
  const pairs = list.split(',').map(pair => {
    const [key = '', ...value] = pair.split('=');
    return [key, unescape(value.join('='), true)] as const;
  });
  const properties = Object.fromEntries(pairs);
  assert.equal(Object.keys(properties).length, pairs.length, 'each property once');
  for (const key of Object.keys(properties))
    assert.ok(['file', 'line', 'endLine', 'col', 'endColumn', 'title'].includes(key), key);
  assert.ok(!('col' in properties) || properties.line === properties.endLine, 'columns of one line only');
  return { name, properties, data: unescape(text.slice(end + 2), false) };
}

function unescape(text: string, property: boolean): string {
  const codes: Record<string, string> = {
    '0D': '\r',
    '0A': '\n',
    ...(property ? { '3A': ':', '2C': ',' } : {}),
    25: '%',
  };
  return text.replace(/%([0-9A-F]{2})/g, (all, code: string) => codes[code] ?? all);
}

/** The line that the toolkit prints for the same annotation. */
function toolkit({ name, properties, data }: Command): string {
  const { title, file, line, endLine, col, endColumn } = properties;
  const numbers = { startLine: line, endLine, startColumn: col, endColumn };
  const given = Object.entries(numbers).flatMap(([key, value]) => (value === undefined ? [] : [[key, Number(value)]]));
  const { write } = process.stdout;
  let printed = '';
  process.stdout.write = ((chunk: string) => {
    printed += chunk;
    return true;
  }) as typeof write;
  try {
    const say = { error: core.error, warning: core.warning, notice: core.notice }[name];
    say?.(data, { title, file, ...Object.fromEntries(given) } as core.AnnotationProperties);
  } finally {
    process.stdout.write = write;
  }
  return printed.replace(/\r?\n$/, '');
}

/** A line with its properties in order. */
function parts(line: string): string[] {
  const [, name = '', list = '', data = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
  return [name, ...list.split(',').sort(), data];
}
