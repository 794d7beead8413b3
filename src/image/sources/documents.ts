/** What is said about an image beside its configuration: the manifest, and BuildKit's statements (attestation storage). */
import type { Descriptor } from '../descriptors.js';
import { type ImageDocument, ImageError } from '../model.js';
import { JSON_LIMIT, textOf } from '../text.js';
import { readBlob, readDocument } from './blobs.js';
import type { Store } from './store.js';

/** So many statements about one image are read, and so many bytes of them together. */
const MOST = 16;
const MOST_BYTES = 4 * JSON_LIMIT;

/** The documents of an image, as far as they are here and whole: what is not says nothing, and stops nothing. */
export async function documentsOf(
  store: Store,
  image: Descriptor,
  attestations: readonly Descriptor[],
): Promise<ImageDocument[]> {
  const documents: ImageDocument[] = [];
  let room = MOST_BYTES;
  const add = async (name: string, descriptor: Descriptor): Promise<void> => {
    if (documents.length > MOST || (descriptor.size ?? 0) > Math.min(room, JSON_LIMIT)) return;
    const bytes = await readBlob(store, descriptor);
    room -= bytes.length;
    documents.push({ name, text: bytes.toString('utf8') });
  };
  await quietly(() => add('manifest', image));
  for (const attestation of attestations.slice(0, MOST)) {
    if (attestation.annotations['vnd.docker.reference.digest'] !== image.digest) continue;
    await quietly(async () => {
      const document = await readDocument(store, attestation);
      if (document.is !== 'manifest') return;
      for (const layer of document.layers)
        if (layer.mediaType === 'application/vnd.in-toto+json')
          await add(textOf(layer.annotations['in-toto.io/predicate-type']) ?? 'statement', layer);
    });
  }
  return documents;
}

async function quietly(read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
  }
}
