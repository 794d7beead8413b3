import type { Text } from '../text.js';
import type { Hole } from './holes.js';
import type { Command } from './model.js';
import type { Scope } from './scope.js';

/** A node while it is being put together. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type Inside = Command['inside'];

/** Where the walk over a script stands. */
export interface Frame {
  /** The text that offsets of the syntax tree belong to. */
  readonly text: Text;
  readonly holes: readonly Hole[];
  readonly scope: Scope;
  readonly inside: Inside;
  /** The commands whose words hold `text`. */
  readonly wrappers: readonly Command[];
  /** How many `$( )` are open. */
  readonly substitutions: number;
  /** The scope already knows what a loop or function around this place may set. */
  readonly guarded: boolean;
}

/** Neither in a loop nor in anything else. */
export const NOWHERE: Inside = Object.freeze({
  subshell: false,
  substitution: false,
  condition: false,
  branch: false,
  loop: false,
  function: false,
  negated: false,
});

/** The same place, one step further in. */
export function within(frame: Frame, where: keyof Inside, scope: Scope = frame.scope): Frame {
  const inside = frame.inside[where] ? frame.inside : Object.freeze({ ...frame.inside, [where]: true });
  return { ...frame, inside, scope };
}
