import { LayerFacts } from './facts.js';
import { Lanes, threadsFor } from './lanes.js';
import type { ImageConfig, ImageSource, Layer, LayerBlob, Passed, Read } from './model.js';
import { Overlay } from './overlay.js';
import { type Progress, ProgressSum } from './progress.js';
import { type LayerOptions, readLayer } from './read-layer.js';
import { Reads } from './reads.js';
import { shown } from './text.js';

/** What reading all layers of an image gave. */
export interface Scan {
  readonly layers: readonly Layer[];
  readonly overlay: Overlay;
  /** Oddities that are no defects of the image: one sentence each. */
  readonly notes: readonly string[];
  /** Entries whose names lead out of the image; they were left out. */
  readonly escapes: readonly { readonly layer: number; readonly path: string }[];
  /** What reads threw, by their numbers. */
  readonly failures: ReadonlyMap<number, unknown>;
  /** Why some files may not have been seen. */
  readonly incomplete: string | undefined;
}

/** How layers are read. */
export interface ScanOptions {
  /** Told often. */
  progress?: ((progress: Progress) => void) | undefined;
  /** Threads that unpack layers; see `threadsFor`. */
  readonly threads?: number | undefined;
}

/**
 * Reads every layer once, several at a time, and keeps what the reads ask for; what comes out is the same as if they had
 * been read one after the other. Never throws for what stands in a layer: it is then incomplete, and says why.
 */
export function scanLayers(
  source: ImageSource,
  config: ImageConfig,
  reads: readonly Read<unknown>[],
  options: ScanOptions = {},
): Promise<Scan> {
  return new Scanner(reads, options).scan(source, config);
}

/** Reads the layers of one image: those that pass before it is known what they are, then the others. */
export class Scanner {
  readonly #reads: Reads;
  readonly #overlay = new Overlay();
  readonly #options: ScanOptions;
  #passing = { layers: 0, bytes: 0 };

  constructor(reads: readonly Read<unknown>[], options: ScanOptions = {}) {
    this.#reads = new Reads(reads);
    this.#options = options;
  }

  /** Reads a layer that passes; see `PassingImage`. */
  readonly take = async (layer: LayerBlob): Promise<Passed> => {
    const { layers, bytes } = this.#passing;
    const told = (read: number) =>
      this.#options.progress?.({ done: layers, layers: undefined, bytes: bytes + read, size: undefined });
    const facts = await this.#read(layer, { progress: told });
    this.#passing = { layers: layers + 1, bytes: bytes + facts.result.storedBytes };
    return facts;
  };

  /** Reads the layers that have not passed, and lays all of them over one another. To be called once. */
  async scan(source: ImageSource, config: ImageConfig): Promise<Scan> {
    const overlay = this.#overlay;
    const layers: Layer[] = [];
    const notes: string[] = [...source.notes];
    const escapes: { layer: number; path: string }[] = [];
    const progress = new ProgressSum(source.layers, this.#options.progress ?? (() => {}));

    const lanes = new Lanes<LayerFacts>(source.layers, ({ change, result }, index) => {
      overlay.apply(change);
      notes.push(...[...result.notes, ...change.remarks.notes].map(note => `layer ${index}: ${note}`));
      for (const path of result.escapes) escapes.push({ layer: index, path: shown(path) });
      const { digest } = source.layers[index] as LayerBlob;
      const entry = config.history.find(one => one.layer === index);
      const { incomplete } = result;
      layers.push(
        Object.freeze({ index, diffId: config.diffIds[index], digest, createdBy: entry?.createdBy, incomplete }),
      );
    });
    const threads = threadsFor(source.layers, this.#options.threads);
    await lanes.run(threads, async (index, thread) => {
      const layer = source.layers[index] as LayerBlob;
      const diffId = config.diffIds[index];
      if (layer.passed instanceof LayerFacts) return layer.passed.heldAgainst(diffId);
      const how = { diffId, thread, hashThere: threads > 1, progress: (bytes: number) => progress.read(index, bytes) };
      const facts = await this.#read(layer, how);
      progress.end(index, facts.result.storedBytes);
      return facts;
    });

    const missing = layers.flatMap(({ index, incomplete }) =>
      incomplete === undefined ? [] : [`layer ${index}: ${incomplete.replace(/\.$/, '')}`],
    );
    const incomplete = missing.length === 0 ? undefined : missing.join('; ');
    return { layers, overlay, notes, escapes, failures: this.#reads.failures, incomplete };
  }

  async #read(layer: LayerBlob, how: Omit<LayerOptions, 'want'>): Promise<LayerFacts> {
    const { want, keep } = this.#reads.ofLayer();
    const change = this.#overlay.change();
    const reading = readLayer(layer, { ...how, want });
    for await (const item of reading.entries) change.add(item.entry, keep(item));
    return new LayerFacts(change, reading.result());
  }
}
