/** Lists the files of a folder and all that is in it. */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GitIgnore, ignores, type Levels } from './gitignore.js';
import { isSkippedFolder } from './names.js';

/** Something in a folder: its name from the folder that is searched on, with `/`. */
export interface Walked {
  readonly relative: string;
  /** Why a folder could not be looked into. */
  readonly error?: unknown;
}

/** What is wanted of a walk. Names are relative to its start, with `/`. */
export interface Wanted {
  file(relative: string, name: string): boolean;
  folder(relative: string): boolean;
}

/**
 * Walks a folder, in no special order. What git ignores is left out, so are `.git` and `node_modules`; links to folders
 * are not followed, so no walk is endless; links to files are files.
 */
export async function walk(start: string, wanted: Wanted): Promise<Walked[]> {
  const found: Walked[] = [];
  const git = new GitIgnore();
  const todo: { relative: string; levels: Levels | undefined }[] = [{ relative: '', levels: undefined }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const here = join(start, next.relative);
    let entries: Dirent[];
    try {
      entries = readdirSync(here, { withFileTypes: true });
    } catch (error) {
      found.push({ relative: next.relative, error });
      continue;
    }
    const levels = next.levels === undefined ? await git.above(here) : await inside(git, next.levels, here, entries);
    for (const entry of entries) {
      const relative = next.relative === '' ? entry.name : `${next.relative}/${entry.name}`;
      if (entry.isDirectory()) {
        if (isSkippedFolder(entry.name) || !wanted.folder(relative)) continue;
        if (!ignores(levels, join(here, entry.name), true)) todo.push({ relative, levels });
      } else if (wanted.file(relative, entry.name) && isFile(entry, here)) {
        if (!ignores(levels, join(here, entry.name), false)) found.push({ relative });
      }
    }
  }
  return found;
}

function inside(git: GitIgnore, levels: Levels, here: string, entries: readonly Dirent[]): Promise<Levels> | Levels {
  return entries.some(({ name }) => name === '.gitignore') ? git.within(levels, here) : levels;
}

/** A link that leads nowhere counts: that it cannot be read is then said. */
function isFile(entry: Dirent, folder: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return statSync(join(folder, entry.name)).isFile();
  } catch {
    return true;
  }
}
