import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { rules } from '../../src/builtin.js';
import { SettingsReader } from '../../src/settings.js';
import { folder } from '../cli/world.js';

const [{ id: first }, { id: second }] = rules as unknown as readonly [{ id: string }, { id: string }];

async function read(cwd: string, file: string, asked = {}) {
  const reader = new SettingsReader(rules, cwd, asked);
  const { settings, ignored } = await reader.for(path.join(cwd, file));
  return { settings, ignored, mistakes: reader.mistakes };
}

describe('settings for a file', () => {
  test('are those of the nearest settings file, which is not merged with others', async t => {
    const cwd = folder(t, {
      '.plimsoll.yaml': `preset: all\nfail-on: error\nrules: {${first}: off}\n`,
      'a/.plimsoll.yml': 'preset: strict\n',
      'a/b/c/Dockerfile': '',
      'd/.plimsoll.json': '{"fail-on": "never"}',
    });
    assert.equal((await read(cwd, 'Dockerfile')).settings.preset, 'all');
    assert.equal((await read(cwd, 'x/Dockerfile')).settings.rules.get(first)?.severity, 'off');
    const inner = (await read(cwd, 'a/b/c/Dockerfile')).settings;
    assert.deepEqual([inner.preset, inner.failOn, inner.rules.size], ['strict', 'warning', 0]);
    assert.equal((await read(cwd, 'd/Dockerfile')).settings.failOn, 'never');
  });

  test('are the same object where the same holds', async t => {
    const cwd = folder(t, { '.plimsoll.yaml': 'overrides: [{files: b, preset: all}]\n' });
    const reader = new SettingsReader(rules, cwd, {});
    const of = async (file: string) => (await reader.for(path.join(cwd, file))).settings;
    assert.equal(await of('a/Dockerfile'), await of('c/Dockerfile'));
    assert.notEqual(await of('a/Dockerfile'), await of('b/Dockerfile'));
  });

  test('overrides: the later wins, options are laid over each other', async t => {
    const cwd = folder(t, {
      '.plimsoll.yaml': `
rules: {${first}: error, ${second}: off}
overrides:
  - {files: "*.dev", fail-on: error, rules: {${first}: info}}
  - {files: [services/**], fail-on: never, preset: all}
`,
    });
    const dev = (await read(cwd, 'services/a/Dockerfile.dev')).settings;
    assert.deepEqual([dev.failOn, dev.preset], ['never', 'all']);
    assert.equal(dev.rules.get(first)?.severity, 'info');
    assert.equal(dev.rules.get(second)?.severity, 'off');
    assert.equal((await read(cwd, 'Dockerfile')).settings.rules.get(first)?.severity, 'error');
  });

  test('the command line wins', async t => {
    const cwd = folder(t, { '.plimsoll.yaml': 'preset: all\nfail-on: never\n' });
    const { settings } = await read(cwd, 'Dockerfile', { preset: 'strict', failOn: 'info', only: ['copy'] });
    assert.deepEqual([settings.preset, settings.failOn, settings.only], ['strict', 'info', ['copy']]);
  });

  test('--config replaces the search, --no-config ends it', async t => {
    const cwd = folder(t, {
      '.plimsoll.yaml': 'preset: all\n',
      'other/strict.yaml': 'preset: strict\nignore: [a.x]\n',
    });
    assert.equal((await read(cwd, 'Dockerfile', { config: 'other/strict.yaml' })).settings.preset, 'strict');
    assert.equal((await read(cwd, 'a.x', { config: 'other/strict.yaml' })).ignored, true);
    assert.equal((await read(cwd, 'Dockerfile', { config: '' })).settings.preset, 'recommended');
  });

  test('ignore', async t => {
    const cwd = folder(t, { '.plimsoll.yaml': 'ignore: [vendor, "*.gen", /top]\n' });
    for (const file of ['vendor/Dockerfile', 'a/vendor/b/Dockerfile', 'x/Dockerfile.gen', 'top/Dockerfile']) {
      assert.equal((await read(cwd, file)).ignored, true, file);
    }
    for (const file of ['vendors/Dockerfile', 'a/top/Dockerfile', 'Dockerfile']) {
      assert.equal((await read(cwd, file)).ignored, false, file);
    }
  });
});

describe('mistakes', () => {
  test('of several settings files, each once, with their paths', async t => {
    const cwd = folder(t, { 'a/.plimsoll.yaml': 'x: 1\n', 'b/.plimsoll.json': '{"preset": 1}' });
    const reader = new SettingsReader(rules, cwd, {});
    for (const file of ['a/1', 'a/2', 'a/x/3', 'b/1']) await reader.for(path.join(cwd, file));
    assert.deepEqual(reader.mistakes, [
      "a/.plimsoll.yaml:1:1: there is no key 'x'; there are preset, fail-on, rules, overrides, ignore",
      "b/.plimsoll.json:1:12: '1' is not one of recommended, cis, strict, all",
    ]);
  });

  test('two settings files in one folder', async t => {
    const cwd = folder(t, { '.plimsoll.yaml': '', '.plimsoll.json': '{}' });
    assert.deepEqual((await read(cwd, 'Dockerfile')).mistakes, [
      '.plimsoll.yaml: there is .plimsoll.json in the same folder; delete all but one of them',
    ]);
  });

  test('no file, a folder, too large, outside', async t => {
    const cwd = folder(t, { 'a/.plimsoll.yaml': `# ${'x'.repeat(300_000)}`, 'in/x': '' });
    assert.deepEqual((await read(cwd, 'D', { config: 'no.yaml' })).mistakes, [
      'no.yaml: there is no such settings file',
    ]);
    assert.match(
      (await read(cwd, 'D', { config: 'in' })).mistakes[0] ?? '',
      /^in: the settings cannot be read \(EISDIR\)$/,
    );
    assert.deepEqual((await read(cwd, 'a/D')).mistakes, ['a/.plimsoll.yaml: a settings file has at most 256 KB']);
    const outside = path.join(cwd, 'no.yaml');
    const inner = new SettingsReader(rules, path.join(cwd, 'in'), { config: '../no.yaml' });
    await inner.for(path.join(cwd, 'in/D'));
    assert.deepEqual(inner.mistakes, [`${outside}: there is no such settings file`]);
  });

  test('a folder called like a settings file is none', async t => {
    const cwd = folder(t, { '.plimsoll.yaml': null, '.plimsoll.yml': 'preset: all' });
    fs.mkdirSync(path.join(cwd, 'x'));
    assert.equal((await read(cwd, 'x/Dockerfile')).settings.preset, 'all');
  });
});
