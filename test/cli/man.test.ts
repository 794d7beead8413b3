/** The manual page is what the table gives, and man can show it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { manPage } from '../../src/cli/man.js';
import { COMMANDS, COMMON } from '../../src/cli/table.js';
import { ROOT } from '../support/rules.js';
import { same } from '../support/same.js';

describe('the manual page', () => {
  test('is what stands on disk', () => same('man/plimsoll.1', manPage()));

  test('has every command, option and choice', () => {
    const plain = manPage()
      .replaceAll('\\-', '-')
      .replace(/\\f[BIP]/g, '');
    for (const { name, options, arguments: words } of COMMANDS) {
      assert.match(plain, new RegExp(`^\\.SS ${name}\\b`, 'm'));
      for (const option of [...options, ...COMMON]) {
        assert.ok(plain.includes(`--${option.name}`), option.name);
        for (const choice of option.choices ?? []) assert.match(plain, new RegExp(`[ ,]${choice}[,.;]`), choice);
      }
      for (const { choices = [] } of words) for (const choice of choices) assert.ok(plain.includes(choice), choice);
    }
  });

  test('has every variable that is ours', () => {
    const sources = fs
      .readdirSync(path.join(ROOT, 'src'), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && entry.name.endsWith('.ts'))
      .map(entry => fs.readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
    const read = sources.flatMap(text =>
      [...text.matchAll(/env(?:\.|\[')(PLIMSOLL_\w+)/g)].map(([, name = '']) => name),
    );
    assert.ok(read.length > 0);
    for (const name of read) assert.ok(manPage().includes(name), name);
  });

  const groff = spawnSync('groff', ['--version']).status === 0;
  test('is read without a complaint', { skip: !groff && 'groff is not installed here' }, () => {
    const { status, stdout, stderr } = spawnSync('groff', ['-man', '-ww', '-Tascii', '-rLL=100n'], {
      input: manPage(),
      encoding: 'utf8',
    });
    assert.deepEqual([status, stderr], [0, '']);
    const plain = stdout.replace(/\x1b\[[\d;]*m|.\x08/g, '');
    assert.match(plain, /^NAME\n\s+plimsoll - lint Dockerfiles and container images$/m);
    assert.match(plain, /^\s+-f, --format=choice\n/m);
    assert.match(plain, /^EXIT STATUS\n\s+0 +clean\.$/m);
  });
});
