import { cleanPath, ignoredBy, readIgnoreFile } from './dockerignore.js';

/** So many comparisons of wildcards with files are made for one Dockerfile. */
export const MOST_WORK = 30_000_000;

/** Has a source of COPY a wildcard in it? */
export function isWildcard(path: string): boolean {
  return /[*?[]/.test(path);
}

/**
 * How many files and folders of the context a wildcard of COPY fits, up to `enough`; `undefined`: nobody can tell. `**` is
 * no more than `*` there, so that no wildcard reaches into folders.
 *
 * @param budget what is left of the work; shared by all wildcards of a file
 */
export function countFitting(
  wildcard: string,
  paths: readonly string[],
  budget: { left: number },
  enough: number,
): number | undefined {
  const path = cleanPath(wildcard);
  // The matcher of ignore files, which is used here, has other meanings for these.
  const [pattern] = readIgnoreFile(path).patterns;
  if (pattern === undefined || path.includes('**') || /^[!#]|\\/.test(path)) return undefined;
  const depth = path.split('/').length;
  let count = 0;
  for (const each of paths) {
    const name = each.endsWith('/') ? each.slice(0, -1) : each;
    budget.left--;
    if (budget.left < 0) return undefined;
    if (name.split('/').length !== depth || ignoredBy({ patterns: [pattern], budget }, name) === undefined) continue;
    count++;
    if (count === enough) break;
  }
  return count;
}
