import { Memory } from './facts/memory.js';
import { type FactCache, LayerFacts } from './facts.js';
import { Lanes, threadsFor } from './lanes.js';
import type { ImageConfig, ImageDocument, ImageSource, Layer, LayerBlob, Passed, Read } from './model.js';
import { Overlay } from './overlay.js';
import { type Progress, ProgressSum } from './progress.js';
import { type LayerOptions, readLayer } from './read-layer.js';
import { Reads } from './reads.js';
import { shown } from './text.js';

/** What reading all layers of an image gave. */
export interface Scan {
  readonly layers: readonly Layer[];
  readonly overlay: Overlay;
  readonly documents: readonly ImageDocument[];
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
  /**
   * Remembers what layers hold, so that none is read twice. What is kept of an entry is remembered by the numbers of the
   * reads: a cache belongs to one list of reads, in one order.
   */
  readonly cache?: FactCache | undefined;
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
  readonly #memory: Memory | undefined;
  #passing = { layers: 0, bytes: 0 };
  #recalled: LayerFacts[] | undefined;
  #forgot = false;

  constructor(reads: readonly Read<unknown>[], options: ScanOptions = {}) {
    this.#reads = new Reads(reads);
    this.#options = options;
    this.#memory = options.cache === undefined ? undefined : new Memory(options.cache, () => this.#overlay.change());
  }

  /** Is everything that was read so far remembered now, so that it need not be read again? */
  get remembersAll(): boolean {
    return this.#memory !== undefined && !this.#forgot;
  }

  /**
   * Looks up the layers of an image, base first: if all are remembered, `scan` needs none of their bytes. Only for diffIDs
   * that nobody can claim: those of images that an engine has unpacked.
   */
  async recall(diffIds: readonly string[]): Promise<boolean> {
    this.#recalled = await this.#memory?.allOf(diffIds);
    return this.#recalled !== undefined;
  }

  /** Reads a layer that passes; see `PassingImage`. */
  readonly take = async (layer: LayerBlob): Promise<Passed> => {
    const { layers, bytes } = this.#passing;
    const told = (read: number) =>
      this.#options.progress?.({ done: layers, layers: undefined, bytes: bytes + read, size: undefined });
    const facts = (await this.#usable()?.ofPassing(layer, told)) ?? (await this.#read(layer, { progress: told }));
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
    const threads = threadsFor(await this.#unknown(source, config), this.#options.threads);
    await lanes.run(threads, async (index, thread) => {
      const layer = source.layers[index] as LayerBlob;
      const diffId = config.diffIds[index];
      if (layer.passed instanceof LayerFacts) return layer.passed.heldAgainst(diffId);
      const told = (bytes: number) => progress.read(index, bytes);
      const facts =
        this.#takeRecalled(layer, diffId) ??
        (await this.#usable()?.ofStored(layer, diffId, told)) ??
        (await this.#read(layer, { diffId, thread, hashThere: threads > 1, progress: told }));
      progress.end(index, facts.result.storedBytes);
      return facts;
    });
    await this.#memory?.settled();

    const missing = layers.flatMap(({ index, incomplete }) =>
      incomplete === undefined ? [] : [`layer ${index}: ${incomplete.replace(/\.$/, '')}`],
    );
    const incomplete = missing.length === 0 ? undefined : missing.join('; ');
    return {
      layers,
      documents: source.documents ?? [],
      overlay,
      notes,
      escapes,
      failures: this.#reads.failures,
      incomplete,
    };
  }

  async #read(layer: LayerBlob, how: Omit<LayerOptions, 'want'>): Promise<LayerFacts> {
    const { want, keep } = this.#reads.ofLayer();
    const change = this.#overlay.change();
    const reading = readLayer(layer, { ...how, want });
    for await (const item of reading.entries) change.add(item.entry, keep(item));
    const facts = new LayerFacts(change, reading.result());
    if ((await this.#usable()?.keep(layer, facts)) !== true) this.#forgot = true;
    return facts;
  }

  /** Each only once: an image may have the same layer twice, and either is laid over others. */
  #takeRecalled({ missing }: LayerBlob, diffId: string | undefined): LayerFacts | undefined {
    const at = missing === undefined ? this.#recalled?.findIndex(({ result }) => result.diffId === diffId) : undefined;
    return at === undefined || at === -1 ? undefined : this.#recalled?.splice(at, 1)[0];
  }

  /** The layers that have to be read, as far as that is known before. */
  async #unknown({ layers }: ImageSource, { diffIds }: ImageConfig): Promise<LayerBlob[]> {
    const unknown: LayerBlob[] = [];
    for (const [index, layer] of layers.entries())
      if (layer.passed === undefined && (await this.#memory?.knows(layer, diffIds[index])) !== true)
        unknown.push(layer);
    return unknown;
  }

  /** What is remembered, unless a read has thrown: what it would have kept is missing then. */
  #usable(): Memory | undefined {
    return this.#reads.failures.size === 0 ? this.#memory : undefined;
  }
}
