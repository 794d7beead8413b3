/**
 * Which files packages brought, told without keeping their names: 32 bits a path. Two paths may meet in one number, once
 * in some forty thousand for a large image; a rule may then be silent, never loud, for it.
 */
export type Paths = Uint32Array;

const SLASH = 0x2f;
/** Where FNV-1a starts. */
const START = 0x811c9dc5;

/** The number of a path, of its UTF-8 bytes (FNV-1a); a slash in front does not count. */
export function pathNumber(bytes: Uint8Array, start = 0, end = bytes.length): number {
  return further(START, bytes, start < end && bytes[start] === SLASH ? start + 1 : start, end);
}

/** The number of a folder's path followed by more bytes, so that a folder of many files is read only once. */
export function further(number: number, bytes: Uint8Array, start: number, end: number): number {
  let value = number;
  for (let i = start; i < end; i++) value = Math.imul(value ^ (bytes[i] as number), 0x01000193);
  return value >>> 0;
}

/** Numbers of paths while they are gathered: as many as there are, without a list of boxed values. */
export class PathList {
  #numbers = new Uint32Array(1024);
  length = 0;

  add(number: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length++] = number;
  }

  /** A copy of just the size. */
  done(): Paths {
    return this.#numbers.slice(0, this.length);
  }
}
