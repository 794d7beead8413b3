/**
 * The wildcard patterns of `${name#pattern}`, `${name%pattern}` and `${name/pattern/…}`: `*`, `?` and literals, no
 * brackets, as BuildKit reads them. Matching walks a set of states, so that no pattern takes more than
 * pattern × value steps.
 */
export type Glob = readonly (string | { readonly any: 'one' | 'many' })[];

/** Above this many steps a match is given up: the caller then says "unknown". */
const MOST_STEPS = 4_000_000;

/** Reads a pattern. `undefined` where BuildKit calls it invalid (`\x` with an x that needs no escape). */
export function parseGlob(pattern: string): Glob | undefined {
  const parts: (string | { any: 'one' | 'many' })[] = [];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    let character = characters[i] as string;
    if (character === '*') parts.push({ any: 'many' });
    else if (character === '?') parts.push({ any: 'one' });
    else {
      if (character === '\\') {
        const next = characters[i + 1];
        if (next === '}' || next === '/') continue;
        if (next !== '*' && next !== '?' && next !== '\\') return undefined;
        character = next;
        i++;
      }
      parts.push(character);
    }
  }
  return parts;
}

/**
 * Where the pattern, laid at `start` of `value` (its characters), ends: the nearest or the farthest such place.
 * `undefined` if it does not match there. A line feed is matched by no wildcard.
 */
function matchAt(glob: Glob, value: readonly string[], start: number, longest: boolean): number | undefined {
  let states = new Set<number>();
  const enter = (into: Set<number>, state: number): void => {
    for (let s = state; !into.has(s); s++) {
      into.add(s);
      const part = glob[s];
      if (typeof part !== 'object' || part.any !== 'many') break;
    }
  };
  enter(states, 0);
  let end: number | undefined;
  for (let i = start; ; i++) {
    if (states.has(glob.length)) {
      end = i;
      if (!longest) return end;
    }
    if (i >= value.length || states.size === 0) return end;
    const next = new Set<number>();
    for (const state of states) {
      const part = glob[state];
      if (part === undefined) continue;
      if (typeof part === 'string') {
        if (part === value[i]) enter(next, state + 1);
      } else if (value[i] !== '\n') enter(next, part.any === 'many' ? state : state + 1);
    }
    states = next;
  }
}

/** `${name#pattern}` (`##` with `longest`): the value without the matching beginning. `undefined`: too much work. */
export function trimPrefix(glob: Glob, value: string, longest: boolean): string | undefined {
  const characters = [...value];
  if (characters.length * (glob.length + 1) > MOST_STEPS) return undefined;
  return characters.slice(matchAt(glob, characters, 0, longest) ?? 0).join('');
}

/** `${name%pattern}` (`%%` with `longest`): the value without the matching end. `undefined`: too much work. */
export function trimSuffix(glob: Glob, value: string, longest: boolean): string | undefined {
  const rest = trimPrefix([...glob].reverse(), [...value].reverse().join(''), longest);
  return rest === undefined ? undefined : [...rest].reverse().join('');
}

/** `${name/pattern/by}` (`//` with `all`): the value with the first match or all matches replaced. */
export function replace(glob: Glob, value: string, by: string, all: boolean): string | undefined {
  const characters = [...value];
  if (characters.length ** 2 * (glob.length + 1) > MOST_STEPS) return undefined;
  let out = '';
  let justMatched = false;
  for (let i = 0; i <= characters.length; ) {
    const end = matchAt(glob, characters, i, true);
    const empty = end === i;
    if (end !== undefined && !(empty && justMatched)) {
      out += by;
      if (!all) return out + characters.slice(end).join('');
      justMatched = true;
      if (!empty) {
        i = end;
        continue;
      }
    }
    justMatched = false;
    out += characters[i] ?? '';
    i++;
  }
  return out;
}
