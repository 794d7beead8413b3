/** Descriptors, manifests and indexes (OCI image specification 1.1, Docker image manifest version 2, schema 2). */
import { createHash } from 'node:crypto';
import { ImageError } from './model.js';
import { type Platform, platformIn } from './platform.js';
import { AGAIN, isObject, type Json, shown, textOf } from './text.js';

/** What points at a blob. */
export interface Descriptor {
  /** As written; `blobPath` says whether it is one. */
  readonly digest: string;
  /** In bytes. */
  readonly size: number | undefined;
  readonly mediaType: string | undefined;
  readonly platform: Platform | undefined;
  readonly artifactType: string | undefined;
  readonly annotations: Json;
  /** The blob itself, base64. */
  readonly data: string | undefined;
  /** Says that it is no image to run: an attestation, a signature. */
  readonly attestation: boolean;
}

export interface Manifest {
  readonly is: 'manifest';
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly artifactType: string | undefined;
}

export interface Index {
  readonly is: 'index';
  readonly manifests: readonly Descriptor[];
}

const IMAGE_CONFIG = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
  // Docker 1.10 did not know better.
  'application/octet-stream',
];

const LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };

/**
 * Where a layout keeps a blob: `blobs/sha256/<hex>`; `undefined` for what is no sha256 or sha512 digest. Digests come
 * from anybody, so nothing else ever becomes a part of a path.
 */
export function blobPath(digest: string): string | undefined {
  const [, algorithm = '', hex = ''] = /^([a-z0-9]+):([0-9a-f]+)$/.exec(digest) ?? [];
  return LENGTHS[algorithm] === hex.length && hex !== '' ? `blobs/${algorithm}/${hex}` : undefined;
}

/** Holds bytes against a digest that `blobPath` accepts. @throws ImageError `digest-mismatch` */
export function verifyDigest(bytes: Uint8Array, digest: string, where: string): void {
  const [algorithm = ''] = digest.split(':');
  const actual = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
  if (actual !== digest)
    throw new ImageError('digest-mismatch', `${where} should have the digest ${digest}, but has ${actual}: ${AGAIN}.`);
}

/** A descriptor of somebody's JSON. @throws ImageError `corrupt` if it has no digest */
export function descriptorOf(value: unknown, where: string): Descriptor {
  const digest = isObject(value) ? textOf(value.digest) : undefined;
  if (!isObject(value) || digest === undefined)
    throw new ImageError('corrupt', `${where} holds a descriptor without a digest: ${AGAIN}.`);
  const annotations = isObject(value.annotations) ? value.annotations : {};
  const platform = isObject(value.platform) ? value.platform : {};
  return {
    digest,
    size: Number.isSafeInteger(value.size) && (value.size as number) >= 0 ? (value.size as number) : undefined,
    mediaType: textOf(value.mediaType),
    platform: platformIn(platform),
    artifactType: textOf(value.artifactType),
    annotations,
    data: textOf(value.data),
    attestation:
      textOf(annotations['vnd.docker.reference.type']) !== undefined ||
      (platform.os === 'unknown' && platform.architecture === 'unknown'),
  };
}

/**
 * A manifest or an index, told by its fields, because `mediaType` may be missing.
 * @throws ImageError `corrupt`, or `unsupported` for Docker's schema 1
 */
export function documentOf(value: unknown, where: string): Manifest | Index {
  const descriptors = (list: unknown) => (Array.isArray(list) ? list : []).map(one => descriptorOf(one, where));
  if (!isObject(value)) throw new ImageError('corrupt', `${where} is neither a manifest nor an index: ${AGAIN}.`);
  if (Array.isArray(value.manifests)) return { is: 'index', manifests: descriptors(value.manifests) };
  if (isObject(value.config))
    return {
      is: 'manifest',
      config: descriptorOf(value.config, where),
      layers: descriptors(value.layers),
      artifactType: textOf(value.artifactType),
    };
  if (Array.isArray(value.fsLayers))
    throw new ImageError(
      'unsupported',
      `${where} is a manifest of schema 1, which was given up in 2017: pull and save it again.`,
    );
  const type = textOf(value.artifactType) ?? textOf(value.mediaType);
  if (type !== undefined)
    throw new ImageError(
      'not-an-image',
      `${where} is an artifact of type ${shown(type)}, no image: name the archive of an image.`,
    );
  throw new ImageError('corrupt', `${where} is neither a manifest nor an index: ${AGAIN}.`);
}

function isTar(mediaType: string | undefined): boolean {
  return mediaType === undefined || /tar|octet-stream/.test(mediaType);
}

/** What a manifest is if it is no image: the type of an artifact (Helm chart, signature, attestation, build cache). */
export function artifactTypeOf({ config, layers, artifactType }: Manifest): string | undefined {
  if (config.mediaType !== undefined && !IMAGE_CONFIG.includes(config.mediaType))
    return artifactType ?? config.mediaType;
  const [first] = layers;
  return first !== undefined && layers.every(layer => !isTar(layer.mediaType))
    ? (artifactType ?? first.mediaType)
    : undefined;
}

/** Does an index say of an entry that it is no image, so that it need not be opened? Its type, or `undefined`. */
export function artifactIn(descriptor: Descriptor): string | undefined {
  if (descriptor.attestation) return 'attestation';
  const type = descriptor.artifactType;
  return type === undefined || IMAGE_CONFIG.includes(type) ? undefined : type;
}

/** Why a layer is no file system that can be read: foreign, or of another kind; `undefined`: it is one. */
export function layerObstacle({ mediaType }: Descriptor): 'foreign' | 'other' | undefined {
  if (mediaType !== undefined && /foreign|nondistributable/.test(mediaType)) return 'foreign';
  return isTar(mediaType) ? undefined : 'other';
}
