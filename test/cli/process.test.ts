import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { BAD, folder, GOOD } from './world.js';

const BIN = path.resolve('dist/plimsoll.cjs');
const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...ENV } = process.env;

function plimsoll(cwd: string, args: readonly string[], more: { input?: string; env?: Record<string, string> } = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    encoding: 'utf8',
    input: more.input ?? '',
    env: { ...ENV, ...more.env },
  });
  return { code: status, stdout, stderr };
}

describe('the command that is shipped', () => {
  test('lints, with each exit code', t => {
    const cwd = folder(t, { Dockerfile: GOOD, 'bad/Dockerfile': BAD });
    assert.equal(plimsoll(cwd, ['Dockerfile']).code, 0);
    assert.equal(plimsoll(cwd, ['.']).code, 1);
    assert.equal(plimsoll(cwd, ['--nothing']).code, 2);
    assert.equal(plimsoll(cwd, ['none']).code, 3);
    assert.match(plimsoll(cwd, ['-', '-f', 'compact'], { input: BAD }).stdout, /^<stdin>:2:/m);
  });

  test('has all that it loads later', t => {
    const cwd = folder(t, {
      Dockerfile: BAD,
      '.gitignore': 'x\n',
      '.plimsoll.yaml': 'preset: strct\n',
      'a/.plimsoll.yaml': 'overrides: [{files: "*", fail-on: never}]\nignore: [b]\n',
      'a/Dockerfile': BAD,
    });
    assert.match(plimsoll(cwd, []).stderr, /^plimsoll: \.plimsoll\.yaml:1:9: 'strct' is not one of .*'strict'\?\n$/);
    assert.equal(plimsoll(cwd, ['a', 'a/*']).code, 0);
    assert.match(plimsoll(cwd, ['--help']).stdout, /Exit codes/);
    assert.match(plimsoll(cwd, ['rules']).stdout, /sudo-used/);
    assert.match(plimsoll(cwd, ['explain', 'sudo-used']).stdout, /sudo/);
    assert.match(plimsoll(cwd, ['completion', 'zsh']).stdout, /#compdef plimsoll/);
    assert.match(plimsoll(cwd, ['problem-matcher', 'github']).stdout, /problemMatcher/);
    const sarif = JSON.parse(plimsoll(cwd, ['a', '-f', 'sarif', '--context', '.']).stdout);
    assert.equal(sarif.version, '2.1.0');
    // The rules' texts are left out of the quick path, but not of what shows them.
    assert.match(JSON.stringify(sarif.runs[0].tool.driver.rules), /sudo/);
    assert.equal(plimsoll(cwd, ['a', '-o', 'out.txt']).stdout, '');
    assert.ok(fs.existsSync(path.join(cwd, 'out.txt')));
  });

  test('runs without its code cache, and with one that is no use', t => {
    const dist = folder(t, {});
    fs.cpSync('dist', dist, { recursive: true });
    const lint = () => spawnSync(process.execPath, [path.join(dist, 'plimsoll.cjs'), '-'], { input: BAD, env: ENV });
    const caches = fs.readdirSync(dist).filter(name => name.endsWith('.cache'));
    assert.ok(caches.includes('main.cache'));
    for (const name of caches) fs.writeFileSync(path.join(dist, name), 'nothing that V8 knows');
    assert.equal(lint().status, 1);
    for (const name of caches) fs.rmSync(path.join(dist, name));
    assert.equal(lint().status, 1);
  });

  test('ends quietly when nobody reads on', async t => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}/Dockerfile`, BAD]));
    const child = spawn(process.execPath, [BIN, '-f', 'json'], {
      cwd: folder(t, many),
      env: ENV,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', chunk => {
      stderr += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise(done => child.once('exit', done));
    assert.deepEqual([code, stderr], [1, '']);
  });

  test('writes all of a large report into a slow pipe', async t => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${i}/Dockerfile`, BAD]));
    const cwd = folder(t, many);
    const child = spawn(process.execPath, [BIN, '-f', 'json'], { cwd, env: ENV, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    for await (const chunk of child.stdout) {
      text += chunk;
      await new Promise(done => setImmediate(done));
    }
    assert.equal(JSON.parse(text).summary.files, 300);
  });

  test('reads no settings of yargs', t => {
    const cwd = folder(t, {
      Dockerfile: GOOD,
      'package.json': '{"yargs": {"greedy-arrays": true, "boolean-negation": false}}',
    });
    const env = { YARGS_MIN_NODE_VERSION: '99', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' };
    assert.equal(plimsoll(cwd, ['--exclude', 'x', 'Dockerfile', '--no-config'], { env }).code, 0);
    assert.equal(plimsoll(cwd, ['--help'], { env }).stdout, plimsoll(cwd, ['--help']).stdout);
  });
});

test('the settings schema is shipped', () => {
  const schema = JSON.parse(fs.readFileSync('dist/settings.schema.json', 'utf8'));
  assert.equal(schema.type, 'object');
});
