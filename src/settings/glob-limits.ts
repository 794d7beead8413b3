/** What a glob may be, without the package that matches globs. */

/** Longer patterns, and those with more braces, are refused: no pattern may cost more than it is worth. */
const LONGEST = 1000;
/** More alternatives of braces are not tried. */
export const MOST_ALTERNATIVES = 1000;
const MOST_BRACES = 10;

/** Says whether a path, relative to where the globs are from, is meant by any of them. */
export type Matcher = (path: string) => boolean;

/** Why a pattern cannot be used, or `undefined`. */
export function globMistake(pattern: string): string | undefined {
  if (pattern.length > LONGEST) return `a glob has at most ${LONGEST} characters`;
  if (pattern.split('{').length - 1 > MOST_BRACES) return `a glob has at most ${MOST_BRACES} braces`;
  return undefined;
}
