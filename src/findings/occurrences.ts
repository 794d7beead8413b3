import type { Span } from '../place.js';

type Node = Map<string, Node | true>;

/** Only so much of a value is followed letter by letter; the rest is compared at once. */
const DEPTH = 64;

/**
 * Finds every place where one of many values stands in a text. The values are held as a tree of letters, so that the
 * time grows with the text and not with the number of values.
 */
export class Occurrences {
  readonly #root: Node = new Map();
  readonly #long = new Map<string, string[]>();

  constructor(values: Iterable<string>) {
    for (const value of new Set(values)) this.#add(value);
  }

  #add(value: string): void {
    const head = value.slice(0, DEPTH);
    if (value.length > DEPTH) this.#long.set(head, [...(this.#long.get(head) ?? []), value]);
    let node = this.#root;
    for (const letter of head) {
      const next = node.get(letter);
      if (next instanceof Map) node = next;
      else {
        const fresh: Node = new Map();
        node.set(letter, fresh);
        node = fresh;
      }
    }
    node.set('', true);
  }

  /** Where values stand, in order, the longest where several begin, none overlapping. */
  in(text: string): Span[] {
    const spans: Span[] = [];
    if (this.#root.size === 0) return spans;
    for (let start = 0; start < text.length; start++) {
      const end = this.#longestAt(text, start);
      if (end === start) continue;
      spans.push({ start, end });
      start = end - 1;
    }
    return spans;
  }

  #longestAt(text: string, start: number): number {
    let node = this.#root;
    let end = start;
    for (let i = start; i - start <= DEPTH; i++) {
      if (node.has('')) end = Math.max(end, this.#endOf(text, start, i));
      const next = node.get(text[i] ?? '\u0000none');
      if (!(next instanceof Map)) break;
      node = next;
    }
    return end;
  }

  /** Where the value ends whose first letters stand from `start` to `head`. */
  #endOf(text: string, start: number, head: number): number {
    const long = this.#long.get(text.slice(start, head));
    if (long === undefined) return head;
    return long.reduce(
      (end, value) => (text.startsWith(value, start) ? Math.max(end, start + value.length) : end),
      head - start < DEPTH ? head : start,
    );
  }
}
