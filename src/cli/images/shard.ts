/** Parts of a list of images, for machines that share the work without talking to one another. */
import { createHash } from 'node:crypto';
import { WrongUse } from '../wrong-use.js';

/** Part `index` (1-based) of `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Reads `3/20`. @throws WrongUse */
export function shardOf(given: string | undefined): Shard | undefined {
  if (given === undefined) return undefined;
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(given);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || index > count)
    throw new WrongUse(`--shard: '${given}' is no part of a whole; write i/n with i from 1 to n, as 3/20`);
  return { index, count };
}

/**
 * Does a text fall to a shard? By its hash alone: lists that differ a little, because they were made at different times,
 * still give every image that is in all of them to exactly one shard.
 */
export function fallsTo(text: string, { index, count }: Shard): boolean {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) % count === index - 1;
}
