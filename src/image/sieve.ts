import { Minimatch } from 'minimatch';
import type { Entry, Read } from './model.js';

/** All reads of all rules as one test: the numbers of those that want an entry. */
export type Sieve = (entry: Entry) => readonly number[];

const NONE: readonly number[] = Object.freeze([]);
const MAGIC = /[*?[\]{}()!+@]/;

/**
 * Compiles reads to one matcher. Plain paths, names at any depth (`**` + `/name`), endings (`**` + `/*.ext`) and whole
 * folders (`dir/**`) are looked up; only other globs are tried one by one. Globs match as minimatch does with `dot`.
 */
export function compileSieve(reads: readonly Read<unknown>[]): Sieve {
  const exact = new Table();
  const names = new Table();
  const endings = new Table();
  const folders = new Table();
  const globs: { match: (path: string) => boolean; read: number }[] = [];
  const tests: { test: (entry: Entry) => boolean; read: number }[] = [];
  reads.forEach(({ match }, read) => {
    if (typeof match === 'function') tests.push({ test: match, read });
    else for (const pattern of match) sort(pattern, read);
  });

  function sort(pattern: string, read: number): void {
    const anywhere = pattern.startsWith('**/') ? pattern.slice(3) : undefined;
    const folder = pattern.endsWith('/**') ? pattern.slice(0, -3) : undefined;
    if (!MAGIC.test(pattern)) exact.add(pattern, read);
    else if (anywhere !== undefined && anywhere !== '' && !MAGIC.test(anywhere) && !anywhere.includes('/'))
      names.add(anywhere, read);
    else if (/^\*\*\/\*\.\w+$/.test(pattern)) endings.add(pattern.slice(4), read);
    else if (folder !== undefined && folder !== '' && !MAGIC.test(folder)) folders.add(folder, read);
    else {
      const glob = new Minimatch(pattern, { dot: true, nocomment: true, nonegate: true, platform: 'linux' });
      globs.push({ match: path => glob.match(path), read });
    }
  }

  return entry => {
    const { path } = entry;
    const found = new Set<number>();
    const slash = path.lastIndexOf('/');
    exact.collect(path, found);
    names.collect(slash === -1 ? path : path.slice(slash + 1), found);
    const dot = path.lastIndexOf('.');
    if (dot > slash) endings.collect(path.slice(dot), found);
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
      folders.collect(path.slice(0, at), found);
    // `dir/**` means the folder itself too.
    folders.collect(path, found);
    for (const { match, read } of globs) if (match(path)) found.add(read);
    for (const { test, read } of tests) if (test(entry)) found.add(read);
    return found.size === 0 ? NONE : [...found].sort((a, b) => a - b);
  };
}

/** Reads by a word. */
class Table {
  readonly #reads = new Map<string, number[]>();

  add(word: string, read: number): void {
    const known = this.#reads.get(word);
    if (known === undefined) this.#reads.set(word, [read]);
    else known.push(read);
  }

  collect(word: string, into: Set<number>): void {
    if (this.#reads.size === 0) return;
    for (const read of this.#reads.get(word) ?? NONE) into.add(read);
  }
}
