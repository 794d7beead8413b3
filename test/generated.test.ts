/** What is generated from the rules is what stands on disk; UPDATE=1 writes it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { VERSION } from '../src/version.js';
import { secretsPage } from './secrets/page.js';
import { coveragePage, toolsOnDisk } from './support/coverage.js';
import { indexSource, rulePage } from './support/generate.js';
import { ROOT, rulesOnDisk } from './support/rules.js';

const rules = await rulesOnDisk();

function same(file: string, content: string): void {
  const target = path.join(ROOT, file);
  if (process.env['UPDATE'] === '1') {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    if (!fs.existsSync(target) || fs.readFileSync(target, 'utf8') !== content) fs.writeFileSync(target, content);
  }
  assert.equal(
    fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : '',
    content,
    `${file} is not what the rules give: run UPDATE=1 npm test`,
  );
}

test('the index of rules', () => same('rules/index.ts', indexSource(rules)));

test('a page for every rule, and no other', () => {
  for (const { rule, file } of rules) same(`docs/rules/${rule.id}.md`, rulePage(rule, file));
  const pages = fs
    .readdirSync(path.join(ROOT, 'docs/rules'))
    .filter(name => name.endsWith('.md') && name !== 'README.md');
  assert.deepEqual(pages.sort(), rules.map(({ rule }) => `${rule.id}.md`).sort());
});

test('the table of what other tools check', () =>
  same(
    'docs/coverage.md',
    coveragePage(
      rules.map(({ rule }) => rule),
      toolsOnDisk(),
    ),
  ));

test('the table of formats of secrets', () => same('docs/secrets.md', secretsPage()));

test('the version is that of the package', () => {
  const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
  assert.equal(VERSION, manifest.version);
});
