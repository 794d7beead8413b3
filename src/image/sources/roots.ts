/** What an `index.json` holds: images by name, the manifests of their platforms, and what is no image. */
import { artifactIn, artifactTypeOf, type Descriptor, documentOf, type Index, type Manifest } from '../descriptors.js';
import { ImageError } from '../model.js';
import { AGAIN, textOf } from '../text.js';
import { has, readDocument } from './blobs.js';
import type { Choice } from './names.js';
import { readJson, type Store } from './store.js';

/** How deep indexes may lie in one another. */
const DEPTH = 8;
/** How many manifests are opened. */
const MOST = 1000;

/** An entry of `index.json`; its `names` are all that entries with this digest give: `app:1`, `latest`. */
export interface Root extends Choice {
  readonly descriptor: Descriptor;
}

/** A manifest that a root leads to. */
export interface Leaf {
  readonly root: Root;
  readonly descriptor: Descriptor;
  /** `undefined`: listed, but not here, as of platforms that were not pulled. */
  readonly manifest: Manifest | undefined;
  /** Why it cannot be read though it is here: one broken platform does not hide the others. */
  readonly error: ImageError | undefined;
}

/** What was found below a root. */
export interface Found {
  readonly leaves: readonly Leaf[];
  /** Types of what is no image. */
  readonly artifacts: readonly string[];
  /** Manifests of statements about images, as indexes list them. */
  readonly attestations: readonly Descriptor[];
}

/** The image's own names first: containerd writes the whole one beside the tag. */
function namesOf({ annotations }: Descriptor): string[] {
  const keys = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'];
  return keys.map(key => textOf(annotations[key])).filter(name => name !== undefined);
}

/** The entries of `index.json`, one a digest. @throws ImageError */
export async function rootsOf(store: Store): Promise<Root[]> {
  const where = `index.json in ${store.label}`;
  const index = documentOf(await readJson(store, 'index.json'), where);
  if (index.is !== 'index') throw new ImageError('corrupt', `${where} is a manifest where an index belongs: ${AGAIN}.`);
  const roots = new Map<string, Root>();
  for (const [at, descriptor] of index.manifests.entries()) {
    const before = roots.get(descriptor.digest) ?? { descriptor, names: [], index: at, digests: [descriptor.digest] };
    roots.set(descriptor.digest, { ...before, names: [...new Set([...before.names, ...namesOf(descriptor)])] });
  }
  return [...roots.values()];
}

/** Everything below some roots, nested indexes included; each digest once a root. @throws ImageError `too-large` */
export async function below(store: Store, roots: readonly Root[]): Promise<Found> {
  const leaves: Leaf[] = [];
  const artifacts = new Set<string>();
  const attestations = new Map<string, Descriptor>();
  let [opened, seen] = [0, new Set<string>()];
  const visit = async (root: Root, descriptor: Descriptor, depth: number): Promise<void> => {
    const artifact = artifactIn(descriptor);
    if (artifact !== undefined) artifacts.add(artifact);
    if (descriptor.attestation) attestations.set(descriptor.digest, descriptor);
    if (artifact !== undefined || seen.has(descriptor.digest)) return;
    seen.add(descriptor.digest);
    if (depth > DEPTH)
      throw new ImageError(
        'too-large',
        `The indexes in ${store.label} lie more than ${DEPTH} deep in one another: save the image by itself.`,
      );
    if (++opened > MOST)
      throw new ImageError('too-large', `${store.label} lists more than ${MOST} manifests: save the image by itself.`);
    const document = (await has(store, descriptor)) ? await open(descriptor) : undefined;
    if (document === 'artifact') return;
    if (document instanceof ImageError) leaves.push({ root, descriptor, manifest: undefined, error: document });
    else if (document?.is === 'index') for (const child of document.manifests) await visit(root, child, depth + 1);
    else leaves.push({ root, descriptor, manifest: document, error: undefined });
  };
  const open = async (descriptor: Descriptor): Promise<Index | Manifest | ImageError | 'artifact' | undefined> => {
    try {
      const document = await readDocument(store, descriptor);
      const type = document.is === 'manifest' ? artifactTypeOf(document) : undefined;
      if (type === undefined)
        return document.is === 'manifest' && !(await has(store, document.config)) ? undefined : document;
      artifacts.add(type);
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      if (error.code !== 'not-an-image') return error;
      artifacts.add(descriptor.artifactType ?? descriptor.mediaType ?? 'unknown');
    }
    return 'artifact';
  };
  for (const root of roots) {
    seen = new Set();
    await visit(root, root.descriptor, 0);
  }
  return { leaves, artifacts: [...artifacts], attestations: [...attestations.values()] };
}
