import type { Argument, Arguments, Command, FlagTable } from './model.js';

/** Tells a command's words apart into flags and operands. */
export function readFlags(_command: Command, _table: FlagTable = {}, _args?: readonly Argument[]): Arguments {
  throw new Error('not written yet');
}
