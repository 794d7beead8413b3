/** The real pre-commit installs the hooks from a git repository and runs them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';
import { cloneHere, gitEnvironment, run, type Said, sure, withoutTools } from './support/clone.js';
import { scratch } from './support/scratch.js';

const installed = spawnSync('pre-commit', ['--version']).status === 0;
// CI installs it, and there a missing one is a failure, never a reason to pass.
const skip = installed || process.env['CI'] === 'true' ? false : 'pre-commit is not installed here; CI runs this test';

const CLEAN = 'FROM alpine:3.23\nUSER 1000\n';
const BAD = 'FROM alpine:3.23\nRUN sudo true\nUSER 1000\n';

describe('pre-commit', { skip }, () => {
  const temporary = scratch('pre-commit');
  const hooks = path.join(temporary, 'hooks');
  const env = {
    ...gitEnvironment(temporary),
    PATH: withoutTools(path.join(temporary, 'bin')),
    PRE_COMMIT_HOME: path.join(temporary, 'home'),
  };
  let rev = '';

  before(() => {
    fs.mkdirSync(hooks);
    rev = cloneHere(hooks, env);
  });

  let projects = 0;
  /** A project that uses a hook, with some files. */
  function project(files: Readonly<Record<string, string>>, hook = 'id: plimsoll'): string {
    const folder = path.join(temporary, `project-${projects++}`);
    fs.mkdirSync(folder);
    const settings = `repos:\n  - repo: ${hooks}\n    rev: ${rev}\n    hooks:\n      - ${hook}\n`;
    fs.writeFileSync(path.join(folder, '.pre-commit-config.yaml'), settings);
    sure(folder, env, 'git', 'init', '-q');
    add(folder, files);
    return folder;
  }

  function add(folder: string, files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    sure(folder, env, 'git', 'add', '-A');
  }

  const all = (folder: string): Said => run(folder, env, 'pre-commit', 'run', '--all-files');

  test('finds, installs and runs the hook from a clone, and installs it once', () => {
    const folder = project({ 'api.dockerfile': CLEAN, 'Dockerfile.j2': '{{ not one }}\n' });
    const first = all(folder);
    assert.equal(first.status, 0, first.stdout + first.stderr);
    assert.match(first.stdout, /Installing environment for /);
    assert.match(first.stdout, /Plimsoll\.+Passed/);

    add(folder, { Dockerfile: BAD });
    const second = all(folder);
    assert.equal(second.status, 1, second.stdout + second.stderr);
    assert.doesNotMatch(second.stdout, /Installing environment/);
    assert.match(second.stdout, /Dockerfile:2:5/);
    assert.doesNotMatch(second.stdout, /j2|api\.dockerfile/);
    assert.equal(all(folder).stdout, second.stdout);
  });

  test('judges what a commit would change, and stops the commit', () => {
    const folder = project({ 'old.dockerfile': CLEAN });
    sure(folder, env, 'pre-commit', 'install');
    sure(folder, env, 'git', 'commit', '-qm', 'clean');
    add(folder, { 'README.md': 'nothing to lint\n' });
    assert.match(run(folder, env, 'git', 'commit', '-qm', 'text').stderr, /no files to check\)Skipped/);
    add(folder, { Dockerfile: BAD });
    const refused = run(folder, env, 'git', 'commit', '-qm', 'bad');
    assert.equal(refused.status, 1);
    assert.match(refused.stdout + refused.stderr, /Dockerfile:2:5/);
    assert.equal(sure(folder, env, 'git', 'log', '--oneline').split('\n').length, 2);
  });

  test('holds to the settings of the project, also for files that are named', () => {
    const folder = project({
      'vendor/Dockerfile': BAD,
      'test/Dockerfile': BAD,
      '.plimsoll.yaml': 'ignore: ["vendor/**"]\noverrides:\n  - files: "test/**"\n    rules: { sudo-used: off }\n',
    });
    const quiet = all(folder);
    assert.equal(quiet.status, 0, quiet.stdout + quiet.stderr);
    const onlyIgnored = run(folder, env, 'pre-commit', 'run', '--files', 'vendor/Dockerfile');
    assert.equal(onlyIgnored.status, 0, onlyIgnored.stdout + onlyIgnored.stderr);
    assert.match(onlyIgnored.stdout, /Passed/);
    add(folder, { 'app/Dockerfile': BAD });
    const found = all(folder);
    assert.equal(found.status, 1);
    assert.match(found.stdout, /app\/Dockerfile:2:5/);
    assert.doesNotMatch(found.stdout, /vendor|test\/Dockerfile/);
  });

  test('takes args', () => {
    const folder = project({ Dockerfile: BAD }, 'id: plimsoll\n        args: [--fail-on, error]');
    assert.equal(all(folder).status, 0);
  });

  test('gives many files to several runs, and loses none', () => {
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`${i}/Dockerfile`, BAD]));
    const { status, stdout } = all(project(many));
    assert.equal(status, 1);
    for (const name of Object.keys(many)) assert.match(stdout, new RegExp(`^.*\\b${name}:2:5$`, 'm'));
  });

  test('lints the images that args name, whatever has changed', () => {
    const good = 'id: plimsoll-image\n        args: [--no-cache, "rootfs:out"]';
    const folder = project({ 'out/etc/passwd': 'root:x:0:0::/:/bin/sh\n', 'a.txt': '' }, good);
    const passed = run(folder, env, 'pre-commit', 'run', '--files', 'a.txt');
    assert.equal(passed.status, 0, passed.stdout + passed.stderr);
    assert.match(passed.stdout, /Plimsoll \(images\)\.+Passed/);
    add(folder, { 'out/etc/shadow': 'root::19000:0:99999:7:::\n' });
    const found = run(folder, env, 'pre-commit', 'run', '--files', 'a.txt');
    assert.equal(found.status, 1, found.stdout + found.stderr);
    assert.match(found.stdout, /empty-password/);
    assert.match(found.stdout, /etc\/shadow/);
    const none = all(project({ 'a.txt': '' }, 'id: plimsoll-image'));
    assert.match(none.stdout, /exit code: 2/);
  });
});
