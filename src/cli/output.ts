/** Writes a report to a file: all of it or nothing. */
import { randomBytes } from 'node:crypto';
import { accessSync, constants, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file by way of a new one beside it, which takes its place when it is complete. What is no plain file (a pipe,
 * a device) is written to directly; a link stays one.
 *
 * @throws the file system's error; the old content is then still there
 */
export function writeWhole(file: string, text: string): void {
  const target = followed(file);
  const old = statSync(target, { throwIfNoEntry: false });
  if (old !== undefined && !old.isFile()) {
    writeFileSync(target, text);
    return;
  }
  if (old !== undefined) accessSync(target, constants.W_OK);
  const fresh = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(fresh, text, { flag: 'wx', mode: old === undefined ? 0o666 : old.mode & 0o777 });
    renameSync(fresh, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(fresh, { force: true });
    throw error;
  }
}

function followed(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
