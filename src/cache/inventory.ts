import fs from 'node:fs';
import { join } from 'node:path';

/** A file of the cache. */
export interface Held {
  readonly file: string;
  readonly bytes: number;
  /** Milliseconds since 1970: when it was written, or last found useful. */
  readonly used: number;
  /** Half written, or left behind by a run that was stopped. */
  readonly isTemporary: boolean;
  /** Of the version that asks. */
  readonly isCurrent: boolean;
}

export const VERSION_FOLDER = /^v\d+-[0-9a-z]+-[0-9a-z]+$/;
const SHARD = /^[0-9a-f]{2}$/;
const ENTRY = /^[0-9a-f]{64}$/;
export const TEMPORARY = /^\.tmp-[0-9a-f]{24}$/;

/** Everything in the folder that looks like the cache's own. Links are not followed, and what else is there is not named. */
export function inventory(folder: string, current: string): Held[] {
  const held: Held[] = [];
  for (const { shard, isCurrent } of shards(folder, current))
    for (const { name } of listed(shard).filter(entry => entry.isFile())) {
      const isTemporary = TEMPORARY.test(name);
      if (!isTemporary && !ENTRY.test(name)) continue;
      const file = join(shard, name);
      const stat = fs.lstatSync(file, { throwIfNoEntry: false });
      if (stat?.isFile() === true) held.push({ file, bytes: stat.size, used: stat.mtimeMs, isTemporary, isCurrent });
    }
  return held;
}

/** Removes the folders of the cache in which nothing is left. @param which of the versions' folders, by name */
export function removeEmpty(folder: string, which: (version: string) => boolean): void {
  for (const version of listed(folder).filter(entry => entry.isDirectory() && VERSION_FOLDER.test(entry.name))) {
    if (!which(version.name)) continue;
    const path = join(folder, version.name);
    for (const shard of listed(path).filter(entry => entry.isDirectory() && SHARD.test(entry.name)))
      removeFolder(join(path, shard.name));
    removeFolder(path);
  }
}

function* shards(folder: string, current: string): Iterable<{ readonly shard: string; readonly isCurrent: boolean }> {
  for (const version of listed(folder)) {
    if (!version.isDirectory() || !VERSION_FOLDER.test(version.name)) continue;
    const isCurrent = version.name === current;
    for (const shard of listed(join(folder, version.name)))
      if (shard.isDirectory() && SHARD.test(shard.name))
        yield { shard: join(folder, version.name, shard.name), isCurrent };
  }
}

/** What stands in a folder; nothing if it cannot be read, or was removed by another run. */
function listed(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** If it is empty. */
function removeFolder(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch {
    // Another run has put something there, or has removed it.
  }
}
