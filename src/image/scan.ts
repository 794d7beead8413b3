import { Lanes, threadsFor } from './lanes.js';
import type { ImageConfig, ImageSource, Layer, LayerBlob, Read } from './model.js';
import { type LayerChange, Overlay } from './overlay.js';
import { type Progress, ProgressSum } from './progress.js';
import { type LayerResult, readLayer } from './read-layer.js';
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
export async function scanLayers(
  source: ImageSource,
  config: ImageConfig,
  reads: readonly Read<unknown>[],
  options: ScanOptions = {},
): Promise<Scan> {
  const all = new Reads(reads);
  const overlay = new Overlay();
  const layers: Layer[] = [];
  const notes: string[] = [...source.notes];
  const escapes: { layer: number; path: string }[] = [];
  const progress = new ProgressSum(source.layers, options.progress ?? (() => {}));

  const lanes = new Lanes<{ change: LayerChange; result: LayerResult }>(source.layers, ({ change, result }, index) => {
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
  const threads = threadsFor(source.layers, options.threads);
  await lanes.run(threads, async (index, thread) => {
    const { want, keep } = all.ofLayer();
    const change = overlay.change();
    const reading = readLayer(source.layers[index] as LayerBlob, {
      diffId: config.diffIds[index],
      thread,
      hashThere: threads > 1,
      want,
      progress: bytes => progress.read(index, bytes),
    });
    for await (const item of reading.entries) change.add(item.entry, keep(item));
    const result = reading.result();
    progress.end(index, result.storedBytes);
    return { change, result };
  });

  const missing = layers.flatMap(({ index, incomplete }) =>
    incomplete === undefined ? [] : [`layer ${index}: ${incomplete.replace(/\.$/, '')}`],
  );
  const incomplete = missing.length === 0 ? undefined : missing.join('; ');
  return { layers, overlay, notes, escapes, failures: all.failures, incomplete };
}
