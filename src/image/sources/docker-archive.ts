/**
 * What `docker save` writes, in all its generations: classic `<id>/layer.tar`, skopeo's and podman's `<diffid>.tar` with
 * symlinks, kaniko's `<hex>.tar.gz`, Docker 25's `blobs/sha256/…`, and that of the containerd store. `manifest.json` says
 * where things are in all of them; those that are OCI layouts besides say digests and platforms there.
 */
import { blobPath, descriptorOf, verifyDigest } from '../descriptors.js';
import { ImageError, type ImageSource, type LayerBlob } from '../model.js';
import { fitness, parsePlatform, platformIn, platformText } from '../platform.js';
import { AGAIN, isObject, type Json, listed, shown, textOf } from '../text.js';
import { checkLayerCount, configOf, isWindows, WINDOWS } from './blobs.js';
import { ambiguous, type Choice, choose, nameFor } from './names.js';
import { manifestOfConfig, openOci, platformsInOci, type Wanted } from './oci.js';
import { blobOf, lacks, missingLayer, readJson, readSmall, type Store } from './store.js';

/** An image of `manifest.json`. Names of members are anybody's and only ever looked up. */
interface Entry extends Choice {
  readonly config: string;
  readonly layers: readonly string[];
  /** Docker 25's `LayerSources`: descriptors of the layers. */
  readonly sources: readonly unknown[];
}

/** What is said about a stored layer: digest, size and type. */
type Described = Pick<LayerBlob, 'digest' | 'size' | 'mediaType'>;

/** The digest that a member's name is: `<hex>.json`, `sha256:<hex>` (kaniko), `blobs/sha256/<hex>`. */
function digestIn(name: string): string | undefined {
  const match = /^(?:blobs\/(sha256|sha512)\/|(sha256|sha512):)?([0-9a-f]+)(?:\.json)?$/.exec(name);
  const digest = match === null ? '' : `${match[1] ?? match[2] ?? 'sha256'}:${match[3]}`;
  return blobPath(digest) === undefined ? undefined : digest;
}

function entriesOf(value: unknown, label: string): Entry[] {
  const broken = (what: string) => new ImageError('corrupt', `manifest.json in ${label} ${what}: ${AGAIN}.`);
  if (!Array.isArray(value)) throw broken('is no list of images');
  return value.map((entry, index) => {
    const config = isObject(entry) ? textOf(entry.Config) : undefined;
    if (!isObject(entry) || config === undefined) throw broken(`names no configuration of image ${index}`);
    const texts = (list: unknown) => {
      if (list !== undefined && list !== null && !Array.isArray(list)) throw broken(`is malformed at image ${index}`);
      return (list ?? []).map((one: unknown) => (typeof one === 'string' ? one : ''));
    };
    const digest = digestIn(config);
    return {
      config,
      layers: texts(entry.Layers),
      names: texts(entry.RepoTags),
      index,
      digests: digest === undefined ? [] : [digest],
      sources: isObject(entry.LayerSources) ? Object.values(entry.LayerSources) : [],
    };
  });
}

async function configBytes(store: Store, entry: Entry): Promise<Buffer> {
  const content = await store.find(entry.config);
  if (content === undefined) throw lacks(store, entry.config);
  const where = `${shown(entry.config)} in ${store.label}`;
  const bytes = await readSmall(content, where);
  const [digest] = entry.digests;
  if (digest !== undefined) verifyDigest(bytes, digest, where);
  return bytes;
}

/** The images that may be meant. Same configuration and layers twice are one image with two names. */
function meant(entries: readonly Entry[], ref: string | undefined, label: string): Entry[] {
  const chosen = ref === undefined ? entries : choose(entries, ref, label);
  return [
    ...new Map([...chosen].reverse().map(entry => [[entry.config, ...entry.layers].join('\n'), entry])).values(),
  ].reverse();
}

/** What is known of layers by the name of their member: of the layout's manifest, or of `LayerSources`. */
async function describe(store: Store, entry: Entry, notes: string[]) {
  const found = new Map<string, Described>();
  const add = (value: unknown) => {
    const layer = descriptorOf(value, store.label);
    const path = blobPath(layer.digest);
    if (path !== undefined) found.set(path, layer);
  };
  try {
    for (const source of entry.sources) add(source);
    const said = entry.digests[0] === undefined ? undefined : await manifestOfConfig(store, entry.digests[0]);
    for (const layer of said?.manifest.layers ?? []) add(layer);
    return { found, manifestDigest: said?.digest };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    notes.push(`What the archive says besides manifest.json is not used: ${error.message}`);
    return { found, manifestDigest: undefined };
  }
}

