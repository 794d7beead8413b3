/** What the linter is told of a build context on disk. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BuildContext } from '../context.js';
import { relativeTo } from '../settings/paths.js';

/** Contexts with more files than this are not listed. */
const MOST_PATHS = 200_000;

/** Larger ignore files are not read. */
const LARGEST = 1024 * 1024;

/** Reads build contexts; lists each folder once. */
export class ContextReader {
  readonly #cwd: string;
  readonly #folder: string;
  #paths: readonly string[] | undefined;
  #listed = false;

  /** @param folder the context, relative to `cwd` or absolute */
  constructor(cwd: string, folder: string) {
    this.#cwd = cwd;
    this.#folder = resolve(cwd, folder);
  }

  /** Why there is no such context, as a clause; `undefined` if there is one. */
  mistake(): string | undefined {
    try {
      return statSync(this.#folder).isDirectory() ? undefined : 'it is a file, not a folder';
    } catch {
      return 'there is no such folder';
    }
  }

  /** The context for a Dockerfile (absolute); `<Dockerfile>.dockerignore` is in force before `.dockerignore`. */
  for(dockerfile: string | undefined): BuildContext {
    if (!this.#listed) {
      this.#paths = list(this.#folder);
      this.#listed = true;
    }
    const paths = this.#paths === undefined ? {} : { paths: this.#paths };
    const candidates = [...(dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`])];
    for (const file of [...candidates, join(this.#folder, '.dockerignore')]) {
      const ignore = readSmall(file);
      if (ignore !== undefined) return { ...paths, ignore, ignorePath: relativeTo(this.#cwd, file) };
    }
    return paths;
  }
}

function readSmall(file: string): string | undefined {
  try {
    const stat = statSync(file);
    return stat.isFile() && stat.size <= LARGEST ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** Every file and folder (these end in `/`), sorted; `undefined` if there are too many or one cannot be looked into. */
function list(folder: string): readonly string[] | undefined {
  const paths: string[] = [];
  const todo = [''];
  for (let prefix = todo.pop(); prefix !== undefined; prefix = todo.pop()) {
    try {
      for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
        const name = prefix + entry.name + (entry.isDirectory() ? '/' : '');
        paths.push(name);
        if (entry.isDirectory()) todo.push(name);
      }
    } catch {
      return undefined;
    }
    if (paths.length > MOST_PATHS) return undefined;
  }
  return paths.sort();
}
