/** What a registry has that is said about an image beside its configuration. */
import { blobPath, type Descriptor } from '../../image/descriptors.js';
import { ImageError } from '../../image/model.js';
import { type Statements, statementsAbout } from '../../image/sources/documents.js';
import { AGAIN, shown } from '../../image/text.js';
import { fetchSmall } from './blob.js';
import { fetchDocument } from './manifest.js';
import type { Registry } from './session.js';

/** The statements about an image; parameters as for `statementsAbout`. */
export function fetchStatements(
  registry: Registry,
  digest: string,
  attestations: readonly Descriptor[],
  label: string,
): Promise<Statements> {
  return statementsAbout(digest, attestations, {
    document: async ({ digest }) => {
      const what = `the attestation ${shown(digest)} of ${label}`;
      // It becomes a part of a URL.
      if (blobPath(digest) === undefined) throw new ImageError('corrupt', `The digest of ${what} is none: ${AGAIN}.`);
      return (await fetchDocument(registry, digest, what, async said => said)).document;
    },
    blob: descriptor => fetchSmall(registry, descriptor, `a statement about ${label}`),
  });
}
