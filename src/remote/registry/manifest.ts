/** Manifests and indexes of a repository. */
import { createHash } from 'node:crypto';
import { blobPath, documentOf, type Index, type Manifest, verifyDigest } from '../../image/descriptors.js';
import { ImageError } from '../../image/model.js';
import { JSON_LIMIT, parseJson, shown } from '../../image/text.js';
import { refusal } from './refusal.js';
import type { Registry } from './session.js';

/** Media types of what lists images. */
export const INDEX_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** Media types of what is one image. */
export const MANIFEST_TYPES = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

const ACCEPT = [...INDEX_TYPES, ...MANIFEST_TYPES].join(', ');

/** A manifest or an index, and the digest of its bytes. */
export interface Fetched {
  readonly digest: string;
  readonly document: Manifest | Index;
  /** Its bytes as text. */
  readonly text: string;
}

/** Is it a page for people? Then whoever answers is no registry. */
function isPage(type: string | undefined, bytes: Uint8Array): boolean {
  return (
    /html/i.test(type ?? '') || /^\s*<(?:!doctype|html)/i.test(Buffer.from(bytes.subarray(0, 200)).toString('latin1'))
  );
}

/** Says that a host is no registry. */
export function noRegistry(host: string): ImageError {
  return new ImageError(
    'unsupported',
    `${shown(host)} does not speak the registry API v2, it answers with a page for people: check the host and the port.`,
  );
}

/**
 * A manifest or an index, by tag or by digest; the digest is verified.
 * @param what for messages: `the manifest of docker.io/library/nginx:latest`
 * @param lacking makes the error of a 404
 * @throws ImageError
 */
export async function fetchDocument(
  registry: Registry,
  reference: string,
  what: string,
  lacking: (said: ImageError, isPage: boolean) => Promise<ImageError>,
): Promise<Fetched> {
  const answer = await registry.get(registry.url(`manifests/${reference}`), {
    accept: ACCEPT,
    what,
    small: JSON_LIMIT,
  });
  if (answer.status === 404)
    throw await lacking(await refusal(answer, registry, what), isPage(answer.header('content-type'), Buffer.alloc(0)));
  if (answer.status !== 200) throw await refusal(answer, registry, what);
  const bytes = await answer.bytes(JSON_LIMIT);
  if (isPage(answer.header('content-type'), bytes)) throw noRegistry(answer.url.host);
  const where = `${what[0]?.toUpperCase()}${what.slice(1)}`;
  const expected = blobPath(reference) === undefined ? undefined : reference;
  if (expected !== undefined) verifyDigest(bytes, expected, where);
  return {
    digest: expected ?? `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    document: documentOf(parseJson(bytes, where), where),
    text: bytes.toString('utf8'),
  };
}
