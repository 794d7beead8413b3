import { quote } from './quote.js';

export interface HistoryPair {
  readonly name: string;
  readonly value: string;
}

/** The blank in front of a pair, with its name. */
const ANYWHERE = / ([^\s="']+)=/g;
const HERE = / ([^\s="']+)=/y;

export interface HistoryArgument {
  readonly name: string;
  /** Absent for an ARG without default. */
  readonly value: string | undefined;
}

/**
 * Splits `A=x y B=z` of ENV or LABEL, whose values stand there without quotes: a blank may belong to a value or end it.
 * The configuration decides, since the last value of every name stands in it; where it is silent, every ` name=` begins
 * a pair. `undefined`: there is no pair in it.
 *
 * @param known the names and values of the image's configuration
 */
export function splitPairs(text: string, known: ReadonlyMap<string, string>): HistoryPair[] | undefined {
  const pairs: HistoryPair[] = [];
  const tried = new Set<string>();
  const certain = known.has(text.slice(0, Math.max(0, text.indexOf('='))));
  const begins = (name: string): boolean => (certain ? known.has(name) : /^[A-Za-z_][\w.-]*$/.test(name));
  const beginsAt = (at: number): boolean => {
    HERE.lastIndex = at;
    const match = HERE.exec(text);
    return match !== null && begins(match[1] as string);
  };
  const next = (from: number): number => {
    for (const match of text.slice(from).matchAll(ANYWHERE)) if (begins(match[1] as string)) return from + match.index;
    return text.length;
  };
  for (let at = 0; at < text.length; ) {
    const equals = text.indexOf('=', at);
    if (equals <= at) return pairs.length === 0 ? undefined : pairs;
    const name = text.slice(at, equals);
    const value = known.get(name);
    let end = -1;
    // Once a name: comparing a long value again and again would take too long.
    if (value !== undefined && !tried.has(name) && text.startsWith(value, equals + 1)) {
      const after = equals + 1 + value.length;
      if (after === text.length || beginsAt(after)) end = after;
    }
    tried.add(name);
    if (end === -1) end = next(equals + 1);
    pairs.push({ name, value: text.slice(equals + 1, end) });
    at = end + 1;
  }
  return pairs.length === 0 ? undefined : pairs;
}

/** ARG: names and `name=value`, the values without quotes; a blank ends a value only before ` name=`. */
export function splitArguments(text: string): HistoryArgument[] {
  return text.split(/ (?=[A-Za-z_]\w*=)/).flatMap((part): HistoryArgument[] => {
    const equals = part.indexOf('=');
    if (equals === -1)
      return part
        .split(/\s+/)
        .filter(name => name !== '')
        .map(name => ({ name, value: undefined }));
    return [{ name: part.slice(0, equals), value: part.slice(equals + 1) }];
  });
}

/** A pair as ENV, LABEL and ARG take it. */
export function writePair(name: string, value: string | undefined): string {
  if (value === undefined) return quote(name);
  return `${quote(name)}=${value === '' ? '' : quote(value)}`;
}
