/** Paths as given → the files that are meant. */
import { lstatSync, statSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import type { Failed } from '../lint.js';
import { globMistake, type Matcher } from '../settings/glob-limits.js';
import { relativeTo, slashed } from '../settings/paths.js';
import { isDockerfileName } from './names.js';
import { readingFailed } from './read.js';

/** A file to lint. */
export interface Found {
  /** As the user would write it, with `/`. */
  readonly path: string;
  /** `undefined`: standard input. */
  readonly absolute: string | undefined;
}

/** What the paths mean. */
export interface Discovery {
  /** By path, each file once. */
  readonly files: readonly (Found | Failed)[];
  /** Paths that mean folders or globs without a Dockerfile. */
  readonly empty: readonly { readonly path: string; readonly kind: 'folder' | 'glob' }[];
  /** How many files `exclude` has taken out. */
  readonly excluded: number;
}

const MAGIC = /[*?[{]/;

/**
 * Finds the files that paths mean: files as they are whatever their names, folders searched, globs (only where nothing
 * has that very name), `-` standard input.
 *
 * @param exclude matches paths relative to `cwd`; holds for files that are named, too
 */
export async function discover(
  paths: readonly string[],
  cwd: string,
  options: { readonly exclude: Matcher; readonly stdinName: string },
): Promise<Discovery> {
  const files = new Map<string, Found | Failed>();
  const empty: { path: string; kind: 'folder' | 'glob' }[] = [];
  let excluded = 0;
  const add = (found: Found | Failed): void => {
    const absolute = resolve(cwd, found.path);
    if (options.exclude(relativeTo(cwd, absolute))) excluded++;
    else if (!files.has(absolute)) files.set(absolute, found);
  };
  for (const given of new Set(paths.length === 0 ? ['.'] : paths)) {
    if (given === '-') {
      add({ path: options.stdinName, absolute: undefined });
      continue;
    }
    const absolute = resolve(cwd, given);
    let kind: 'folder' | 'glob' | undefined;
    if (isFolder(absolute)) kind = 'folder';
    else if (MAGIC.test(given) && !exists(absolute)) kind = 'glob';
    if (kind === undefined) add({ path: shown(given), absolute });
    else {
      const search = kind === 'folder' ? searchFolder(shown(given), absolute) : searchGlob(shown(given), cwd);
      const all = await search;
      for (const found of all) add(found);
      if (all.length === 0) empty.push({ path: given, kind });
    }
  }
  const sorted = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files: sorted, empty, excluded };
}

async function searchFolder(prefix: string, folder: string): Promise<(Found | Failed)[]> {
  const { walk } = await import('./walk.js');
  const walked = await walk(folder, { file: (_, name) => isDockerfileName(name), folder: () => true });
  return walked.map(({ relative, error }) => found(prefix, folder, relative, error));
}

async function searchGlob(pattern: string, cwd: string): Promise<(Found | Failed)[]> {
  const [{ walk }, { compile }] = await Promise.all([import('./walk.js'), import('../settings/globs.js')]);
  const mistake = globMistake(pattern);
  if (mistake !== undefined) return [{ path: pattern, error: mistake }];
  const parts = pattern.split('/');
  const fixed = parts.findIndex(part => MAGIC.test(part));
  const base = parts.slice(0, fixed).join('/');
  const prefix = base === '' && fixed > 0 ? '/' : base;
  const glob = compile(`./${parts.slice(fixed).join('/')}`);
  if (!isFolder(resolve(cwd, prefix))) return [];
  const walked = await walk(resolve(cwd, prefix), {
    file: relative => glob.match(`./${relative}`),
    folder: relative => glob.match(`./${relative}`, true),
  });
  return walked.map(({ relative, error }) => found(prefix, resolve(cwd, prefix), relative, error));
}

function found(prefix: string, folder: string, relative: string, error: unknown): Found | Failed {
  const inFront = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const name = `${inFront}${relative}` || '.';
  return error === undefined
    ? { path: name, absolute: join(folder, relative) }
    : { path: name, error: readingFailed(error) };
}

/** A path as it stands in reports: without needless parts, with `/`. */
function shown(given: string): string {
  const plain = posix.normalize(slashed(given)).replace(/(?<=.)\/$/, '');
  return plain === '.' ? '' : plain;
}

function isFolder(absolute: string): boolean {
  try {
    return statSync(absolute).isDirectory();
  } catch {
    return false;
  }
}

function exists(absolute: string): boolean {
  try {
    return lstatSync(absolute) !== undefined;
  } catch {
    return false;
  }
}
