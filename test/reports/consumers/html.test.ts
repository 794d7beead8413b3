/** The page, read by the HTML parser that browsers agree on. */
import assert from 'node:assert/strict';
import { type DefaultTreeAdapterTypes, html, type ParserError, parse } from 'parse5';
import { essence, readsAll, toldBy } from './common.js';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;
/** What a page may be made of: nothing that runs, loads or leads anywhere. */
const ELEMENTS =
  'html head meta title style body main header h1 h2 h3 p ul li section article span small pre code mark details summary table thead tbody tr th td footer';
const ATTRIBUTES = ['lang', 'charset', 'http-equiv', 'content', 'name', 'class', 'scope'];

readsAll('html', (text, report) => {
  const errors: ParserError[] = [];
  const document = parse(text, { onParseError: error => errors.push(error) });
  // A page may hold U+FFFD and what was not given; the parser reports neither here.
  assert.deepEqual(errors, []);
  const elements = all(document);
  for (const { tagName, attrs, namespaceURI } of elements) {
    assert.equal(namespaceURI, html.NS.HTML);
    assert.ok(ELEMENTS.split(' ').includes(tagName), tagName);
    for (const { name } of attrs) assert.ok(ATTRIBUTES.includes(name), name);
  }
  assert.equal(elements.filter(({ tagName }) => tagName === 'style').length, 1);
  const articles = elements.filter(({ tagName }) => tagName === 'article').map(element => essence(textOf(element)));
  const expected = toldBy(report);
  assert.equal(articles.length, expected.length);
  for (const { rule, severity, message } of expected) {
    const wanted = [rule, severity, message].map(essence);
    const at = articles.findIndex(shown => wanted.every(part => shown.includes(part)));
    assert.notEqual(at, -1, message);
    articles.splice(at, 1);
  }
});

function all(node: Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes.flatMap(all) : [];
  return 'tagName' in node ? [node, ...children] : children;
}

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join(' ') : '';
}
