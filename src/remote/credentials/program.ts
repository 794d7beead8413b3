/** Runs a program that somebody else wrote, within bounds. */
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Writable } from 'node:stream';
import type { RemoteOptions } from '../types.js';

/** What a program may answer, in bytes. */
const MOST = 64 * 1024;
/** Milliseconds for pipes that a program leaves open behind it: to a process that goes on in the background. */
const AFTERWARDS = 500;

/** How a program ended. */
export type Ran =
  | { readonly end: 'exit'; readonly status: number | null; readonly stdout: Buffer; readonly stderr: Buffer }
  | { readonly end: 'timeout' | 'too-much' }
  | { readonly end: 'not-started'; readonly cause: string };

/**
 * Where a program is. Folders of the PATH that are relative are left out: what lies in the folder that is being looked at
 * is not to be run.
 */
export async function findProgram(name: string, env: RemoteOptions['env']): Promise<string | undefined> {
  const windows = path.sep === '\\';
  const file = windows ? `${name}.exe` : name;
  const variable = Object.keys(env).find(key => (windows ? key.toUpperCase() : key) === 'PATH') ?? 'PATH';
  for (const folder of (env[variable] ?? '').split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue;
    const whole = path.join(folder, file);
    try {
      await access(whole, constants.X_OK);
      if ((await stat(whole)).isFile()) return whole;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/**
 * Runs a program, without a shell, until it ends, takes longer than `timeout`, or says more than 64 KiB. Then nothing of
 * it goes on.
 * @throws the reason of the signal
 */
export function runProgram(file: string, args: readonly string[], input: string, options: RemoteOptions): Promise<Ran> {
  const { env, cwd, timeout, signal } = options;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = start(file, args, { env: { ...env }, cwd });
    if (typeof child === 'string') return resolve({ end: 'not-started', cause: child });
    const stdout = new Head(MOST);
    const stderr = new Head(4096);
    let status: number | null = null;
    let late: NodeJS.Timeout | undefined;

    const settle = (then: () => void): void => {
      clearTimeout(clock);
      clearTimeout(late);
      signal?.removeEventListener('abort', stop);
      child.kill('SIGKILL');
      for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy();
      then();
    };
    const end = (ran: Ran): void => settle(() => resolve(ran));
    const exit = (): void => end({ end: 'exit', status, stdout: stdout.bytes(), stderr: stderr.bytes() });
    const stop = (): void => settle(() => reject(signal?.reason));
    const clock = setTimeout(() => end({ end: 'timeout' }), timeout);
    signal?.addEventListener('abort', stop, { once: true });

    child.on('error', error => end({ end: 'not-started', cause: causeOf(error) }));
    child.on('exit', code => {
      status = code;
      clearTimeout(clock);
      // What lies in the pipes by then is read first.
      late = setTimeout(() => setImmediate(exit), AFTERWARDS);
    });
    child.on('close', exit);
    child.stdout.on('data', (chunk: Buffer) => {
      if (!stdout.add(chunk)) end({ end: 'too-much' });
    });
    child.stderr.on('data', (chunk: Buffer) => void stderr.add(chunk));
    // One that does not read what it is asked is judged by its answer.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** The process, or why there is none. */
function start(file: string, args: readonly string[], where: { env: NodeJS.ProcessEnv; cwd: string }) {
  try {
    const child = spawn(file, args, { ...where, windowsHide: true, stdio: ['pipe', 'pipe', 'pipe'] });
    if ((child.stdin as Writable | undefined) !== undefined) return child;
    // With too many files open, only an event follows.
    child.on('error', () => {});
    return 'EMFILE';
  } catch (error) {
    return causeOf(error as NodeJS.ErrnoException);
  }
}

const causeOf = ({ code, name }: NodeJS.ErrnoException): string => code ?? name;

/** The start of what flows. */
class Head {
  readonly #chunks: Buffer[] = [];
  #room: number;

  constructor(limit: number) {
    this.#room = limit;
  }

  /** Is there room for all of it? */
  add(chunk: Buffer): boolean {
    if (this.#room > 0) this.#chunks.push(chunk.subarray(0, this.#room));
    const fits = chunk.length <= this.#room;
    this.#room = Math.max(0, this.#room - chunk.length);
    return fits;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}
