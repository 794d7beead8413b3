/**
 * Regular expressions as trees, for what tests want to know of them: whether they can run away, and texts that they match.
 * Reads the part of the language that formats may use, and refuses the rest.
 */

/** A character of 0 to 127 by number. */
type Characters = ReadonlySet<number>;

export type Node =
  | { readonly kind: 'characters'; readonly set: Characters }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly items: readonly Node[] }
  | { readonly kind: 'repeat'; readonly item: Node; readonly min: number; readonly max: number }
  | { readonly kind: 'look'; readonly item: Node; readonly behind: boolean; readonly negative: boolean };

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const codes = (text: string): number[] => [...text].map(letter => letter.charCodeAt(0));
const DIGITS = range(48, 57);
const WORD = [...DIGITS, ...range(65, 90), ...range(97, 122), 95];
const SPACE = codes('\t\n\v\f\r ');
const ALL = range(0, 127);

/** The tree of a pattern's source; throws on what it does not know, unbounded repetition above all. */
export function parse(source: string): Node {
  let at = 0;
  const fail = (why: string): never => {
    throw new Error(`${why} at ${at} in ${source}`);
  };

  function escaped(): number[] {
    const letter = source[at++] as string;
    if (letter === 'd') return DIGITS;
    if (letter === 'w') return WORD;
    if (letter === 's') return SPACE;
    if (letter === 't') return [9];
    return /[A-Za-z0-9]/.test(letter) ? fail(`\\${letter}`) : [letter.charCodeAt(0)];
  }

  function bracketed(): Characters {
    const negative = source[at] === '^';
    if (negative) at++;
    const set = new Set<number>();
    while (source[at] !== ']') {
      const letter = source[at++] as string;
      const first = letter === '\\' ? escaped() : [letter.charCodeAt(0)];
      if (source[at] === '-' && source[at + 1] !== ']') {
        at++;
        for (const code of range(first[0] as number, (source[at++] as string).charCodeAt(0))) set.add(code);
      } else for (const code of first) set.add(code);
    }
    at++;
    return negative ? new Set(ALL.filter(code => !set.has(code))) : set;
  }

  function atom(): Node {
    const letter = source[at++] as string;
    if (letter === '[') return { kind: 'characters', set: bracketed() };
    if (letter === '\\') return { kind: 'characters', set: new Set(escaped()) };
    if (letter !== '(')
      return /[.^$*+?{}|)]/.test(letter) ? fail(letter) : { kind: 'characters', set: new Set(codes(letter)) };
    const look = /^\?(<?)([=!])/.exec(source.slice(at));
    if (look !== null) at += look[0].length;
    else if (source.startsWith('?:', at)) at += 2;
    const item = choice();
    if (source[at++] !== ')') fail('no )');
    return look === null ? item : { kind: 'look', item, behind: look[1] === '<', negative: look[2] === '!' };
  }

  function repeated(): Node {
    const item = atom();
    const times = /^(?:\?|\{(\d+)(?:,(\d+))?\})\??/.exec(source.slice(at));
    if (times === null) return /^[*+{]/.test(source.slice(at)) ? fail('unbounded') : item;
    at += times[0].length;
    const min = Number(times[1] ?? 0);
    return { kind: 'repeat', item, min, max: Number(times[2] ?? times[1] ?? 1) };
  }

  function choice(): Node {
    const items: Node[] = [];
    do {
      const sequence: Node[] = [];
      while (at < source.length && source[at] !== '|' && source[at] !== ')') sequence.push(repeated());
      items.push({ kind: 'sequence', items: sequence });
    } while (source[at] === '|' && at++ >= 0);
    return items.length === 1 ? (items[0] as Node) : { kind: 'choice', items };
  }

  const tree = choice();
  return at === source.length ? tree : fail('too much');
}

const union = (sets: readonly Characters[]): Characters => new Set(sets.flatMap(set => [...set]));

/** May it match the empty text? */
function isOptional(node: Node): boolean {
  if (node.kind === 'characters') return false;
  if (node.kind === 'look') return true;
  if (node.kind === 'repeat') return node.min === 0 || isOptional(node.item);
  return node.kind === 'sequence' ? node.items.every(isOptional) : node.items.some(isOptional);
}

/** What it may begin with, given what may follow it. */
function firsts(node: Node, after: Characters): Characters {
  if (node.kind === 'characters') return node.set;
  if (node.kind === 'look') return after;
  if (node.kind === 'choice') return union(node.items.map(item => firsts(item, after)));
  if (node.kind === 'repeat')
    return isOptional(node) ? union([firsts(node.item, after), after]) : firsts(node.item, after);
  return node.items.reduceRight((rest, item) => firsts(item, rest), after);
}

/**
 * In how many ways at most a matcher can go through a text before it gives up, each in as many steps as the text is long: 1
 * for each repetition that can only end in one place, since what follows it begins with something else; the number of its
 * lengths for any other.
 */
export function ways(node: Node, after: Characters = new Set()): number {
  if (node.kind === 'characters') return 1;
  if (node.kind === 'look') return ways(node.item);
  if (node.kind === 'choice') return node.items.reduce((sum, item) => sum + ways(item, after), 0);
  if (node.kind === 'repeat') {
    const inner = ways(node.item, union([firsts(node.item, after), after])) ** Math.max(1, node.max);
    const first = firsts(node.item, new Set());
    return inner * ([...first].some(code => after.has(code)) ? node.max - node.min + 1 : 1);
  }
  let total = 1;
  let rest = after;
  for (const item of [...node.items].reverse()) {
    total *= ways(item, rest);
    rest = firsts(item, rest);
  }
  return total;
}

/** The longest text that it matches. */
export function longest(node: Node): number {
  if (node.kind === 'characters') return 1;
  if (node.kind === 'look') return 0;
  if (node.kind === 'repeat') return node.max * longest(node.item);
  const lengths = node.items.map(longest);
  return node.kind === 'choice' ? Math.max(...lengths) : lengths.reduce((sum, length) => sum + length, 0);
}

/** A text that it matches, but for what it looks ahead and behind at. `pick` gives a number below its argument. */
export function sample(node: Node, pick: (below: number) => number): string {
  if (node.kind === 'characters') {
    const printable = [...node.set].filter(code => code > 32 && code < 127);
    return String.fromCharCode(printable[pick(printable.length)] as number);
  }
  if (node.kind === 'look') return node.behind && !node.negative ? sample(node.item, pick) : '';
  if (node.kind === 'choice') return sample(node.items[pick(node.items.length)] as Node, pick);
  if (node.kind === 'sequence') return node.items.map(item => sample(item, pick)).join('');
  // Long ones are seldom needed.
  const times = node.min + pick(Math.min(node.max - node.min, 40) + 1);
  return Array.from({ length: times }, () => sample(node.item, pick)).join('');
}
