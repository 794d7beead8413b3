import { cacheFolder, cacheLimit, type Surroundings } from './folder.js';
import { ruleSet } from './rule-set.js';
import { DiskCache } from './store.js';

/**
 * The cache of a user; `undefined` if there is no place for it, or no room is wanted for it. Nothing is written before
 * something is remembered.
 *
 * @param given by `--cache-dir`
 * @param now the time, in milliseconds since 1970
 */
export function openCache(
  given: string | undefined,
  surroundings: Surroundings,
  now: () => number,
): DiskCache | undefined {
  const folder = cacheFolder(given, surroundings);
  const limit = cacheLimit(surroundings.env);
  if (folder === undefined || limit === undefined || limit === 0) return undefined;
  return new DiskCache({ folder, limit, ruleSet: ruleSet(), now });
}
