/** Named bytes: what archives and layout folders have in common. */
import { ImageError, type LayerBlob, type Passed } from '../model.js';
import { AGAIN, JSON_LIMIT, parseJson, shown } from '../text.js';

/** Bytes that were found; nothing of them has been read yet. */
export interface Content {
  /** In bytes. */
  readonly size: number;
  /** From the start, each time anew. Throws ImageError while it is read. */
  open(): AsyncIterable<Uint8Array>;
  /** Where they lie in a file that can be read by position; `undefined` for compressed archives and folders. */
  readonly window: LayerBlob['window'];
  /** They have passed; see `LayerBlob`. */
  readonly passed?: Passed | undefined;
}

/** An archive or a layout folder. */
export interface Store {
  /** As the user named it, for messages. */
  readonly label: string;
  /** What is odd: one sentence each. */
  readonly notes: readonly string[];
  /** Why what stands further back in the archive cannot be found: it is cut short, a header is broken. */
  readonly damage: ImageError | undefined;
  /**
   * The bytes of a name like `blobs/sha256/…`; `undefined` if there are none.
   * @throws ImageError for a name that leads out, or that cannot be read
   */
  find(name: string): Promise<Content | undefined>;
  close(): Promise<void>;
}

/** All bytes of a small thing. @throws ImageError `too-large` above `limit` bytes, before anything is read */
export async function readSmall(content: Content, where: string, limit = JSON_LIMIT): Promise<Buffer> {
  if (content.size > limit)
    throw new ImageError('too-large', `${where} has ${content.size} bytes, and at most ${limit} are read: ${AGAIN}.`);
  const chunks: Buffer[] = [];
  // Copied, because whoever gives chunks may use their memory again.
  for await (const chunk of content.open()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** What is said of a name that is not there, and of the damage that may be the reason. */
export function lacks(store: Store, name: string): ImageError {
  const text = `${store.label} holds no ${shown(name)}`;
  if (store.damage === undefined) return new ImageError('missing-blob', `${text}: ${AGAIN}.`);
  return because(text, store.damage);
}

/** What is not there, because the archive is damaged: in one sentence, with what mends it. */
export function because(text: string, { code, message }: ImageError): ImageError {
  const cause = message.replace(/\.$/, '').replace(/^[A-Z](?=[a-z]*\b)/, first => first.toLowerCase());
  return new ImageError(code, `${text}: ${cause}; ${AGAIN}.`);
}

/** A small JSON file of the store. @throws ImageError if it is missing, too large or no JSON */
export async function readJson(store: Store, name: string): Promise<unknown> {
  const content = await store.find(name);
  if (content === undefined) throw lacks(store, name);
  const where = `${shown(name)} in ${store.label}`;
  return parseJson(await readSmall(content, where), where);
}

/** A layer whose bytes are not there. @param why one sentence */
export function missingLayer(why: string, known: Partial<Pick<LayerBlob, 'digest' | 'size' | 'mediaType'>>): LayerBlob {
  return {
    digest: known.digest,
    size: known.size,
    mediaType: known.mediaType,
    missing: why,
    window: undefined,
    open() {
      throw new ImageError('missing-blob', why);
    },
  };
}

/** A layer whose bytes were found. @param said what its descriptor says */
export function blobOf(content: Content, said: Pick<LayerBlob, 'digest' | 'size' | 'mediaType'>): LayerBlob {
  const { digest, size, mediaType } = said;
  const { window, passed } = content;
  return { digest, size, mediaType, missing: undefined, window, passed, open: () => content.open() };
}
