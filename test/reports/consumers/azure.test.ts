/** Logging commands, read as the agent of Azure Pipelines reads them. */
import assert from 'node:assert/strict';
import { essence, readsAll, toldBy } from './common.js';

readsAll('azure', (text, report) => {
  const lines = text.split('\n').slice(0, -1);
  const commands = lines.filter(line => line.includes('##vso[')).map(read);
  const issues = commands.filter(({ name }) => name === 'task.logissue');
  const ends = commands.filter(({ name }) => name === 'task.complete');
  const expected = toldBy(report).filter(({ severity }) => severity !== 'info');
  assert.equal(issues.length, expected.length);
  for (const { rule, severity, file, line, column, message } of expected) {
    const at = issues.findIndex(
      ({ properties: { type, sourcepath = '', linenumber, columnnumber, code }, data }) =>
        type === severity &&
        essence(sourcepath) === essence(file) &&
        linenumber === String(line) &&
        columnnumber === String(column) &&
        code === rule &&
        essence(data).includes(essence(message)),
    );
    assert.notEqual(at, -1, message);
    issues.splice(at, 1);
  }
  const fails = report.findings.some(it => it.fails) || expected.some(({ rule }) => rule === 'incomplete');
  assert.deepEqual(
    ends.map(({ properties }) => properties),
    expected.length > 0 && !fails ? [{ result: 'SucceededWithIssues' }] : [],
  );
  assert.equal(lines.length - commands.length, toldBy(report).length - expected.length, 'plain lines for information');
});

interface Command {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** `##vso[name key=value;…]data`: the first `]` ends the list, the first blank the name. */
function read(line: string): Command {
  assert.ok(line.startsWith('##vso['), line);
  const end = line.indexOf(']');
  const head = line.slice('##vso['.length, end);
  const blank = head.indexOf(' ');
  const list = head
    .slice(blank + 1)
    .split(';')
    .filter(pair => pair.trim() !== '');
  const properties = list.map(pair => {
    assert.ok(pair.includes('='), pair);
    return [pair.slice(0, pair.indexOf('=')).trim(), unescape(pair.slice(pair.indexOf('=') + 1))];
  });
  return {
    name: head.slice(0, blank),
    properties: Object.fromEntries(properties),
    data: unescape(line.slice(end + 1)),
  };
}

function unescape(text: string): string {
  const codes: Record<string, string> = { '0D': '\r', '0A': '\n', '5D': ']', '3B': ';', AZP25: '%' };
  return text.replace(/%(0D|0A|5D|3B|AZP25)/g, (_, code: string) => codes[code] as string);
}
