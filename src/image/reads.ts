import type { Entry, Read } from './model.js';
import type { KeptValue } from './overlay.js';
import type { Item } from './read-layer.js';
import { compileSieve, type Sieve } from './sieve.js';

/** All reads of all rules, applied to entries in one pass. What one read throws stays with it. */
export class Reads {
  /** What reads threw first, by their numbers. */
  readonly failures = new Map<number, unknown>();
  readonly #reads: readonly Read<unknown>[];
  readonly #sieve: Sieve;

  constructor(reads: readonly Read<unknown>[]) {
    this.#reads = reads.map((read, number) => this.#guarded(read, number));
    this.#sieve = compileSieve(this.#reads);
  }

  /** The reading of one layer: what is wanted of each entry, and what is kept of it then. */
  ofLayer(): { want(entry: Entry): number; keep(item: Item): readonly KeptValue[] } {
    // Each entry is asked about right before it is delivered.
    let wanted: readonly number[] = [];
    return {
      want: entry => {
        wanted = this.#sieve(entry);
        return wanted.reduce((most, number) => Math.max(most, this.#read(number).bytes), 0);
      },
      keep: ({ entry, head }) => {
        const kept: KeptValue[] = [];
        for (const number of wanted) {
          const { bytes, keep } = this.#read(number);
          const value = keep(entry, head.length > bytes ? head.subarray(0, bytes) : head);
          if (value !== undefined) kept.push({ read: number, value });
        }
        return kept;
      },
    };
  }

  #read(number: number): Read<unknown> {
    return this.#reads[number] as Read<unknown>;
  }

  #guarded({ match, bytes, keep }: Read<unknown>, number: number): Read<unknown> {
    const safely = <T>(run: () => T, otherwise: T): T => {
      if (this.failures.has(number)) return otherwise;
      try {
        return run();
      } catch (error) {
        this.failures.set(number, error);
        return otherwise;
      }
    };
    return {
      match: typeof match === 'function' ? entry => safely(() => match(entry), false) : match,
      bytes,
      keep: (entry, head) => safely(() => keep(entry, head), undefined),
    };
  }
}
