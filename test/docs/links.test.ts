/** Every link in every page leads somewhere: to a file that is there, and to a heading in it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { anchorsOf, withoutCode } from '../support/markdown.js';
import { ROOT } from '../support/rules.js';

const folders = ['', 'docs', 'docs/decisions', 'docs/rules'];
const pages = folders.flatMap(folder =>
  fs
    .readdirSync(path.join(ROOT, folder))
    .filter(name => name.endsWith('.md'))
    .map(name => path.posix.join(folder, name)),
);
const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');

/** The targets of a page's links and pictures. */
function linksOf(page: string): string[] {
  const plain = withoutCode(page);
  const inline = [...plain.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const defined = [...plain.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)];
  return [...inline, ...defined].map(([, target = '']) => target);
}

/** What is wrong with a link; `undefined` for nothing. */
function mistakeIn(page: string, target: string): string | undefined {
  if (/^https?:/.test(target)) return URL.canParse(target) ? undefined : `${page}: ${target} is no URL`;
  const [file = '', anchor] = target.split('#');
  const absolute = file === '' ? page : path.posix.join(path.posix.dirname(page), decodeURIComponent(file));
  if (absolute.startsWith('..') || !fs.existsSync(path.join(ROOT, absolute))) return `${page}: ${target} is not there`;
  if (anchor === undefined) return undefined;
  const known = absolute.endsWith('.md') && anchorsOf(read(absolute)).has(anchor);
  return known ? undefined : `${page}: ${target} has no such heading`;
}

describe('links', () => {
  test('lead somewhere', () => {
    assert.ok(pages.length > 100);
    const links = pages.flatMap(page => linksOf(read(page)).map(target => ({ page, target })));
    assert.ok(links.length > 300);
    assert.deepEqual(
      links.flatMap(({ page, target }) => mistakeIn(page, target) ?? []),
      [],
    );
  });

  test('that lead nowhere are seen', () => {
    assert.equal(mistakeIn('README.md', 'docs/none.md'), 'README.md: docs/none.md is not there');
    assert.equal(mistakeIn('docs/ci.md', '../../x'), 'docs/ci.md: ../../x is not there');
    assert.equal(mistakeIn('README.md', '#none'), 'README.md: #none has no such heading');
    assert.equal(mistakeIn('README.md', '#try-it'), undefined);
    assert.deepEqual(linksOf('[a](b.md#c) `[x](y)` ![p](q.svg)\n```\n[n](o)\n```\n[d]: e.md\n'), [
      'b.md#c',
      'q.svg',
      'e.md',
    ]);
  });

  test('reach every page from the index', () => {
    const reached = new Set<string>();
    const todo = ['README.md'];
    for (let page = todo.pop(); page !== undefined; page = todo.pop()) {
      if (reached.has(page)) continue;
      reached.add(page);
      for (const target of linksOf(read(page))) {
        const [file = ''] = target.split('#');
        const next = path.posix.join(path.posix.dirname(page), file);
        if (/^https?:/.test(target) || file === '' || !fs.existsSync(path.join(ROOT, next))) continue;
        if (next.endsWith('.md')) todo.push(next);
        // A folder shows all that is in it.
        else
          todo.push(
            ...pages.filter(each => path.posix.dirname(each) === path.posix.normalize(next).replace(/\/$/, '')),
          );
      }
    }
    assert.deepEqual(
      pages.filter(page => !reached.has(page)),
      [],
    );
  });
});
