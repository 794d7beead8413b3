/** Blobs of a store: found by digest, verified, or said to be missing. */
import {
  blobPath,
  type Descriptor,
  documentOf,
  type Index,
  layerObstacle,
  type Manifest,
  verifyDigest,
} from '../descriptors.js';
import { ImageError, type LayerBlob } from '../model.js';
import { AGAIN, isObject, type Json, parseJson, shown } from '../text.js';
import { blobOf, type Content, lacks, missingLayer, readSmall, type Store } from './store.js';

/** The content of a descriptor: embedded `data`, else the blob. @throws ImageError for a digest that is none */
async function contentOf(store: Store, descriptor: Descriptor): Promise<Content | undefined> {
  const path = blobPath(descriptor.digest);
  if (path === undefined)
    throw new ImageError(
      'corrupt',
      `${shown(descriptor.digest)} in ${store.label} is no sha256 or sha512 digest: ${AGAIN}.`,
    );
  if (descriptor.data === undefined) return store.find(path);
  const bytes = Buffer.from(descriptor.data, 'base64');
  return {
    size: bytes.length,
    window: undefined,
    async *open() {
      yield bytes;
    },
  };
}

/** Is the blob there? A digest that is none is not. */
export async function has(store: Store, descriptor: Descriptor): Promise<boolean> {
  if (descriptor.data !== undefined) return true;
  const path = blobPath(descriptor.digest);
  return path !== undefined && (await store.find(path)) !== undefined;
}

/** A small blob, size and digest verified. @throws ImageError */
export async function readBlob(store: Store, descriptor: Descriptor): Promise<Buffer> {
  const content = await contentOf(store, descriptor);
  if (content === undefined) throw lacks(store, blobPath(descriptor.digest) ?? descriptor.digest);
  const where = `${descriptor.digest} in ${store.label}`;
  const bytes = await readSmall(content, where);
  verifyDigest(bytes, descriptor.digest, where);
  if (descriptor.size !== undefined && descriptor.size !== bytes.length)
    throw new ImageError(
      'corrupt',
      `${where} should have ${descriptor.size} bytes, but has ${bytes.length}: ${AGAIN}.`,
    );
  return bytes;
}

/** A manifest or an index, verified. @throws ImageError */
export async function readDocument(store: Store, descriptor: Descriptor): Promise<Manifest | Index> {
  const where = `${descriptor.digest} in ${store.label}`;
  return documentOf(parseJson(await readBlob(store, descriptor), where), where);
}

/** An image configuration as JSON. @throws ImageError `corrupt` */
export function configOf(bytes: Uint8Array, where: string): Json {
  const value = parseJson(bytes, where);
  if (!isObject(value))
    throw new ImageError('corrupt', `${where} is no image configuration, which is a JSON object: ${AGAIN}.`);
  return value;
}

/**
 * Holds the number of layers against the configuration: a mismatch shifts every layer's identity, so nothing can be
 * said about any. A configuration without `rootfs` says nothing about layers.
 * @throws ImageError `corrupt`
 */
export function checkLayerCount(config: Json, layers: number, label: string): void {
  if (config.rootfs === undefined) return;
  const ids = isObject(config.rootfs) && Array.isArray(config.rootfs.diff_ids) ? config.rootfs.diff_ids.length : 0;
  if (ids !== layers)
    throw new ImageError(
      'corrupt',
      `The manifest in ${label} names ${layers} layers, and the configuration ${ids}, so it was not written by a builder, or is no image: ${AGAIN}.`,
    );
}

/** Layers of Windows have their own tree (`Files/`, `Hives/`), which no rule about files would read rightly. */
export function isWindows(config: Json): boolean {
  return typeof config.os === 'string' && config.os.toLowerCase() === 'windows';
}

/** Why Windows layers are not read. */
export const WINDOWS = 'Layers of Windows images are not read.';

/** A layer as its descriptor says; whatever is wrong with it is told by `missing`. */
export async function layerOf(store: Store, descriptor: Descriptor, config: Json): Promise<LayerBlob> {
  const { digest, size, mediaType } = descriptor;
  const obstacle = layerObstacle(descriptor);
  if (isWindows(config)) return missingLayer(WINDOWS, descriptor);
  if (obstacle === 'other')
    return missingLayer(`Its media type ${shown(mediaType ?? '')} is no file system.`, descriptor);
  try {
    const content = await contentOf(store, descriptor);
    if (content !== undefined) return blobOf(content, descriptor);
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return missingLayer(error.message, { mediaType, ...(error.code === 'corrupt' ? {} : { digest, size }) });
  }
  const why =
    obstacle === 'foreign'
      ? `It is a foreign layer (${shown(mediaType ?? '')}), whose bytes stay in their registry.`
      : lacks(store, blobPath(digest) ?? '').message;
  return missingLayer(why, descriptor);
}
