/** What a run may touch: streams, environment, folder, clock. Tests hand in one of their own. */
import { createReadStream, fstatSync, readSync, statSync, writeSync } from 'node:fs';

/** Somewhere to write text. */
export interface Sink {
  /** Writes all of it before it returns. A reader that has gone away is no error. */
  write(text: string): void;
  /** The terminal it ends at, if it does. */
  terminal(): { readonly columns: number } | undefined;
}

/** Everything outside. */
export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Reads standard input to its end, but no more than so many bytes. */
  stdin(limit: number): Uint8Array;
  /** Standard input as it comes. */
  stdinStream(): AsyncIterable<Uint8Array>;
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly system: string;
  /** Who runs it, where users have numbers. */
  readonly uid: number | undefined;
  /** The script that is running, to be run again beside this process; `undefined`: it cannot be. */
  readonly script: string | undefined;
  /** The process that started this one, to talk to. */
  readonly parent: Parent | undefined;
  /** The day it is, `YYYY-MM-DD`, in UTC. */
  today(): string;
  /** Day and time, `YYYY-MM-DDTHH:MM:SS`, in UTC. */
  time(): string;
  /** A clock in milliseconds that never goes back. */
  now(): number;
}

/** The process that started this one with a channel between them. */
export interface Parent {
  send(message: unknown): void;
  /** What it sends, until it ends the channel. */
  messages(): AsyncIterable<unknown>;
}

/** The world of this process. */
export function processWorld(): World {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: sink(1),
    stderr: sink(2),
    stdin: limit => readStart(0, limit),
    stdinStream: () => createReadStream('', { fd: 0, autoClose: false, highWaterMark: 256 * 1024 }),
    system: process.platform,
    uid: process.getuid?.(),
    script: process.argv[1],
    parent: parentOf(process),
    today: () => new Date().toISOString().slice(0, 10),
    time: () => new Date().toISOString().slice(0, 19),
    now: () => performance.now(),
  };
}

function parentOf(own: NodeJS.Process): Parent | undefined {
  if (own.send === undefined) return undefined;
  return {
    send: message => void own.send?.(message),
    async *messages() {
      const waiting: unknown[] = [];
      let wake = () => {};
      let gone = false;
      own.on('message', message => {
        waiting.push(message);
        wake();
      });
      own.on('disconnect', () => {
        gone = true;
        wake();
      });
      for (;;) {
        if (waiting.length > 0) yield waiting.shift();
        else if (gone) return;
        else await new Promise<void>(resolve => (wake = resolve));
      }
    },
  };
}

function sink(descriptor: 1 | 2): Sink {
  return {
    write: text => writeAll(descriptor, text),
    terminal: () => {
      // The stream object costs milliseconds to make; a pipe or a file needs none.
      if (!isCharacterDevice(descriptor)) return undefined;
      const stream = descriptor === 1 ? process.stdout : process.stderr;
      return stream.isTTY ? { columns: stream.columns } : undefined;
    },
  };
}

/** Could be a terminal. The null device is one of the sort, and the most frequent. */
function isCharacterDevice(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    return stat.isCharacterDevice() && stat.rdev !== statSync('/dev/null', { throwIfNoEntry: false })?.rdev;
  } catch {
    return false;
  }
}

/** Writes without a stream, as that is quicker; waits when a pipe is full. */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE' || code === 'EBADF') return;
      if (code !== 'EAGAIN') throw error;
      pause();
    }
  }
}

/** Reads a descriptor to its end, but no more than `limit` bytes. Waits where nothing is there yet. */
export function readStart(descriptor: number, limit: number): Uint8Array {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < limit) {
    const chunk = Buffer.allocUnsafe(Math.min(65_536, limit - length));
    let read = 0;
    try {
      read = readSync(descriptor, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') {
        pause();
        continue;
      }
      if (code !== 'EOF') throw error;
    }
    if (read === 0) break;
    chunks.push(chunk.subarray(0, read));
    length += read;
  }
  return Buffer.concat(chunks, length);
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}
