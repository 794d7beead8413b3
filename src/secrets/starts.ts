/** Finds which formats may begin at a place, by the first three characters. */
import type { Format } from './format.js';

/** A literal text of which a format's matches have one. */
export interface Start {
  readonly text: string;
  readonly format: Format;
}

/** Five bits of each of three characters: tells almost all other words apart. */
export function keyOf(first: number, second: number, third: number): number {
  return ((first & 31) << 10) | ((second & 31) << 5) | (third & 31);
}

/** Starts by the key of three of their characters. */
export class StartTable {
  /** Numbers of buckets; 0 is none. */
  readonly #numbers = new Uint16Array(2 ** 15);
  readonly #buckets: Start[][] = [[]];

  add(start: Start): void {
    const { text } = start;
    const key = keyOf(text.charCodeAt(0), text.charCodeAt(1), text.charCodeAt(2));
    const number = this.#numbers[key] as number;
    if (number !== 0) this.#buckets[number]?.push(start);
    else this.#numbers[key] = this.#buckets.push([start]) - 1;
  }

  /** Those with this key: few, and almost always none. */
  at(key: number): readonly Start[] | undefined {
    const number = this.#numbers[key] as number;
    return number === 0 ? undefined : this.#buckets[number];
  }
}

/** May a token begin behind this text? Not in the middle of a word, but behind an escape such as `\n` or `%3D`. */
export function isFree(before: string): boolean {
  return !/[A-Za-z0-9_]$/.test(before) || /\\[nrtfv]$|%[0-9A-Fa-f]{2}$/.test(before);
}
