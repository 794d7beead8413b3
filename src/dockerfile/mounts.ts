import type { Flag, Instruction } from './model.js';

/** A `--mount=…` of RUN. */
export interface Mount {
  /** `bind` where none is named. */
  readonly type: string;
  /** `target`, `dst` or `destination`. */
  readonly target: string | undefined;
  readonly from: string | undefined;
  /** All `key=value` as written, keys in lower case; a bare key has an empty value. */
  readonly options: ReadonlyMap<string, string>;
  readonly flag: Flag;
}

/** The mounts of a RUN, in order; none for other instructions. Variables in them are not filled in. */
export function mountsOf(instruction: Instruction): readonly Mount[] {
  if (instruction.kind !== 'run') return [];
  return instruction.flags.filter(flag => flag.name === 'mount').map(readMount);
}

function readMount(flag: Flag): Mount {
  const options = new Map<string, string>();
  for (const field of (flag.value ?? '').split(',')) {
    const equals = field.indexOf('=');
    const key = (equals === -1 ? field : field.slice(0, equals)).trim().toLowerCase();
    if (key !== '') options.set(key, equals === -1 ? '' : field.slice(equals + 1).trim());
  }
  return {
    type: options.get('type') ?? 'bind',
    target: options.get('target') ?? options.get('dst') ?? options.get('destination'),
    from: options.get('from'),
    options,
    flag,
  };
}
