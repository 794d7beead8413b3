/** What git ignores, as the .gitignore files of a tree say. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Ignore } from 'ignore';
import { relativeTo } from '../settings/paths.js';

/** One .gitignore with the folder it stands in. */
interface Level {
  readonly folder: string;
  readonly rules: Ignore;
}

/** The .gitignore files in force in a folder, the outermost first. */
export type Levels = readonly Level[];

/** Larger ones are left unread, and lines that would take long to match are left out: the files are then linted. */
const LARGEST = 1024 * 1024;
const MOST_DEEP_WILDCARDS = 2;
const MOST_WILDCARDS = 20;
const MOST_LINES = 10_000;

/** Reads .gitignore files; the package that understands them is loaded with the first of them. */
export class GitIgnore {
  #make: (() => Ignore) | undefined;

  /** The levels above and at a folder: up to the root of its repository; only its own if it is in none. */
  async above(folder: string): Promise<Levels> {
    const folders = [folder];
    for (let at = folder; !existsSync(join(at, '.git')); ) {
      const parent = dirname(at);
      if (parent === at) return this.within([], folder);
      folders.unshift(parent);
      at = parent;
    }
    let levels: Levels = await this.#from([], folders[0] ?? folder, '.git/info/exclude');
    for (const each of folders) {
      // The folder to search was named: what is said about itself does not count.
      if (each === folder && ignores(levels, folder, true)) levels = [];
      levels = await this.within(levels, each);
    }
    return levels;
  }

  /** The levels inside a folder: those outside it and its own. */
  within(levels: Levels, folder: string): Promise<Levels> {
    return this.#from(levels, folder, '.gitignore');
  }

  async #from(levels: Levels, folder: string, name: string): Promise<Levels> {
    const text = readSmall(join(folder, name));
    if (text === undefined) return levels;
    if (this.#make === undefined) {
      const { default: ignore } = await import('ignore');
      this.#make = () => ignore({ ignorecase: false });
    }
    return [...levels, { folder, rules: this.#make().add(text.split(/\r?\n/).slice(0, MOST_LINES).filter(isCheap)) }];
  }
}

/** Whether a path that lies in all of the levels' folders is ignored: the innermost level that knows it decides. */
export function ignores(levels: Levels, absolute: string, isFolder: boolean): boolean {
  for (const { folder, rules } of levels.toReversed()) {
    const name = relativeTo(folder, absolute);
    if (name === '' || name.startsWith('../')) continue;
    const { ignored, unignored } = rules.test(isFolder ? `${name}/` : name);
    if (ignored || unignored) return ignored;
  }
  return false;
}

function isCheap(line: string): boolean {
  if (line.split('**').length - 1 > MOST_DEEP_WILDCARDS) return false;
  return line.split(/[*?]/).length - 1 <= MOST_WILDCARDS;
}

function readSmall(file: string): string | undefined {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    return stat?.isFile() && stat.size <= LARGEST ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
