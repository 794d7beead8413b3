import { shown } from './tar/names.js';

/** What is wrong with a layer, and what to do about it. */
export class Problems {
  readonly #sentences: string[] = [];
  #damaged = false;

  /** @param kind `damage`: the bytes are not those that the builder wrote, so a new copy may help */
  add(sentence: string, kind?: 'damage'): void {
    this.#sentences.push(sentence);
    this.#damaged ||= kind === 'damage';
  }

  /** Holds the number of stored bytes against the manifest's. */
  checkSize(wanted: number | undefined, bytes: number): void {
    if (wanted !== undefined && wanted !== bytes)
      this.add(`The layer has ${bytes} stored bytes, but the manifest says ${wanted}.`, 'damage');
  }

  /** Holds a digest against what the manifest or the configuration says. */
  checkDigest(what: 'stored' | 'uncompressed', wanted: string | undefined, found: string): void {
    if (wanted === undefined || wanted === found) return;
    const source = what === 'stored' ? 'the manifest' : 'the configuration (diff_ids)';
    if (/^sha(256|512):/.test(wanted))
      this.add(`The layer's ${what} bytes have the digest ${found}, but ${source} says ${shown(wanted)}.`, 'damage');
    else this.add(`The digest ${shown(wanted)} is of a kind that cannot be verified.`);
  }

  /** All in one text; `undefined` if nothing is wrong. The advice stands once, at the end. */
  told(): string | undefined {
    if (this.#sentences.length === 0) return undefined;
    return [...this.#sentences, ...(this.#damaged ? ['Save or pull the image again.'] : [])].join(' ');
  }
}
