/** What a daemon exported once, remembered without its layers, so that it need not be exported again. */
import type { FactCache } from './facts.js';
import { ImageError, type ImageSource, type LayerBlob, type PassingImage } from './model.js';

/** An image that passes, as it is remembered. An identifier of a daemon changes with the image's bytes. */
const keyOf = ({ kind, inspected }: PassingImage): string | undefined =>
  inspected === undefined ? undefined : `image:${kind}:${inspected.id}:${inspected.diffIds.join()}`;

/** What is remembered of an image; its layers cannot be opened. */
export async function recalled(image: PassingImage, cache: FactCache): Promise<ImageSource | undefined> {
  const key = keyOf(image);
  const bytes = key === undefined ? undefined : await cache.read(key);
  if (bytes === undefined) return undefined;
  const { config, layers, ...rest } = JSON.parse(Buffer.from(bytes).toString()) as Remembered;
  return {
    kind: image.kind,
    reference: image.reference,
    name: rest.name,
    manifestDigest: rest.manifestDigest,
    config: Buffer.from(config, 'base64'),
    layers: layers.map(gone),
    notes: rest.notes,
    async close() {},
  };
}

/** Remembers an image that has passed, if all of it was there. */
export async function remember(image: PassingImage, source: ImageSource, cache: FactCache): Promise<void> {
  const key = keyOf(image);
  const { name, manifestDigest, config, notes } = source;
  if (key === undefined || config === undefined || source.damaged === true) return;
  if (source.layers.some(({ missing }) => missing !== undefined)) return;
  const layers = source.layers.map(({ digest, size, mediaType }) => ({ digest, size, mediaType }));
  const remembered: Remembered = {
    config: Buffer.from(config).toString('base64'),
    layers,
    name,
    manifestDigest,
    notes,
  };
  await cache.write(key, Buffer.from(JSON.stringify(remembered)));
}

/** As it stands in the cache, which has proved that the bytes are those that were written. */
interface Remembered extends Pick<ImageSource, 'name' | 'manifestDigest' | 'notes'> {
  readonly config: string;
  readonly layers: readonly Pick<LayerBlob, 'digest' | 'size' | 'mediaType'>[];
}

function gone({ digest, size, mediaType }: Remembered['layers'][number]): LayerBlob {
  return {
    digest,
    size,
    mediaType,
    missing: undefined,
    window: undefined,
    remote: true,
    open() {
      throw new ImageError('missing-blob', 'The layer was not exported, because it was remembered: run it again.');
    },
  };
}
