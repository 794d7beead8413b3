/** Globs over paths with `/`, matched by minimatch, each compiled once. */
import { Minimatch } from 'minimatch';

/** Longer patterns and more alternatives than these are refused: no pattern may cost more than it is worth. */
const LONGEST = 1000;
const MOST_ALTERNATIVES = 1000;
const MOST_BRACES = 10;

/** Says whether a path, relative to where the globs are from, is meant by any of them. */
export type Matcher = (path: string) => boolean;

/** Why a pattern cannot be used, or `undefined`. */
export function globMistake(pattern: string): string | undefined {
  if (pattern.length > LONGEST) return `a glob has at most ${LONGEST} characters`;
  if (pattern.split('{').length - 1 > MOST_BRACES) return `a glob has at most ${MOST_BRACES} braces`;
  return undefined;
}

/**
 * Compiles globs. A pattern without `/` means names at any depth; one that means a folder means all that is in it.
 * Patterns that `globMistake` objects to match nothing.
 */
export function globs(patterns: readonly string[]): Matcher {
  const compiled = patterns.flatMap(pattern => (globMistake(pattern) === undefined ? [compile(tidy(pattern))] : []));
  if (compiled.length === 0) return () => false;
  return path => {
    for (let end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
      const upTo = end === -1 ? path : path.slice(0, end);
      if (compiled.some(one => one.match(upTo))) return true;
      if (end === -1) return false;
    }
  };
}

/** Compiles one glob that is held against whole paths. `partial` in the answer's second argument allows beginnings. */
export function compile(pattern: string): Minimatch {
  return new Minimatch(pattern, {
    dot: true,
    matchBase: !pattern.includes('/'),
    nocomment: true,
    nonegate: true,
    noext: true,
    braceExpandMax: MOST_ALTERNATIVES,
    platform: 'linux',
  });
}

/** `./a/` → `a`; a leading slash only says that the pattern starts at the top. */
function tidy(pattern: string): string {
  const plain = pattern.replace(/^(?:\.\/)+/, '').replace(/(?<!^)\/+$/, '');
  return plain;
}
