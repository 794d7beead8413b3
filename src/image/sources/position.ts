/** Reading files by position, with errors that are the same on every machine. */
import type { FileHandle } from 'node:fs/promises';
import { ImageError } from '../model.js';
import { AGAIN } from '../text.js';

/** How much is read at once. Node's own 64 KiB costs twice the time in the inflater behind it. */
const CHUNK = 256 * 1024;

/** What the system's codes mean, and what to do. */
const WORDS: Readonly<Record<string, readonly [cause: string, mend: string]>> = {
  ENOENT: ['it does not exist', 'check its name'],
  ENOTDIR: ['a part of its path is no folder', 'check its name'],
  EACCES: ['permission denied', 'run as somebody who may read it'],
  EPERM: ['permission denied', 'run as somebody who may read it'],
  ELOOP: ['its links go round in a circle', 'name the file itself'],
  ENAMETOOLONG: ['its name is too long', 'give it a shorter one'],
  EISDIR: ['it is a folder', 'name a file in it'],
  EMFILE: ['too many files are open', 'raise the limit with ulimit -n'],
};

/** What the system said, without the absolute path that Node puts into its messages. */
export function cause(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? (WORDS[code]?.[0] ?? code) : 'the system gave no reason';
}

/** Any error as an ImageError; one that is none becomes `not-found`: "app.tar cannot be read: permission denied; …". */
export function failure(error: unknown, label: string): ImageError {
  if (error instanceof ImageError) return error;
  const code = (error as { code?: unknown } | undefined)?.code;
  const mend = (typeof code === 'string' ? WORDS[code]?.[1] : undefined) ?? 'copy it to another disk';
  return new ImageError('not-found', `${label} cannot be read: ${cause(error)}; ${mend}.`);
}

/** Bytes of a file from `position` on: `length` of them, fewer only at the end of the file. @throws ImageError */
export async function readAt(handle: FileHandle, position: number, length: number, label: string): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  try {
    while (filled < length) {
      const { bytesRead } = await handle.read(buffer, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } catch (error) {
    throw failure(error, label);
  }
  return buffer.subarray(0, filled);
}

/**
 * A part of a file, in chunks of 256 KiB, each in memory of its own.
 * @throws ImageError `truncated` if the file ends before the part does
 */
export async function* chunksAt(
  handle: FileHandle,
  start: number,
  length: number,
  label: string,
): AsyncGenerator<Buffer, void, undefined> {
  for (let done = 0; done < length; ) {
    const chunk = await readAt(handle, start + done, Math.min(CHUNK, length - done), label);
    if (chunk.length === 0)
      throw new ImageError('truncated', `${label} is cut short: ${done} of ${length} bytes are there; ${AGAIN}.`);
    done += chunk.length;
    yield chunk;
  }
}
