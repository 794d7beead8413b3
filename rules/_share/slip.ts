/**
 * Is a name most likely meant to be another one? One letter too many, too few or wrong, two swapped, or only letter case
 * and underscores differ; never a digit, which tells names apart.
 */
export function isSlip(name: string, other: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replaceAll('_', '');
  if (bare(name) === bare(other)) return true;
  if (name.length < 6 || Math.abs(name.length - other.length) > 1) return false;
  let start = 0;
  while (start < name.length && name[start] === other[start]) start++;
  let end = 0;
  while (end < Math.min(name.length, other.length) - start && name.at(-1 - end) === other.at(-1 - end)) end++;
  const mine = name.slice(start, name.length - end);
  const theirs = other.slice(start, other.length - end);
  const swapped = mine.length === 2 && theirs.length === 2 && mine[0] === theirs[1] && mine[1] === theirs[0];
  const inside = start > 0 && end > 0;
  return !/\d/.test(mine + theirs) && (swapped || (inside && mine.length <= 1 && theirs.length <= 1));
}
