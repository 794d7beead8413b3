/** Images of an OCI image layout (specification 1.1, `image-layout.md`), in a folder or in an archive. */
import type { Manifest } from '../descriptors.js';
import { ImageError, type ImageSource } from '../model.js';
import { parsePlatform, platformIn, platformText } from '../platform.js';
import { isObject, listed } from '../text.js';
import { checkLayerCount, configOf, isWindows, layerOf, readBlob, WINDOWS } from './blobs.js';
import { documentsOf } from './documents.js';
import { ambiguous, type Choice, choose, nameFor } from './names.js';
import { fit, isPresent, type Present, presentOf, takeLeaf } from './present.js';
import { below, type Found, type Leaf, rootsOf } from './roots.js';
import { lacks, readJson, type Store } from './store.js';

/** Which image, and for which platform. */
export interface Wanted {
  readonly ref: string | undefined;
  readonly platform: string | undefined;
}

/** The leaves below the images that are meant. @throws ImageError if these are several images, or none */
async function leavesOf(store: Store, ref: string | undefined): Promise<Pick<Found, 'leaves' | 'attestations'>> {
  const roots = await rootsOf(store);
  let found: Found;
  if (ref !== undefined && /sha\d+:/.test(ref) && !roots.some(root => ref.endsWith(root.descriptor.digest))) {
    // A digest may also name one platform of an image.
    const all = await below(store, roots);
    const choices = all.leaves.map(leaf => ({ ...leaf.root, digests: [leaf.descriptor.digest], leaf }));
    found = { ...all, leaves: choose(choices, ref, store.label).map(choice => choice.leaf) };
  } else found = await below(store, ref === undefined ? roots : choose(roots, ref, store.label));
  const { leaves, artifacts } = found;
  if (leaves.length === 0)
    throw new ImageError(
      'not-an-image',
      artifacts.length === 0
        ? `The index.json of ${store.label} lists nothing: name an image when you save it.`
        : `${store.label} holds no image to run, only ${listed(artifacts)}: name the archive of an image.`,
    );
  // Entries with the same names, or none, may be platforms of one image; other names are other images.
  const named = new Map<string, Choice>();
  for (const { root } of leaves) named.set([...root.names].sort().join('\n'), root);
  if (ref === undefined && named.size > 1) throw ambiguous([...new Set(leaves.map(leaf => leaf.root))], store.label);
  return found;
}

/** The platforms that the store has images for, `linux/amd64`, sorted; those alone whose manifest is here. @throws ImageError */
export async function platformsInOci(store: Store, ref: string | undefined): Promise<string[]> {
  const leaves: (Leaf | Present)[] = [];
  for (const leaf of (await leavesOf(store, ref)).leaves) leaves.push(await presentOf(store, leaf));
  const platforms = leaves.filter(isPresent).flatMap(({ platform }) => platform ?? []);
  return [...new Set(platforms.map(platformText))].sort();
}

/**
 * Opens the image of a layout. Without `--platform`, and where there are several: linux/amd64, else the first by name.
 * @throws ImageError; closes nothing
 */
export async function openOci(
  store: Store,
  kind: ImageSource['kind'],
  reference: string,
  wanted: Wanted,
): Promise<ImageSource> {
  const notes: string[] = [...store.notes];
  const layout = (await store.find('oci-layout')) && (await readJson(store, 'oci-layout'));
  if (layout === undefined) notes.push('There is no oci-layout file, which the specification asks for.');
  else if (!isObject(layout) || layout.imageLayoutVersion !== '1.0.0')
    notes.push('The oci-layout file does not say version 1.0.0; it was read as if it did.');
  const leaves: (Leaf | Present)[] = [];
  const found = await leavesOf(store, wanted.ref);
  for (const leaf of found.leaves) leaves.push(await presentOf(store, leaf));
  const present = leaves.filter(isPresent);
  const absent = leaves.filter(leaf => !isPresent(leaf));
  const errors = absent.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const [first] = absent;
  const fits = present.some(leaf => wanted.platform === undefined || fit(leaf, parsePlatform(wanted.platform)) > 0);
  if (!fits && errors[0] !== undefined) throw errors[0];
  if (present.length === 0 && first !== undefined && (wanted.platform === undefined || leaves.length === 1))
    throw lacks(store, `${first.descriptor.digest}, or not the configuration it names`);
  const { leaf, notes: chosen } = takeLeaf(present, absent, wanted.platform, store.label);
  const documents = await documentsOf(store, leaf.descriptor, found.attestations);
  const source = await assemble(
    store,
    kind,
    reference,
    leaf,
    [...notes, ...chosen, ...errors.slice(0, 5).map(error => error.message)],
    wanted.ref,
  );
  return { ...source, documents };
}

async function assemble(
  store: Store,
  kind: ImageSource['kind'],
  reference: string,
  { root, descriptor, manifest }: Present,
  notes: string[],
  ref: string | undefined,
): Promise<ImageSource> {
  const bytes = await readBlob(store, manifest.config);
  const config = configOf(bytes, `${manifest.config.digest} in ${store.label}`);
  checkLayerCount(config, manifest.layers.length, store.label);
  const [listedAs, says] = [descriptor.platform, platformIn(config)];
  if (listedAs !== undefined && says !== undefined && platformText(listedAs) !== platformText(says))
    notes.push(`The index lists it for ${platformText(listedAs)}, its configuration says ${platformText(says)}.`);
  if (isWindows(config)) notes.push(WINDOWS);
  return {
    kind,
    reference,
    name: nameFor(root.names, ref),
    manifestDigest: descriptor.digest,
    config: bytes,
    layers: await Promise.all(manifest.layers.map(layer => layerOf(store, layer, config))),
    notes,
    close: () => store.close(),
  };
}

/** The manifest that names a configuration, and its digest: what a `docker save` of today says besides manifest.json. */
export async function manifestOfConfig(
  store: Store,
  config: string,
): Promise<{ digest: string; manifest: Manifest } | undefined> {
  if ((await store.find('index.json')) === undefined) return undefined;
  const { leaves } = await below(store, await rootsOf(store));
  for (const { descriptor, manifest } of leaves)
    if (manifest?.config.digest === config) return { digest: descriptor.digest, manifest };
  return undefined;
}
