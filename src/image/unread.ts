import type { ImageConfig, ImageSource, Layer } from './model.js';
import { Overlay } from './overlay.js';
import type { Scan } from './scan.js';

/** What is known of layers that nobody reads, because the user wants the configuration and the history judged alone. */
export function unreadLayers(source: ImageSource, config: ImageConfig): Scan {
  const why = 'the layers were not read, as --no-layers wants it';
  const layers = source.layers.map(({ digest }, index): Layer => {
    const entry = config.history.find(one => one.layer === index);
    return Object.freeze({
      index,
      diffId: config.diffIds[index],
      digest,
      createdBy: entry?.createdBy,
      incomplete: why,
    });
  });
  return {
    layers,
    overlay: new Overlay(),
    documents: source.documents ?? [],
    notes: [...source.notes],
    escapes: [],
    failures: new Map(),
    incomplete: why,
  };
}
