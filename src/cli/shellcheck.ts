/** Runs the ShellCheck that the user has. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RawComment, RunShellCheck, ShellInput } from '../shellcheck.js';
import { WrongUse } from './wrong-use.js';

/** Files that are sourced lie in the image, a `#!` may stand behind our first line, and BusyBox is checked as dash. */
const NOT_HERE = 'SC1090,SC1091,SC1128,SC2187';
/** So many files at once; a command line has an end. */
const MOST = 200;
const PATIENCE = 120_000;

/** @throws WrongUse if there is none on the PATH */
export function shellCheck(env: Readonly<Record<string, string | undefined>>): RunShellCheck {
  // Options from the environment would make the same Dockerfile give other findings.
  const { SHELLCHECK_OPTS: _, ...clean } = env;
  if (spawnSync('shellcheck', ['--version'], { env: clean, stdio: 'ignore' }).error !== undefined)
    throw new WrongUse(
      '--shellcheck: there is no program shellcheck on the PATH; install it, or leave the option out and have the checks that come with Plimsoll',
    );
  return inputs => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-'));
    try {
      return check(folder, inputs, clean);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  };
}

function check(folder: string, inputs: readonly ShellInput[], env: NodeJS.ProcessEnv): RawComment[][] {
  const found: RawComment[][] = inputs.map(() => []);
  for (const dialect of new Set(inputs.map(input => input.dialect))) {
    const numbers = [...inputs.keys()].filter(number => inputs[number]?.dialect === dialect);
    for (let at = 0; at < numbers.length; at += MOST) {
      const some = numbers.slice(at, at + MOST);
      for (const number of some) fs.writeFileSync(path.join(folder, String(number)), inputs[number]?.text ?? '');
      const args = ['--norc', '--format=json1', `--shell=${dialect}`, `--exclude=${NOT_HERE}`, ...some.map(String)];
      const ran = spawnSync('shellcheck', args, {
        cwd: folder,
        env,
        encoding: 'utf8',
        maxBuffer: 2 ** 28,
        timeout: PATIENCE,
      });
      // 0: nothing to say, 1: something; above: it could not do it.
      if (ran.error !== undefined || ran.status === null || ran.status > 1)
        throw new Error(`ShellCheck did not run: ${(ran.error?.message ?? ran.stderr).trim().slice(0, 200)}`);
      for (const comment of (JSON.parse(ran.stdout) as { comments: (RawComment & { file: string })[] }).comments)
        found[Number(comment.file)]?.push(comment);
    }
  }
  return found;
}
