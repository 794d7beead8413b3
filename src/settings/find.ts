/** Finds the settings file that is nearest above a folder. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The names a settings file may have. */
export const NAMES: readonly string[] = ['.plimsoll.yaml', '.plimsoll.yml', '.plimsoll.json'];

/** A settings file, or several in one folder, which nobody can choose between. `undefined`: there is none. */
export type Nearest = { readonly file: string } | { readonly several: readonly string[] } | undefined;

/** Answers for folders, looking at each folder of the disk once. */
export class Finder {
  readonly #known = new Map<string, Nearest>();

  /** The nearest at or above a folder (absolute), up to the file system's root. */
  above(folder: string): Nearest {
    const passed: string[] = [];
    let nearest: Nearest;
    for (let at = folder; ; at = dirname(at)) {
      if (this.#known.has(at)) {
        nearest = this.#known.get(at);
        break;
      }
      passed.push(at);
      nearest = lookIn(at);
      if (nearest !== undefined || dirname(at) === at) break;
    }
    for (const each of passed) this.#known.set(each, nearest);
    return nearest;
  }
}

function lookIn(folder: string): Nearest {
  const files = NAMES.map(name => join(folder, name)).filter(file => isFile(file));
  if (files.length > 1) return { several: files };
  return files[0] === undefined ? undefined : { file: files[0] };
}

function isFile(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}
