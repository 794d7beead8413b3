/** Real texts of the machine that the tests run on: documentation and programs of the system, where nobody keeps a secret. */
import fs from 'node:fs';
import path from 'node:path';
import type { Draft } from './sample.js';

const FOLDERS = ['/usr/share/doc', '/usr/lib/python3', '/usr/share/perl', '/etc/ssl/certs'];
/** Of each folder, and no larger than this. */
const MOST = 200;
const LARGEST = 262_144;
/** Keys that packages bring for their own tests are keys all the same. */
const HAS_KEY = /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----\s+[A-Za-z0-9+/]/;

export function fromDisk(): { found: Draft[]; skipped: string[] } {
  const found: Draft[] = [];
  const skipped: string[] = [];
  for (const folder of FOLDERS) {
    const files = filesIn(folder);
    if (files.length === 0) skipped.push(`${folder}: this machine has no such files`);
    const step = Math.max(1, Math.floor(files.length / MOST));
    for (let at = 0; at < files.length && at < step * MOST; at += step) {
      const file = files[at] as string;
      const content = read(file);
      if (content === undefined || HAS_KEY.test(content.toString('latin1'))) continue;
      // Once where it is, once where an application's own files are.
      const moved = (at / step) % 2 === 1;
      found.push({
        place: 'file',
        carrier: moved ? 'file of this machine, moved' : 'file of this machine',
        path: moved ? `content/${path.basename(file)}` : file,
        content,
        label: 'none',
        what: `from ${folder}`,
      });
    }
  }
  return { found, skipped };
}

function filesIn(folder: string): string[] {
  try {
    return fs
      .readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter(entry => entry.isFile())
      .map(entry => path.join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}

function read(file: string): Buffer | undefined {
  try {
    const { size } = fs.statSync(file);
    return size === 0 || size > LARGEST ? undefined : fs.readFileSync(file);
  } catch {
    return undefined;
  }
}
