// What the measurements share: runs taken in turns, and their memory.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const cli = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'dist/plimsoll.cjs');
// The variable makes Node 20 read certificates at every start; users do not set it.
export const env = { ...process.env, NODE_EXTRA_CA_CERTS: '' };

/** Gives a temporary folder that does not stay, whatever happens: gigabytes are not left behind. */
export async function withFolder(use) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-bench-'));
  const interrupted = () => process.exit(130);
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  process.on('exit', remove);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, interrupted);
  try {
    await use(folder);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, interrupted);
    process.off('exit', remove);
    remove();
  }
}

/** Median wall times of commands taken in turns; none for a program that is missing. `fresh`: removed before each run. */
export function inTurns(commands, rounds) {
  const times = new Map();
  for (let round = 0; round < rounds; round++) {
    for (const [key, { command, args, missing, fresh }] of commands) {
      if (missing) continue;
      if (fresh !== undefined) fs.rmSync(fresh, { recursive: true, force: true });
      const start = process.hrtime.bigint();
      const { status, stderr } = spawnSync(command, args, {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: '' },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const time = Number(process.hrtime.bigint() - start) / 1e6;
      if (status !== 0 && status !== 1) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
      times.set(key, [...(times.get(key) ?? []), time]);
    }
  }
  return new Map([...times].map(([key, list]) => [key, list.sort((a, b) => a - b)[list.length >> 1]]));
}

/** Runs a script of Node's and says how much memory it had at most. */
export function peak(folder, args) {
  const hook = path.join(folder, 'peak.cjs');
  const out = path.join(folder, 'peak.txt');
  // Linux counts this process' own memory into a child's maxRSS, but not into VmHWM.
  fs.writeFileSync(
    hook,
    `const fs = require('node:fs');
    process.on('exit', () => {
      let kilobytes = process.resourceUsage().maxRSS;
      try { kilobytes = Number(/VmHWM:\\s*(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]); } catch {}
      fs.writeFileSync(${JSON.stringify(out)}, String(kilobytes));
    });`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', hook, ...args], {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return { status, said: (stderr || stdout).slice(-500), megabytes: Number(fs.readFileSync(out, 'utf8')) / 1024 };
}
