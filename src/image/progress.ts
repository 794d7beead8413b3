import type { LayerBlob } from './model.js';

/** How far the reading of an image has come. */
export interface Progress {
  /** Layers read to their end, and how many there are; `undefined` while they pass. */
  readonly done: number;
  readonly layers: number | undefined;
  /** Stored bytes of all layers: read, and in all where that is known of each. */
  readonly bytes: number;
  readonly size: number | undefined;
}

/** Sums up what is told of each layer. */
export class ProgressSum {
  readonly #read: number[];
  readonly #size: number | undefined;
  readonly #tell: (progress: Progress) => void;
  #done = 0;
  #bytes = 0;

  constructor(layers: readonly LayerBlob[], tell: (progress: Progress) => void) {
    this.#read = layers.map(() => 0);
    const sizes = layers.map(({ size, window, missing }) => (missing === undefined ? (size ?? window?.length) : 0));
    this.#size = sizes.reduce<number | undefined>(
      (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
      0,
    );
    this.#tell = tell;
  }

  /** So many stored bytes of a layer were read by now. */
  read(layer: number, bytes: number): void {
    this.#bytes += bytes - (this.#read[layer] as number);
    this.#read[layer] = bytes;
    this.#tell({ done: this.#done, layers: this.#read.length, bytes: this.#bytes, size: this.#size });
  }

  /** A layer was read to its end, of so many stored bytes. */
  end(layer: number, bytes: number): void {
    this.#done++;
    this.read(layer, bytes);
  }
}
