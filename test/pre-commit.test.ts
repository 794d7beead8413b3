/** The real pre-commit installs the hook from a git repository and runs it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from './support/rules.js';

const installed = spawnSync('pre-commit', ['--version']).status === 0;
// CI installs it, and there a missing one is a failure, never a reason to pass.
const skip = installed || process.env['CI'] === 'true' ? false : 'pre-commit is not installed here; CI runs this test';

test('pre-commit finds, installs and runs the hook from a clone', { skip }, () => {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-pre-commit-'));
  const env = {
    ...process.env,
    PRE_COMMIT_HOME: path.join(temporary, 'home'),
    GIT_CONFIG_GLOBAL: path.join(temporary, 'gitconfig'),
    GIT_CONFIG_SYSTEM: os.devNull,
  };
  fs.writeFileSync(
    env.GIT_CONFIG_GLOBAL,
    '[user]\n\tname = t\n\temail = t@example.com\n[init]\n\tdefaultBranch = main\n',
  );
  const run = (cwd: string, command: string, ...args: string[]) =>
    spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  const sure = (cwd: string, command: string, ...args: string[]): string => {
    const { status, stdout, stderr } = run(cwd, command, ...args);
    assert.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}${stderr}`);
    return stdout.trim();
  };
  try {
    // What is tracked or new here, as a repository of its own: what somebody would clone.
    const hooks = path.join(temporary, 'hooks');
    for (const file of sure(ROOT, 'git', 'ls-files', '-co', '--exclude-standard').split('\n')) {
      if (!fs.existsSync(path.join(ROOT, file))) continue;
      fs.mkdirSync(path.dirname(path.join(hooks, file)), { recursive: true });
      fs.copyFileSync(path.join(ROOT, file), path.join(hooks, file));
    }
    sure(hooks, 'git', 'init', '-q');
    sure(hooks, 'git', 'add', '-A');
    sure(hooks, 'git', 'commit', '-qm', 'hooks');
    const rev = sure(hooks, 'git', 'rev-parse', 'HEAD');

    const project = path.join(temporary, 'project');
    fs.mkdirSync(project);
    fs.writeFileSync(
      path.join(project, '.pre-commit-config.yaml'),
      `repos:\n  - repo: ${hooks}\n    rev: ${rev}\n    hooks:\n      - id: plimsoll\n`,
    );
    fs.writeFileSync(path.join(project, 'api.dockerfile'), 'FROM alpine:3.23\nUSER 1000\n');
    fs.writeFileSync(path.join(project, 'Dockerfile.j2'), '{{ not one }}\n');
    sure(project, 'git', 'init', '-q');
    sure(project, 'git', 'add', '-A');
    const clean = run(project, 'pre-commit', 'run', '--all-files');
    assert.equal(clean.status, 0, clean.stdout + clean.stderr);
    assert.match(clean.stdout, /Plimsoll\.+Passed/);

    fs.writeFileSync(path.join(project, 'Dockerfile'), 'FROM alpine:3.23\nRUN sudo true\nUSER 1000\n');
    sure(project, 'git', 'add', '-A');
    const found = run(project, 'pre-commit', 'run', '--all-files');
    assert.equal(found.status, 1, found.stdout + found.stderr);
    assert.match(found.stdout, /Dockerfile:2:5/);
    assert.doesNotMatch(found.stdout, /j2/);
  } finally {
    fs.rmSync(temporary, { recursive: true, force: true });
  }
});
