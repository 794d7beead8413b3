/** Bytes → the text of a Dockerfile, or one sentence on why there is none. */
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import type { Failed } from '../lint.js';
import { readStart } from './world.js';

/** A file longer than this many bytes is not read. */
export const LARGEST = 10 * 1024 * 1024;

/** As far as a zero byte is looked for. */
const HEAD = 8192;

/** Reads a file. `shown` is its name in the report. */
export function readDockerfile(file: string, shown: string): { readonly text: string } | Failed {
  let bytes: Uint8Array;
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) return { path: shown, error: 'it is a folder, not a file' };
    if (stat.size > LARGEST) return { path: shown, error: tooLarge(stat.size) };
    bytes = stat.isFile() ? readFileSync(file) : readSpecial(file);
  } catch (error) {
    return { path: shown, error: readingFailed(error) };
  }
  return decode(bytes, shown);
}

/** Pipes and devices have no size: they are read until they end or become too large. */
function readSpecial(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    return readStart(descriptor, LARGEST + 1);
  } finally {
    closeSync(descriptor);
  }
}

/** The text in some bytes: UTF-8, where single bytes that are not do no harm. */
export function decode(bytes: Uint8Array, shown: string): { readonly text: string } | Failed {
  if (bytes.length > LARGEST) return { path: shown, error: tooLarge(bytes.length) };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if ((buffer[0] === 0xff && buffer[1] === 0xfe) || (buffer[0] === 0xfe && buffer[1] === 0xff)) {
    return { path: shown, error: 'it is written in UTF-16; save it as UTF-8' };
  }
  if (buffer.subarray(0, HEAD).includes(0)) return { path: shown, error: 'it is a binary file, not a Dockerfile' };
  const text = buffer.toString('utf8');
  if (replaced(text) * 10 > text.length) {
    return { path: shown, error: 'it is not UTF-8 text; if it is a Dockerfile, save it as UTF-8' };
  }
  return { text };
}

function replaced(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) count++;
  return count;
}

function tooLarge(bytes: number): string {
  const size = bytes > LARGEST + 1 ? `it has ${(bytes / 1024 / 1024).toFixed(1)} MB` : 'it has more than 10 MB';
  return `${size}; files above 10 MB are not read`;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  ENAMETOOLONG: 'there is no such file, and its name is too long for one',
  EACCES: 'its permissions do not let you read it',
  EPERM: 'its permissions do not let you read it',
  ELOOP: 'it is a link that leads back to itself',
  EISDIR: 'it is a folder, not a file',
};

/** What an error of the file system means, as a clause about "it". */
export function readingFailed(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? `it cannot be read (${code ?? message})`;
}
