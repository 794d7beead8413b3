/** A folder for all tests of a file. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

/** Makes a folder that goes away after the tests that are being described. `name` is a part of its name. */
export function scratch(name: string): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `plimsoll-${name}-`)));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}
