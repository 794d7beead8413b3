/** Typed arrays that grow: tables of a million rows that cost the garbage collector nothing. */

type Column = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/** The array with room for so many items, what is new filled. */
export function grown<A extends Column>(array: A, size: number, fill = 0): A {
  const larger = new (array.constructor as new (size: number) => A)(size);
  larger.set(array);
  if (fill !== 0) larger.fill(fill, array.length);
  return larger;
}

/** Room for one item more at least: half as much again, so that growing costs little time and little memory. */
export function roomier<A extends Column>(array: A): A {
  return grown(array, array.length + (array.length >> 1) + 256);
}

/** User and group ids have 32 bits; numbers beyond, which an archive can hold and no kernel knows, become the largest. */
export function id32(id: number): number {
  return id >= 0 && id < 0xffffffff ? id : 0xffffffff;
}
