import type { Suppressed } from '../report.js';
import { type Allowance, hasExpired, speakerOf } from './allowances.js';
import type { Draft } from './stamp.js';

/** Marks what somebody allowed. An allowance past its day is told in the message and allows nothing. */
export function suppress(
  drafts: readonly Draft[],
  allowances: readonly Allowance[],
  today: string | undefined,
): Draft[] {
  if (allowances.length === 0) return [...drafts];
  const known = new Map<string, { valid: Coverage; expired: Coverage }>();
  return drafts.map(draft => {
    const key = [draft.rule, draft.topic, ...draft.aliases].join('\0');
    let speaking = known.get(key);
    if (speaking === undefined) {
      const all = allowances.filter(speakerOf(draft));
      const isPast = (allowance: Allowance): boolean => hasExpired(allowance, today);
      speaking = {
        valid: new Coverage(all.filter(one => !isPast(one))),
        expired: new Coverage(all.filter(isPast)),
      };
      known.set(key, speaking);
    }
    const valid = speaking.valid.at(draft.span.start);
    if (valid !== undefined)
      return { ...draft, suppressed: { by: valid.by, reason: valid.reason, until: valid.until } satisfies Suppressed };
    const expired = speaking.expired.at(draft.span.start);
    return expired === undefined
      ? draft
      : { ...draft, message: `${draft.message} (it was allowed until ${expired.until})` };
  });
}

/** Tells which of some allowances is the first that covers an offset; quick also where there are thousands of both. */
class Coverage {
  /** Where something begins or ends, in order; what holds from each on. */
  readonly #bounds: readonly number[];
  readonly #owners: (Allowance | undefined)[];

  constructor(allowances: readonly Allowance[]) {
    // Both ends of what is covered count.
    const bounds = new Set(allowances.flatMap(({ covers }) => [covers.start, covers.end + 1]));
    this.#bounds = [...bounds].sort((a, b) => a - b);
    this.#owners = new Array(this.#bounds.length).fill(undefined);
    // The first one takes its stretch, each other one what is left of its own: no piece is looked at twice.
    const free = Int32Array.from({ length: this.#bounds.length + 1 }, (_, i) => i);
    const nextFree = (from: number): number => {
      let at = from;
      while (free[at] !== at) {
        free[at] = free[free[at] as number] as number;
        at = free[at] as number;
      }
      return at;
    };
    for (const allowance of allowances) {
      const end = this.#index(allowance.covers.end + 1);
      for (let at = nextFree(this.#index(allowance.covers.start)); at < end; at = nextFree(at)) {
        this.#owners[at] = allowance;
        free[at] = at + 1;
      }
    }
  }

  at(offset: number): Allowance | undefined {
    return this.#owners[this.#index(offset)];
  }

  /** Of the last bound that is not behind the offset; -1: there is none. */
  #index(offset: number): number {
    let low = 0;
    let high = this.#bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#bounds[middle] as number) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
