/** The cache of a run. */
import { cacheLimit } from '../../cache/folder.js';
import { openCache } from '../../cache/open.js';
import { surroundings } from '../cache.js';
import type { Around, Work } from './one.js';

/** A cache that is used by everything in this process, and may have something to say of itself when it was used. */
export type Remembering = NonNullable<ReturnType<typeof openCache>>;

let opened: { readonly folder: string | undefined; readonly cache: Remembering | undefined } | undefined;

/** Why the settings of the cache cannot be meant, as a clause; `undefined` if they can. */
export function cacheMistake({ cache: wanted, remote: { env } }: Pick<Work, 'cache' | 'remote'>): string | undefined {
  return wanted === false || cacheLimit(env) !== undefined
    ? undefined
    : `PLIMSOLL_CACHE_SIZE: '${env.PLIMSOLL_CACHE_SIZE}' is no number of MB`;
}

/** The cache that the run wants; `undefined`: none, or no place for one. */
export function cacheFor({ cache: wanted, remote, system }: Work): Remembering | undefined {
  if (wanted === false) return undefined;
  if (opened?.folder !== wanted.folder || opened === undefined) {
    const { env, cwd } = remote;
    opened = { folder: wanted.folder, cache: openCache(wanted.folder, surroundings({ env, cwd, system }), Date.now) };
  }
  return opened.cache;
}

/** To be called when no more images come: what is too much goes. */
export async function closeCache(): Promise<void> {
  await opened?.cache?.close();
  opened = undefined;
}

/** Says once what is wrong with the cache; the images were judged all the same. */
export function tellProblem(cache: Remembering | undefined, { tell }: Pick<Around, 'tell'>): void {
  if (cache?.problem === undefined || told.has(cache)) return;
  told.add(cache);
  tell(cache.problem.replace(/\.$/, ''));
}

const told = new WeakSet<object>();
