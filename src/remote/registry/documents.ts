/** What a registry has that is said about an image beside its configuration: BuildKit's statements. */
import { blobPath, type Descriptor } from '../../image/descriptors.js';
import { type ImageDocument, ImageError } from '../../image/model.js';
import { JSON_LIMIT, textOf } from '../../image/text.js';
import { fetchSmall } from './blob.js';
import { fetchDocument } from './manifest.js';
import type { Registry } from './session.js';

/** So many statements about one image are fetched, and so many bytes of them together. */
const MOST = 16;
const MOST_BYTES = 4 * JSON_LIMIT;

/**
 * The statements about an image, size and digest verified. One that cannot be had stops nothing; what is wrong with it is a
 * note, so that nobody takes it for read.
 *
 * @param digest of the image's manifest
 * @param attestations entries of its index that are statements, about whichever image
 */
export async function statementsAbout(
  registry: Registry,
  digest: string,
  attestations: readonly Descriptor[],
  label: string,
): Promise<{ documents: ImageDocument[]; notes: string[] }> {
  const documents: ImageDocument[] = [];
  const notes: string[] = [];
  let room = MOST_BYTES;
  const about = attestations.filter(({ annotations }) => annotations['vnd.docker.reference.digest'] === digest);
  for (const attestation of about.slice(0, MOST)) {
    if (blobPath(attestation.digest) === undefined) continue;
    const what = `the attestation ${attestation.digest} of ${label}`;
    try {
      const { document } = await fetchDocument(registry, attestation.digest, what, async said => said);
      if (document.is !== 'manifest') continue;
      for (const statement of document.layers) {
        if (statement.mediaType !== 'application/vnd.in-toto+json') continue;
        if (documents.length >= MOST || (statement.size ?? 0) > Math.min(room, JSON_LIMIT)) continue;
        const bytes = await fetchSmall(registry, statement, `a statement in ${what}`);
        room -= bytes.length;
        const name = textOf(statement.annotations['in-toto.io/predicate-type']) ?? 'statement';
        documents.push({ name, text: bytes.toString('utf8') });
      }
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      notes.push(`What its builder says about it was not read: ${error.message}`);
    }
  }
  return { documents, notes };
}
