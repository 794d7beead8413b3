/** Finds secrets in a text, in one pass over it: formats by their starts, then patterns, then proofs. */
import type { Format } from './format.js';
import { FORMATS } from './formats/index.js';
import { isDocumented, isMadeUp, isPlaceholder } from './placeholders.js';
import { Secret } from './secret.js';
import { isFree, keyOf, type Start, StartTable } from './starts.js';

export interface SecretFound {
  /** Offsets of the secret part itself. */
  readonly start: number;
  readonly end: number;
  /** What it is, for a message: "GitHub token". */
  readonly kind: string;
  /** The id of its format, for allowing all of that format. */
  readonly format: string;
  readonly secret: Secret;
}

interface Match {
  readonly format: Format;
  readonly start: number;
  readonly end: number;
  /** Where all of it ends, with what stands behind the secret. */
  readonly whole: number;
}

const LETTER = /^[A-Za-z0-9]/;
let table: StartTable | undefined;
const order = new Map(FORMATS.map((format, index) => [format, index]));

function tableOfAll(): StartTable {
  if (table !== undefined) return table;
  table = new StartTable();
  for (const format of FORMATS) for (const text of format.starts) table.add({ text, format });
  return table;
}

/** The match of a format whose start stands at this offset. */
export function matchAt(text: string, at: number, { text: literal, format }: Start): Match | undefined {
  const from = at - format.back;
  if (from < 0 || !text.startsWith(literal, at)) return undefined;
  if ((format.back > 0 || LETTER.test(literal)) && !isFree(text.slice(Math.max(0, from - 3), from))) return undefined;
  format.pattern.lastIndex = from;
  const match = format.pattern.exec(text);
  if (match === null) return undefined;
  const secret = match[1] as string;
  const start = from + match[0].lastIndexOf(secret);
  return { format, start, end: start + secret.length, whole: from + match[0].length };
}

/** Is the text that has the form of a secret one? */
function isReal(secret: string, { chosen, proof }: Format): boolean {
  if (isPlaceholder(secret) || (!chosen && (isMadeUp(secret) || isDocumented(secret)))) return false;
  return proof === undefined || proof(secret);
}

/** Every secret whose form proves what it is, in order of place, placeholders left out. */
export function findSecrets(text: string): SecretFound[] {
  return foundIn(text, isReal);
}

/** Everything that has the form of a secret, whether or not it proves to be one: what is better not shown. */
export function findLookalikes(text: string): SecretFound[] {
  return foundIn(text, secret => !isPlaceholder(secret));
}

function foundIn(text: string, wanted: (secret: string, format: Format) => boolean): SecretFound[] {
  const starts = tableOfAll();
  const found: Match[] = [];
  const ends = new Map<Format, number>();
  let first = text.charCodeAt(0);
  let second = text.charCodeAt(1);
  for (let at = 0; at + 2 < text.length; at++) {
    const third = text.charCodeAt(at + 2);
    const candidates = starts.at(keyOf(first, second, third));
    first = second;
    second = third;
    if (candidates === undefined) continue;
    for (const start of candidates) {
      if (at < (ends.get(start.format) ?? 0)) continue;
      const match = matchAt(text, at, start);
      if (match === undefined) continue;
      ends.set(start.format, match.whole);
      if (wanted(text.slice(match.start, match.end), start.format)) found.push(match);
    }
  }
  return found
    .sort((a, b) => a.start - b.start || (order.get(a.format) as number) - (order.get(b.format) as number))
    .map(({ format: { id, kind }, start, end }) => {
      return { kind, start, end, format: id, secret: new Secret(text.slice(start, end)) };
    });
}
