/** What is said about an image beside its configuration: the manifest, and BuildKit's statements (attestation storage). */
import type { Descriptor, Index, Manifest } from '../descriptors.js';
import { type ImageDocument, ImageError } from '../model.js';
import { JSON_LIMIT, textOf } from '../text.js';
import { readBlob, readDocument } from './blobs.js';
import type { Store } from './store.js';

/** So many statements about one image are read, and so many bytes of them together. */
const MOST = 16;
const MOST_BYTES = 4 * JSON_LIMIT;

/** Where manifests and blobs come from; both verified. They throw ImageError. */
export interface Shelf {
  document(descriptor: Descriptor): Promise<Manifest | Index>;
  blob(descriptor: Descriptor): Promise<Uint8Array>;
}

/** Statements, and what is wrong with those that could not be had: that stops nothing. */
export interface Statements {
  readonly documents: readonly ImageDocument[];
  readonly problems: readonly ImageError[];
}

/**
 * The statements about an image.
 *
 * @param digest of the image's manifest
 * @param attestations entries of its index that are statements, about whichever image
 */
export async function statementsAbout(
  digest: string,
  attestations: readonly Descriptor[],
  shelf: Shelf,
): Promise<Statements> {
  const documents: ImageDocument[] = [];
  const problems: ImageError[] = [];
  let room = MOST_BYTES;
  const about = attestations.filter(({ annotations }) => annotations['vnd.docker.reference.digest'] === digest);
  for (const attestation of about.slice(0, MOST)) {
    try {
      const document = await shelf.document(attestation);
      for (const statement of document.is === 'manifest' ? document.layers : []) {
        if (statement.mediaType !== 'application/vnd.in-toto+json' || documents.length >= MOST) continue;
        if ((statement.size ?? 0) > Math.min(room, JSON_LIMIT)) continue;
        const bytes = await shelf.blob(statement);
        room -= bytes.length;
        const name = textOf(statement.annotations['in-toto.io/predicate-type']) ?? 'statement';
        documents.push({ name, text: Buffer.from(bytes).toString('utf8') });
      }
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      problems.push(error);
    }
  }
  return { documents, problems };
}

/** The documents of an image of a store, as far as they are here and whole: copies often leave statements behind. */
export async function documentsOf(
  store: Store,
  image: Descriptor,
  attestations: readonly Descriptor[],
): Promise<ImageDocument[]> {
  const { documents } = await statementsAbout(image.digest, attestations, {
    document: descriptor => readDocument(store, descriptor),
    blob: descriptor => readBlob(store, descriptor),
  });
  const manifest = await quietly(() => readBlob(store, image));
  const text = manifest?.toString('utf8');
  return [...(text === undefined ? [] : [{ name: 'manifest', text }]), ...documents];
}

async function quietly<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return undefined;
  }
}
