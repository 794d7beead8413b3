/** A command line without a process: what it is given, and what it prints. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { main } from '../../src/cli/main.js';
import type { World } from '../../src/cli/world.js';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `plimsoll` in a folder. */
export async function run(
  cwd: string,
  argv: readonly string[],
  more: {
    env?: Record<string, string>;
    stdin?: string | Uint8Array;
    columns?: number;
    today?: string;
    broken?: Error;
  } = {},
): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr'): World['stdout'] => ({
    write: text => {
      written[name] += text;
    },
    terminal: () => (more.columns === undefined ? undefined : { columns: more.columns }),
  });
  const code = await main(argv, {
    cwd,
    env: more.env ?? {},
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    stdin: limit => Buffer.from(more.stdin ?? '').subarray(0, limit),
    async *stdinStream() {
      yield Buffer.from(more.stdin ?? '');
    },
    system: 'linux',
    uid: 1000,
    script: undefined,
    parent: undefined,
    now: () => 0,
    time: () => '2025-01-01T12:30:00',
    today: () => {
      if (more.broken !== undefined) throw more.broken;
      return more.today ?? '2025-01-01';
    },
  });
  return { code, ...written };
}

/** Nothing to say about this one. */
export const GOOD = 'FROM scratch\nCOPY app /app\nUSER 1000\nENTRYPOINT ["/app"]\n';
/** At least a warning. */
export const BAD = 'FROM debian:12\nRUN sudo true\nUSER 1000\n';

/** Makes a folder with files; it goes away with the test. A value of `null` makes a folder. */
export function folder(t: TestContext, files: Readonly<Record<string, string | Uint8Array | null>>): string {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-test-')));
  t.after(() => fs.rmSync(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(root, name);
    fs.mkdirSync(content === null ? file : path.dirname(file), { recursive: true });
    if (content !== null) fs.writeFileSync(file, content);
  }
  return root;
}

/** The paths that `--show-files` lists. */
export async function files(cwd: string, ...argv: string[]): Promise<string[]> {
  const { stdout } = await run(cwd, ['lint', '--show-files', ...argv]);
  return stdout.split('\n').slice(0, -1);
}
