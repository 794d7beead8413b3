/** Writes a report to a file: all of it or nothing. */
import fs from 'node:fs';
import path from 'node:path';

/**
 * Writes a file by way of a new one beside it, which takes its place when it is complete. What is no plain file (a pipe,
 * a device) is written to directly; a link stays one.
 *
 * @throws the file system's error; the old content is then still there
 */
export function writeWhole(file: string, text: string): void {
  const target = followed(file);
  const old = fs.statSync(target, { throwIfNoEntry: false });
  if (old !== undefined && !old.isFile()) {
    fs.writeFileSync(target, text);
    return;
  }
  if (old !== undefined) fs.accessSync(target, fs.constants.W_OK);
  const fresh = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  try {
    fs.writeFileSync(fresh, text, { flag: 'wx', mode: old === undefined ? 0o666 : old.mode & 0o777 });
    fs.renameSync(fresh, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') fs.rmSync(fresh, { force: true });
    throw error;
  }
}

function followed(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}
