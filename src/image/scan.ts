import type { ImageConfig, ImageSource, Layer, Read } from './model.js';
import { Overlay } from './overlay.js';
import { readLayer } from './read-layer.js';
import { compileSieve } from './sieve.js';
import { shown } from './text.js';

/** What reading all layers of an image gave. */
export interface Scan {
  readonly layers: readonly Layer[];
  readonly overlay: Overlay;
  /** Oddities that are no defects of the image: one sentence each. */
  readonly notes: readonly string[];
  /** Entries whose names lead out of the image; they were left out. */
  readonly escapes: readonly { readonly layer: number; readonly path: string }[];
  /** Why some files may not have been seen. */
  readonly incomplete: string | undefined;
}

/**
 * Reads every layer once, base first, and keeps what the reads ask for. Never throws for what stands in a layer: it is
 * then incomplete, and says why.
 */
export async function scanLayers(
  source: ImageSource,
  config: ImageConfig,
  reads: readonly Read<unknown>[],
): Promise<Scan> {
  const sieve = compileSieve(reads);
  const overlay = new Overlay();
  const layers: Layer[] = [];
  const notes: string[] = [...source.notes];
  const escapes: { layer: number; path: string }[] = [];
  for (const [index, blob] of source.layers.entries()) {
    const diffId = config.diffIds[index];
    const wanted = new Map<object, readonly number[]>();
    overlay.begin();
    const reading = readLayer(blob, {
      ...(diffId === undefined ? {} : { diffId }),
      want(entry) {
        const found = sieve(entry);
        if (found.length === 0) return 0;
        wanted.set(entry, found);
        return found.reduce((most, read) => Math.max(most, (reads[read] as Read<unknown>).bytes), 0);
      },
    });
    for await (const { entry, head } of reading.entries) {
      const kept: { read: number; value: unknown }[] = [];
      for (const read of wanted.get(entry) ?? []) {
        const { bytes, keep } = reads[read] as Read<unknown>;
        const value = keep(entry, head.length > bytes ? head.subarray(0, bytes) : head);
        if (value !== undefined) kept.push({ read, value });
      }
      wanted.delete(entry);
      overlay.add(entry, kept);
    }
    overlay.end();
    const result = reading.result();
    notes.push(...[...result.notes, ...overlay.remarks.notes].map(note => `layer ${index}: ${note}`));
    for (const path of result.escapes) escapes.push({ layer: index, path: shown(path) });
    const entry = config.history.find(one => one.layer === index);
    layers.push(
      Object.freeze({ index, diffId, digest: blob.digest, createdBy: entry?.createdBy, incomplete: result.incomplete }),
    );
  }
  const missing = layers.flatMap(({ index, incomplete }) =>
    incomplete === undefined ? [] : [`layer ${index}: ${incomplete.replace(/\.$/, '')}`],
  );
  return { layers, overlay, notes, escapes, incomplete: missing.length === 0 ? undefined : missing.join('; ') };
}
