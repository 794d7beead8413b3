/** Reading files by position, with errors that are the same on every machine. */
import type { FileHandle } from 'node:fs/promises';
import { ImageError } from '../model.js';

/** How much is read at once. Node's own 64 KiB costs twice the time in the inflater behind it. */
const CHUNK = 256 * 1024;

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of its path is no folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its links go round in a circle',
  ENAMETOOLONG: 'its name is too long',
  EISDIR: 'it is a folder',
  EMFILE: 'too many files are open',
};

/** What the system said, without the absolute path that Node puts into its messages. */
export function cause(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? (WORDS[code] ?? code) : 'the system gave no reason';
}

/** Any error as an ImageError; one that is none becomes `not-found`: "app.tar cannot be read: permission denied". */
export function failure(error: unknown, label: string): ImageError {
  return error instanceof ImageError ? error : new ImageError('not-found', `${label} cannot be read: ${cause(error)}.`);
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
      throw new ImageError('truncated', `${label} is cut short: ${done} of ${length} bytes are there.`);
    done += chunk.length;
    yield chunk;
  }
}
