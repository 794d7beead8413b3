/** Globs over paths with `/`, matched by minimatch, each compiled once. */
import { Minimatch } from 'minimatch';
import { globMistake, type Matcher, MOST_ALTERNATIVES } from './glob-limits.js';

/**
 * Compiles globs. A pattern without `/` means names at any depth; one that means a folder means all that is in it.
 * Patterns that `globMistake` objects to match nothing.
 */
export function globs(patterns: readonly string[]): Matcher {
  const compiled = patterns.flatMap(pattern => (globMistake(pattern) === undefined ? [compileTidy(pattern)] : []));
  if (compiled.length === 0) return () => false;
  return path => {
    for (let end = path.indexOf('/', 1); ; end = path.indexOf('/', end + 1)) {
      const upTo = end === -1 ? path : path.slice(0, end);
      if (compiled.some(one => one.match(upTo))) return true;
      if (end === -1) return false;
    }
  };
}

/** Compiles one glob, to be held against whole paths; `anywhere`: against names, if it has no `/`. */
export function compile(pattern: string, anywhere = false): Minimatch {
  return new Minimatch(pattern, {
    dot: true,
    matchBase: anywhere && !pattern.includes('/'),
    nocomment: true,
    nonegate: true,
    noext: true,
    braceExpandMax: MOST_ALTERNATIVES,
    platform: 'linux',
  });
}

/** A slash or `./` in front says that the pattern starts at the top; a slash at the end says nothing. */
function compileTidy(pattern: string): Minimatch {
  const plain = pattern.replace(/^(?:\.?\/)+/, '');
  return compile(plain.replace(/(?<!^)\/+$/, ''), plain === pattern);
}
