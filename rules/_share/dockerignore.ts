/**
 * `.dockerignore` as the builder reads it (moby/patternmatcher): patterns in order, the last one that fits a path or a
 * folder above it decides, `!` lets back in.
 */
export interface IgnorePattern {
  /** Cleaned: no `./`, no `/` at the ends. */
  readonly pattern: string;
  /** `!`: what fits is let in again. */
  readonly exception: boolean;
  /** 1-based. */
  readonly line: number;
  readonly steps: readonly Step[];
}

/** One step of a pattern. `deep`: nothing, or anything that ends in `/`. */
type Step =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'one' | 'some' | 'any' | 'deep' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

const MOST_LINES = 10_000;
const LONGEST = 1000;
/** So many characters are compared with so many steps before a file is given up. */
const MOST_WORK = 30_000_000;

/** An ignore file that has been read. */
export interface IgnoreFile {
  readonly patterns: readonly IgnorePattern[];
  /** What is left of the work that is spent on it; below zero the answers are no longer to be trusted. */
  readonly budget: { left: number };
}

/** Reads the patterns of an ignore file. Lines that the builder would refuse are left out. */
export function readIgnoreFile(text: string): IgnoreFile {
  const patterns: IgnorePattern[] = [];
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .slice(0, MOST_LINES);
  for (const [i, line] of lines.entries()) {
    if (line.startsWith('#') || line.length > LONGEST) continue;
    let pattern = line.trim();
    const exception = pattern.startsWith('!');
    if (exception) pattern = pattern.slice(1).trim();
    if (pattern === '') continue;
    pattern = cleanPath(pattern);
    const steps = stepsOf(pattern);
    if (steps !== undefined) patterns.push({ pattern, exception, line: i + 1, steps });
  }
  return { patterns, budget: { left: MOST_WORK } };
}

/** A path without `.`, `..`, doubled slashes and slashes at the ends; the context itself is `.`. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.length === 0 ? '.' : parts.join('/');
}

/** Does a path lead out of the context: has a `..` nothing in front of it that it could take away? */
export function climbsOut(path: string): boolean {
  let depth = 0;
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** The pattern that keeps a cleaned path out of the context; `undefined`: it is in. */
export function ignoredBy({ patterns, budget }: IgnoreFile, path: string): IgnorePattern | undefined {
  const parts = path.split('/');
  const chain = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
  let decisive: IgnorePattern | undefined;
  for (const pattern of patterns) {
    if (budget.left < 0) return undefined;
    if (pattern.exception !== (decisive !== undefined)) continue;
    if (chain.some(each => matches(pattern.steps, each, budget))) decisive = pattern.exception ? undefined : pattern;
  }
  return decisive;
}

/** Might an exception let in something below a folder that is kept out? */
export function mayLetIn(patterns: readonly IgnorePattern[], folder: string): boolean {
  return patterns.some(({ exception, pattern }) => {
    if (!exception) return false;
    if (folder === '.') return true;
    const wanted = pattern.split('/');
    return (
      folder.split('/').every((part, i) => /[*?[\\]/.test(wanted[i] ?? '*') || wanted[i] === part) && wanted.length > 0
    );
  });
}

function stepsOf(pattern: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i] as string;
    if (char === '*' && pattern[i + 1] === '*') {
      i++;
      const slash = pattern[i + 1] === '/';
      if (slash) i++;
      const rest = pattern.slice(i + 1);
      // At the end, and in front of a plain text, it stands for anything; elsewhere for whole folders.
      const anything = rest === '' || (steps.length === 0 && !slash && !/[*?[\]\\]/.test(rest));
      steps.push({ kind: anything ? 'any' : 'deep' });
    } else if (char === '*') steps.push({ kind: 'some' });
    else if (char === '?') steps.push({ kind: 'one' });
    else if (char === '\\') {
      if (i + 1 === pattern.length) return undefined;
      steps.push({ kind: 'char', char: pattern[++i] as string });
    } else if (char === '[') {
      const set = readSet(pattern, i);
      if (set === undefined) return undefined;
      steps.push(set.step);
      i = set.end;
    } else steps.push({ kind: 'char', char });
  }
  return steps;
}

function readSet(pattern: string, start: number): { step: Step; end: number } | undefined {
  let i = start + 1;
  const negated = pattern[i] === '^';
  if (negated) i++;
  const ranges: [string, string][] = [];
  const next = (): string | undefined => (pattern[i] === '\\' ? pattern[++i] : pattern[i]);
  for (; ; i++) {
    if (pattern[i] === ']' && ranges.length > 0) return { step: { kind: 'set', negated, ranges }, end: i };
    const from = next();
    if (from === undefined || from === ']' || from === '-') return undefined;
    let to = from;
    if (pattern[i + 1] === '-') {
      i += 2;
      const last = next();
      if (last === undefined || last === ']') return undefined;
      to = last;
    }
    ranges.push([from, to]);
  }
}

/** Walks a set of states over the text, so that it takes no more than pattern × text steps. */
function matches(steps: readonly Step[], text: string, budget: { left: number }): boolean {
  let states = new Set<number>();
  const enter = (into: Set<number>, from: number): void => {
    for (let state = from; !into.has(state); state++) {
      into.add(state);
      const kind = steps[state]?.kind;
      if (kind !== 'some' && kind !== 'any' && kind !== 'deep') return;
    }
  };
  enter(states, 0);
  budget.left--;
  for (const char of text) {
    const next = new Set<number>();
    budget.left -= states.size;
    for (const state of states) {
      const step = steps[state];
      switch (step?.kind) {
        case 'char':
          if (step.char === char) enter(next, state + 1);
          break;
        case 'one':
          if (char !== '/') enter(next, state + 1);
          break;
        case 'some':
          if (char !== '/') enter(next, state);
          break;
        case 'any':
          enter(next, state);
          break;
        case 'deep':
          if (char === '/') enter(next, state);
          else next.add(state);
          break;
        case 'set':
          if (step.ranges.some(([from, to]) => from <= char && char <= to) !== step.negated) enter(next, state + 1);
          break;
        default:
      }
    }
    if (next.size === 0) return false;
    states = next;
  }
  return states.has(steps.length);
}
