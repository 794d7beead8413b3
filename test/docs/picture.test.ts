/** The picture in the README is what the command prints. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { picture } from '../support/picture.js';
import { ROOT } from '../support/rules.js';
import { same } from '../support/same.js';

const COMMAND = 'plimsoll Dockerfile';
const FOLDER = path.join(ROOT, 'fixtures/picture');

describe('the picture', () => {
  test('is what the command prints', () => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(ROOT, 'dist/plimsoll.cjs'), ...COMMAND.split(' ').slice(1), '--color', 'always', '--no-ci'],
      { cwd: FOLDER, encoding: 'utf8', env: { PATH: process.env['PATH'] } },
    );
    assert.equal(stderr, '');
    same('docs/picture.svg', picture(stdout, COMMAND));
    // All that was printed is in it, and the secret is not.
    const svg = fs.readFileSync(path.join(ROOT, 'docs/picture.svg'), 'utf8');
    const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text).join('');
    const printed = stdout
      .replace(/\x1b\[[\d;]*m/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;');
    const bare = (text: string): string => text.replaceAll('>', '&gt;').replace(/\s/g, '');
    assert.equal(texts.replace(/\s/g, ''), bare(`$ ${COMMAND}${printed}`));
    assert.doesNotMatch(svg, /c0ffee/);
  });

  test('escapes text, and refuses what it cannot draw', () => {
    assert.match(
      picture('a <b> & \x1b[31mred\x1b[39m\n', 'x'),
      /a &lt;b&gt; &amp;<\/text>\n<text [^>]*fill="#ff7b72">red</,
    );
    for (const sequence of ['\x1b[2J', '\x1b[38;5;1m', '\x1b[1;31m'])
      assert.throws(() => picture(sequence, 'x'), /knows no/);
  });

  test('stands in the README', () => {
    assert.match(fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8'), /\]\(docs\/picture\.svg\)/);
  });
});
