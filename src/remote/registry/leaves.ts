/** What is in an image's index: the images of its platforms. */
import {
  artifactIn,
  artifactTypeOf,
  blobPath,
  type Descriptor,
  type Index,
  type Manifest,
} from '../../image/descriptors.js';
import { ImageError } from '../../image/model.js';
import { type Platform, platformIn } from '../../image/platform.js';
import { configOf } from '../../image/sources/blobs.js';
import { AGAIN, shown } from '../../image/text.js';
import { fetchSmall } from './blob.js';
import { type Fetched, fetchDocument, INDEX_TYPES, MANIFEST_TYPES } from './manifest.js';
import type { Registry } from './session.js';

/** Errors that are about the way to the registry, so that going on would only earn more of them. */
const OF_THE_WAY: readonly ImageError['code'][] = ['unauthorised', 'unreachable', 'timeout', 'rate-limited'];

/** How deep indexes may lie in one another, and how many documents are fetched to know what is in them. */
const DEPTH = 8;
const MOST = 100;

/** A manifest, and the text it was read from. */
export interface ManifestText {
  readonly manifest: Manifest;
  readonly text: string;
}

/** An image of a platform. */
export interface Leaf {
  readonly digest: string;
  readonly platform: Platform | undefined;
  /** Does the index say the platform, so that the configuration may say another one? */
  readonly listed: boolean;
  /** `undefined`: not fetched yet. */
  readonly manifest: ManifestText | undefined;
  /** The configuration, if it had to tell the platform. */
  readonly config: Buffer | undefined;
}

/** What is in an image's index. */
export interface Found {
  readonly leaves: readonly Leaf[];
  /** Types of what is no image. */
  readonly artifacts: readonly string[];
  /** Statements about images. */
  readonly attestations: readonly Descriptor[];
  /** Of what could not be read, to be told if nothing else fits. */
  readonly errors: readonly ImageError[];
}

/** The configuration that a manifest names, verified. @throws ImageError */
export function configBelow(registry: Registry, manifest: Manifest, label: string): Promise<Buffer> {
  return fetchSmall(registry, manifest.config, `the configuration of ${label}`);
}

/** The document of an index's entry. @throws ImageError `missing-blob` if the registry has not got it */
export async function documentBelow(registry: Registry, digest: string, label: string): Promise<Fetched> {
  if (blobPath(digest) === undefined)
    throw new ImageError(
      'corrupt',
      `The index of ${label} names ${shown(digest)}, which is no sha256 or sha512 digest: ${AGAIN}.`,
    );
  return fetchDocument(
    registry,
    digest,
    `the manifest ${digest} of ${label}`,
    async () =>
      new ImageError(
        'missing-blob',
        `The index of ${label} lists ${digest}, but the registry has not got it: push the image again, or choose another platform with --platform.`,
      ),
  );
}

/** Everything that is an image, in an index and those in it. @throws ImageError `too-large` */
export async function leavesOf(registry: Registry, { document, digest, text }: Fetched, label: string): Promise<Found> {
  const leaves: Leaf[] = [];
  const artifacts = new Set<string>();
  const attestations: Descriptor[] = [];
  const errors: ImageError[] = [];
  const seen = new Set<string>();
  let fetched = 0;
  const visit = async (index: Index, depth: number): Promise<void> => {
    if (depth > DEPTH)
      throw new ImageError(
        'too-large',
        `The indexes of ${label} lie more than ${DEPTH} deep in one another: name the digest of the image you want.`,
      );
    for (const descriptor of index.manifests) {
      const { mediaType, platform } = descriptor;
      const isIndex = mediaType !== undefined && INDEX_TYPES.includes(mediaType);
      const known = isIndex || mediaType === undefined || MANIFEST_TYPES.includes(mediaType);
      const artifact = artifactIn(descriptor) ?? (known ? undefined : mediaType);
      if (artifact !== undefined) artifacts.add(artifact);
      if (descriptor.attestation) attestations.push(descriptor);
      if (artifact !== undefined || seen.has(descriptor.digest)) continue;
      seen.add(descriptor.digest);
      if (!isIndex && platform !== undefined)
        leaves.push({ digest: descriptor.digest, platform, listed: true, manifest: undefined, config: undefined });
      else await open(descriptor, depth);
    }
  };
  const open = async (descriptor: Descriptor, depth: number): Promise<void> => {
    if (++fetched > MOST)
      throw new ImageError(
        'too-large',
        `The index of ${label} has more than ${MOST} entries that do not say their platform: name the digest of the image you want.`,
      );
    let inner: Fetched;
    try {
      inner = await documentBelow(registry, descriptor.digest, label);
      if (inner.document.is === 'manifest') {
        const type = artifactTypeOf(inner.document);
        if (type !== undefined) artifacts.add(type);
        else await addManifest({ manifest: inner.document, text: inner.text }, descriptor.digest);
        return;
      }
    } catch (error) {
      if (!(error instanceof ImageError) || OF_THE_WAY.includes(error.code)) throw error;
      errors.push(error);
      return;
    }
    await visit(inner.document, depth + 1);
  };
  const addManifest = async (manifest: ManifestText, at: string): Promise<void> => {
    const config = await configBelow(registry, manifest.manifest, label);
    const platform = platformIn(configOf(config, `The configuration of ${label}`));
    leaves.push({ digest: at, platform, listed: false, manifest, config });
  };
  if (document.is === 'index') await visit(document, 0);
  else {
    const type = artifactTypeOf(document);
    if (type === undefined) await addManifest({ manifest: document, text }, digest);
    else artifacts.add(type);
  }
  return { leaves, artifacts: [...artifacts], attestations, errors };
}
