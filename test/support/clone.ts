/** A git repository with what stands here, as somebody would clone it; and git without the settings of this machine. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from './rules.js';

/** What a program has said, and how it ended. */
export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An environment in which git knows an author and nothing of this machine, and npm asks nobody for advisories. `folder` gets a file for it. */
export function gitEnvironment(folder: string): NodeJS.ProcessEnv {
  const config = path.join(folder, 'gitconfig');
  fs.writeFileSync(config, '[user]\n\tname = t\n\temail = t@example.com\n[init]\n\tdefaultBranch = main\n');
  // What was installed here is in npm's cache, and need not be asked for again.
  const npm = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_prefer_offline: 'true' };
  return { ...process.env, ...npm, GIT_CONFIG_GLOBAL: config, GIT_CONFIG_SYSTEM: os.devNull };
}

/** Runs a program that has to succeed, and gives what it printed. */
export function sure(cwd: string, env: NodeJS.ProcessEnv, command: string, ...args: string[]): string {
  const { status, stdout, stderr } = run(cwd, env, command, ...args);
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout.trim();
}

/** Runs a program. */
export function run(cwd: string, env: NodeJS.ProcessEnv, command: string, ...args: string[]): Said {
  return spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}

/** Makes `folder` a repository of its own with what is tracked or new here, in one commit; gives the commit's name. */
export function cloneHere(folder: string, env: NodeJS.ProcessEnv): string {
  for (const file of sure(ROOT, env, 'git', 'ls-files', '-co', '--exclude-standard').split('\n')) {
    if (!fs.existsSync(path.join(ROOT, file))) continue;
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.copyFileSync(path.join(ROOT, file), path.join(folder, file));
  }
  return commitAll(folder, env);
}

/** Makes a folder a repository, and all that is in it one commit; gives the commit's name. */
export function commitAll(folder: string, env: NodeJS.ProcessEnv): string {
  sure(folder, env, 'git', 'init', '-q');
  sure(folder, env, 'git', 'add', '-A');
  sure(folder, env, 'git', 'commit', '-qm', 'all');
  return sure(folder, env, 'git', 'rev-parse', 'HEAD');
}

/**
 * A PATH on which tools for development fail, whoever has installed them: what is built with their help has brought its
 * own. `folder` gets the programs that stand in for them.
 */
export function withoutTools(folder: string): string {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of ['esbuild', 'tsc', 'biome', 'tsx']) {
    fs.writeFileSync(path.join(folder, name), '#!/bin/sh\necho "$0 is not of this project" >&2\nexit 99\n', {
      mode: 0o755,
    });
  }
  // The running Node comes first: it is the one that is tested.
  return [folder, path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
}
