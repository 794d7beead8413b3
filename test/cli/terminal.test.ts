import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { look } from '../../src/cli/terminal.js';

const PIPE = { write: () => {}, terminal: () => undefined };
const TERMINAL = { write: () => {}, terminal: () => ({ columns: 132 }) };

const color = (wish: string | undefined, sink: typeof PIPE | typeof TERMINAL | undefined, env = {}): boolean =>
  look(wish, sink, { env }).color;

describe('colours', () => {
  test('go to terminals', () => {
    assert.equal(color(undefined, TERMINAL), true);
    assert.equal(color('auto', TERMINAL), true);
    assert.equal(color(undefined, PIPE), false);
    assert.equal(color(undefined, undefined), false);
    assert.equal(color(undefined, TERMINAL, { TERM: 'dumb' }), false);
  });

  test('NO_COLOR wins over FORCE_COLOR, the option over both', () => {
    assert.equal(color(undefined, TERMINAL, { NO_COLOR: '1' }), false);
    assert.equal(color(undefined, TERMINAL, { NO_COLOR: '' }), true);
    assert.equal(color(undefined, PIPE, { FORCE_COLOR: '1' }), true);
    assert.equal(color(undefined, TERMINAL, { FORCE_COLOR: '0' }), false);
    assert.equal(color(undefined, TERMINAL, { FORCE_COLOR: '1', NO_COLOR: '1' }), false);
    assert.equal(color('always', PIPE, { NO_COLOR: '1' }), true);
    assert.equal(color('never', TERMINAL, { FORCE_COLOR: '1' }), false);
  });
});

describe('characters, width, links', () => {
  test('what is no terminal looks the same everywhere', () => {
    const plain = { color: false, unicode: true, width: 100, hyperlinks: false };
    assert.deepEqual(look(undefined, PIPE, { env: { LANG: 'C', TERM: 'linux', COLUMNS: '40' } }), plain);
    assert.deepEqual(look(undefined, undefined, { env: { TERM_PROGRAM: 'vscode' } }), plain);
  });

  test('a terminal gets what it can show', () => {
    const utf8 = look(undefined, TERMINAL, { env: { LANG: 'de_DE.UTF-8' } });
    assert.deepEqual(utf8, { color: true, unicode: true, width: 132, hyperlinks: false });
    assert.equal(look(undefined, TERMINAL, { env: { LANG: 'C' } }).unicode, false);
    assert.equal(look(undefined, TERMINAL, { env: { LANG: 'de_DE.UTF-8', LC_ALL: 'C' } }).unicode, false);
    assert.equal(look(undefined, TERMINAL, { env: { LANG: 'de_DE.UTF-8', TERM: 'linux' } }).unicode, false);
    assert.equal(look(undefined, TERMINAL, { env: { VTE_VERSION: '7200' } }).hyperlinks, true);
    assert.equal(look('never', TERMINAL, { env: { VTE_VERSION: '7200' } }).hyperlinks, false);
    assert.equal(look(undefined, TERMINAL, { env: { VTE_VERSION: '7200', CI: '1' } }).hyperlinks, false);
  });
});
