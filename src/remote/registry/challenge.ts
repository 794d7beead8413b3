/** What a registry wants to be told (RFC 9110, 11.3 and 11.6.1; distribution's token authentication). */

/** One challenge of `WWW-Authenticate`. */
export interface Challenge {
  /** Lower case: `bearer`, `basic`, `negotiate`. */
  readonly scheme: string;
  /** By lower-case name; of one that comes twice the first counts. */
  readonly params: ReadonlyMap<string, string>;
}

const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const SPACE = /[ \t]*/y;
/** Of schemes that send one text instead of parameters, as Negotiate does. */
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;

/** All challenges of all headers. What is not well-formed is left out, up to the next comma. Never throws. */
export function challengesIn(headers: readonly string[]): Challenge[] {
  return headers.flatMap(challengesOf);
}

function challengesOf(header: string): Challenge[] {
  const found: { scheme: string; params: Map<string, string> }[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  while (at < header.length) {
    take(SPACE);
    if (header[at] === ',') {
      at++;
      continue;
    }
    const word = take(TOKEN)?.[0];
    if (word === undefined) {
      // Not a place where anything may stand: on to the next comma.
      const comma = header.indexOf(',', at);
      at = comma === -1 ? header.length : comma + 1;
      continue;
    }
    const space = take(SPACE)?.[0] ?? '';
    if (header[at] === '=') {
      at++;
      take(SPACE);
      const value = take(QUOTED)?.[1]?.replace(/\\(.)/gs, '$1') ?? take(TOKEN)?.[0];
      const params = found.at(-1)?.params;
      const name = word.toLowerCase();
      if (value !== undefined && params !== undefined && !params.has(name)) params.set(name, value);
      continue;
    }
    found.push({ scheme: word.toLowerCase(), params: new Map() });
    // A text instead of parameters says nothing to us; parameters are taken on the next turns.
    if (space !== '') take(TOKEN68);
  }
  return found;
}

/** The challenge that is answered: bearer if it names a realm, else basic; others are not. */
export function chosen(challenges: readonly Challenge[]): Challenge | undefined {
  return (
    challenges.find(({ scheme, params }) => scheme === 'bearer' && params.has('realm')) ??
    challenges.find(({ scheme }) => scheme === 'basic')
  );
}
