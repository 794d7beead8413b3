/** What makers of hard negatives share: a kind of text, and how many of it the corpus has. */
import type { Random } from '../random.js';
import type { Draft } from '../sample.js';

export interface Harmless {
  readonly what: string;
  readonly carrier: string;
  /** Of a file; the text otherwise goes elsewhere. */
  readonly path: string;
  readonly times: number;
  text(random: Random, turn: number): string | Uint8Array;
}

/** A kind of file. */
export function kind(what: string, path: string, times: number, text: Harmless['text']): Harmless {
  return { what, carrier: `file, ${/\.(\w+)$/.exec(path)?.[1] ?? 'no ending'}`, path, times, text };
}

export function drafts(list: readonly Harmless[], random: Random): Draft[] {
  return list.flatMap(({ what, carrier, path, times, text }) =>
    Array.from(
      { length: times },
      (_, turn): Draft => ({ place: 'file', carrier, path, content: text(random, turn), label: 'none', what }),
    ),
  );
}

/** So many lines. */
export function lines(count: number, line: (at: number) => string): string {
  return `${Array.from({ length: count }, (_, at) => line(at)).join('\n')}\n`;
}
