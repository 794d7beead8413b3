/** Markdown as GitHub and others read it: one table, and nothing from outside that means anything. */
import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { essence, readsAll, toldBy } from './common.js';

const reader = new MarkdownIt({ html: true, linkify: true });
// Only what GitHub too makes a link of without being asked.
reader.linkify.set({ fuzzyLink: false });
const SEVERITY = { error: 'error', warning: 'warning', info: 'info' } as const;

readsAll('markdown', (text, report) => {
  const tokens = reader.parse(text, {});
  const inlines = tokens.flatMap(token => token.children ?? []);
  for (const { type, content } of inlines) {
    assert.ok(['text', 'text_special', 'strong_open', 'strong_close', 'html_inline', 'softbreak'].includes(type), type);
    if (type === 'html_inline') assert.equal(content, '<br>');
  }
  const kinds = new Set(tokens.map(({ type }) => type.replace(/_(?:open|close)$/, '')));
  const known = ['heading', 'paragraph', 'inline', 'table', 'thead', 'tbody', 'tr', 'th', 'td'];
  for (const kind of kinds) assert.ok(known.includes(kind), kind);
  assert.equal(tokens.filter(({ type }) => type === 'heading_open').length, 1);

  const read = inlines.map(({ content }) => content).join('');
  assert.doesNotMatch(
    read,
    /@[\w-]|#\d|www\./,
    'mentions, issues and addresses, which GitHub looks for in what it shows',
  );

  const expected = toldBy(report);
  const rows = rowsOf(text);
  assert.equal(rows.length, expected.length === 0 ? 0 : expected.length + 1);
  for (const row of rows) assert.equal(row.length, 3);
  const body = rows.slice(1).map(row => row.map(essence));
  for (const { rule, severity, file, line, column, message } of expected) {
    const where = essence(`${file}:${line}:${column}`);
    const at = body.findIndex(
      ([sign = '', place, what = '']) =>
        sign.includes(SEVERITY[severity]) &&
        place === where &&
        what.startsWith(essence(rule)) &&
        what.includes(essence(message)),
    );
    assert.notEqual(at, -1, message);
    body.splice(at, 1);
  }
});

/** The cells of all rows, each as the text that people see. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let inCell = false;
  for (const { type, children } of reader.parse(text, {})) {
    if (type === 'tr_open') rows.push([]);
    if (type === 'th_open' || type === 'td_open') inCell = true;
    else if (inCell && type === 'inline') rows.at(-1)?.push((children ?? []).map(it => it.content).join(' '));
    if (type === 'th_close' || type === 'td_close') inCell = false;
  }
  return rows;
}
