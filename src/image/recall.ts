/**
 * What a daemon exported once, remembered without its layers, so that it need not be exported again. A configuration may
 * hold secrets, so it is encrypted with what only somebody knows whom the daemon answers: the image's identifier.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { FactCache } from './facts.js';
import { ImageError, type ImageSource, type LayerBlob, type PassingImage } from './model.js';

/** What an image is remembered by, which no cache ever sees. An identifier of a daemon changes with the image's bytes. */
const secretOf = ({ kind, inspected }: PassingImage): string | undefined =>
  inspected === undefined ? undefined : `image:${kind}:${inspected.id}:${inspected.diffIds.join()}`;

/** What is remembered of an image; its layers cannot be opened. */
export async function recalled(image: PassingImage, cache: FactCache): Promise<ImageSource | undefined> {
  const secret = secretOf(image);
  const bytes = secret === undefined ? undefined : await cache.read(keyFor(secret));
  const text = secret === undefined || bytes === undefined ? undefined : decrypted(bytes, secret);
  if (text === undefined) return undefined;
  const { config, layers, ...rest } = JSON.parse(text) as Remembered;
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
  const secret = secretOf(image);
  const { name, manifestDigest, config, notes } = source;
  if (secret === undefined || config === undefined || source.damaged === true) return;
  if (source.layers.some(({ missing }) => missing !== undefined)) return;
  const layers = source.layers.map(({ digest, size, mediaType }) => ({ digest, size, mediaType }));
  const remembered: Remembered = {
    config: Buffer.from(config).toString('base64'),
    layers,
    name,
    manifestDigest,
    notes,
  };
  await cache.write(keyFor(secret), encrypted(JSON.stringify(remembered), secret));
}

const CIPHER = 'aes-256-gcm';
const [NONCE, TAG] = [12, 16];

const keyFor = (secret: string): string => `image:${createHash('sha256').update(secret).digest('hex')}`;
const cipherKey = (secret: string): Uint8Array => new Uint8Array(hkdfSync('sha256', secret, '', 'plimsoll image', 32));

function encrypted(text: string, secret: string): Uint8Array {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, cipherKey(secret), nonce);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

function decrypted(bytes: Uint8Array, secret: string): string | undefined {
  const end = bytes.length - TAG;
  try {
    const cipher = createDecipheriv(CIPHER, cipherKey(secret), bytes.subarray(0, NONCE));
    cipher.setAuthTag(bytes.subarray(end));
    return Buffer.concat([cipher.update(bytes.subarray(NONCE, end)), cipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
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
