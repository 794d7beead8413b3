/** A stretch of a script that an outer shell fills in before the script is read (`sh -c "echo $X"`). */
export interface Hole {
  readonly start: number;
  readonly end: number;
  /** What it is filled with, if that is known. */
  readonly value: string | undefined;
}

/** Is the whole stretch filled in by an outer shell? */
export function covered(holes: readonly Hole[], start: number, end: number): boolean {
  return holesWithin(holes, start, end).some(hole => hole.start <= start && hole.end >= end);
}

/** The holes, of a list in ascending order, that reach into a stretch. */
export function holesWithin(holes: readonly Hole[], start: number, end: number): readonly Hole[] {
  let low = 0;
  let high = holes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((holes[middle] as Hole).end <= start) low = middle + 1;
    else high = middle;
  }
  let last = low;
  while (last < holes.length && (holes[last] as Hole).start < end) last++;
  return last === low ? [] : holes.slice(low, last);
}