async function layerAt(store: Store, name: string, known: Described | undefined, config: Json): Promise<LayerBlob> {
  const described = known ?? {
    digest: name.startsWith('blobs/') ? digestIn(name) : undefined,
    size: undefined,
    mediaType: undefined,
  };
  if (isWindows(config)) return missingLayer(WINDOWS, described);
  const content = await store.find(name);
  if (content === undefined) return missingLayer(lacks(store, name || 'layer without a name').message, described);
  return blobOf(content, described);
}

/**
 * Opens an image of an archive with a `manifest.json`. A platform that `manifest.json` does not have is looked for in the
 * layout that the archive is besides.
 * @throws ImageError; closes nothing
 */
export async function openDocker(
  store: Store,
  reference: string,
  wanted: Wanted,
  kind: ImageSource['kind'] = 'docker-archive',
): Promise<ImageSource> {
  const entries = entriesOf(await readJson(store, 'manifest.json'), store.label);
  const isLayout = (await store.find('index.json')) !== undefined;
  if (entries.length === 0 && isLayout) return openOci(store, kind, reference, wanted);
  if (entries.length === 0)
    throw new ImageError('not-an-image', `manifest.json in ${store.label} lists no image: name one when you save it.`);
  let entriesMeant = meant(entries, wanted.ref, store.label);
  if (wanted.platform !== undefined) {
    const { fitting, there } = await fittingEntries(store, entriesMeant, wanted.platform);
    if (fitting.length === 0 && isLayout)
      return openOci(store, kind, reference, {
        ...wanted,
        ref: wanted.ref && (entriesMeant[0]?.names[0] ?? wanted.ref),
      });
    if (fitting.length === 0)
      throw new ImageError(
        'no-platform',
        `${store.label} has no image for ${wanted.platform}; it has ${listed(there)}: choose one of them with --platform.`,
      );
    entriesMeant = fitting;
  }
  const [entry] = entriesMeant;
  if (entry === undefined || entriesMeant.length > 1) throw ambiguous(entriesMeant, store.label);
  const bytes = await configBytes(store, entry);
  const config = configOf(bytes, `${shown(entry.config)} in ${store.label}`);
  checkLayerCount(config, entry.layers.length, store.label);
  const notes = [...store.notes];
  if (isWindows(config)) notes.push(WINDOWS);
  const { found, manifestDigest } = await describe(store, entry, notes);
  return {
    kind,
    reference,
    name: nameFor(entry.names, wanted.ref),
    manifestDigest,
    config: bytes,
    layers: await Promise.all(entry.layers.map(name => layerAt(store, name, found.get(name), config))),
    notes,
    close: () => store.close(),
  };
}

/** The platforms that an archive has images for, `linux/amd64`, sorted. @throws ImageError */
export async function platformsInDocker(store: Store, ref: string | undefined): Promise<string[]> {
  // The layout that it may be besides knows of more than manifest.json does.
  if ((await store.find('index.json')) !== undefined) return platformsInOci(store, ref);
  const entries = meant(entriesOf(await readJson(store, 'manifest.json'), store.label), ref, store.label);
  const texts = new Set<string>();
  for (const entry of entries) {
    const platform = platformIn(configOf(await configBytes(store, entry), shown(entry.config)));
    if (platform !== undefined) texts.add(platformText(platform));
  }
  return [...texts].sort();
}

/** The entries that run on a platform best, and what there is for the message if none does. */
async function fittingEntries(store: Store, entries: readonly Entry[], asked: string) {
  const wanted = parsePlatform(asked);
  const rated: { entry: Entry; fit: number; text: string }[] = [];
  for (const entry of entries) {
    const platform = platformIn(configOf(await configBytes(store, entry), shown(entry.config)));
    const text = platform === undefined ? 'no platform' : platformText(platform);
    rated.push({ entry, fit: platform === undefined ? 0 : fitness(platform, wanted), text });
  }
  const best = Math.max(0, ...rated.map(({ fit }) => fit));
  return {
    fitting: rated.filter(({ fit }) => fit > 0 && fit === best).map(({ entry }) => entry),
    there: [...new Set(rated.map(({ text }) => text))].sort(),
  };
}
