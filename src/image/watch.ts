import type { ImageSource } from './model.js';

/** How far the reading of an image has come. */
export interface Progress {
  /** 0-based layer that is being read, and how many there are. */
  readonly layer: number;
  readonly layers: number;
  /** Stored bytes of that layer: read, and in all where it is known. */
  readonly bytes: number;
  readonly size: number | undefined;
}

/** The same image, but whoever reads its layers is watched. Layers that are read by position are too quick to tell. */
export function watched(source: ImageSource, tell: (progress: Progress) => void): ImageSource {
  const layers = source.layers.map((blob, layer) => ({
    ...blob,
    async *open() {
      let bytes = 0;
      for await (const chunk of blob.open()) {
        bytes += chunk.length;
        tell({ layer, layers: source.layers.length, bytes, size: blob.size });
        yield chunk;
      }
    },
  }));
  return { ...source, layers, close: () => source.close() };
}
