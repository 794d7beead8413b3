/** Images of registries (OCI distribution specification 1.1, Docker registry API v2). */
import type { ImageSource } from '../image/model.js';
import { parsePlatform, platformIn, platformText } from '../image/platform.js';
import { checkLayerCount, configOf, isWindows, WINDOWS } from '../image/sources/blobs.js';
import { nameText } from './name.js';
import { layerOf } from './registry/blob.js';
import { fetchStatements } from './registry/documents.js';
import { lacking } from './registry/lacking.js';
import { leavesOf } from './registry/leaves.js';
import { fetchDocument } from './registry/manifest.js';
import { checkAny, choose, contentOf, platformsOf } from './registry/platforms.js';
import { Registry } from './registry/session.js';
import { fetchTags } from './registry/tags.js';
import type { Waits } from './retry.js';
import type { ImageName, RemoteOptions } from './types.js';

async function found(registry: Registry, name: ImageName) {
  const label = nameText(name);
  const reference = name.digest ?? name.tag ?? 'latest';
  const top = await fetchDocument(registry, reference, `the manifest of ${label}`, lacking(registry, name));
  return { label, top, found: await leavesOf(registry, top, label) };
}

async function open(registry: Registry, name: ImageName, reference: string): Promise<ImageSource> {
  const { platform } = registry.options;
  if (platform !== undefined) parsePlatform(platform);
  const { label, found: all } = await found(registry, name);
  const { leaf, notes } = choose(all, platform, label);
  const [{ manifest, text }, bytes] = await contentOf(registry, leaf, label);
  const config = configOf(bytes, `The configuration of ${label}`);
  checkLayerCount(config, manifest.layers.length, label);
  const says = platformIn(config);
  if (leaf.listed && leaf.platform && says && platformText(leaf.platform) !== platformText(says))
    notes.push(`The index lists it for ${platformText(leaf.platform)}, its configuration says ${platformText(says)}.`);
  if (isWindows(config)) notes.push(WINDOWS);
  const wanted = registry.options.attestations === false ? [] : all.attestations;
  const said = await fetchStatements(registry, leaf.digest, wanted, label);
  notes.push(...said.problems.map(({ message }) => `What its builder says about it was not read: ${message}`));
  return {
    kind: 'registry',
    reference,
    name: label,
    manifestDigest: leaf.digest,
    config: bytes,
    layers: manifest.layers.map((layer, i) => layerOf(registry, layer, config, i, label)),
    notes,
    documents: [{ name: 'manifest', text }, ...said.documents],
    close: () => registry.close(),
  };
}

/** Asks a repository, and closes it if that is all, or if it fails. */
async function asking<T>(registry: Registry, keep: boolean, ask: () => Promise<T>): Promise<T> {
  let kept = false;
  try {
    const answer = await ask();
    kept = keep;
    return answer;
  } finally {
    if (!kept) await registry.close();
  }
}

/**
 * Opens an image of a registry: its manifest and its configuration are read and verified, its layers when they are opened.
 * Without `options.platform`: linux/amd64, else the first by name.
 *
 * @param reference what the user wrote
 * @param waits clock, sleep and dice of second tries
 * @returns what has to be closed; then no socket is left
 * @throws ImageError; the reason of `options.signal`
 */
export function openRegistry(
  name: ImageName,
  reference: string,
  options: RemoteOptions,
  waits?: Waits,
): Promise<ImageSource> {
  const registry = new Registry(name, options, waits);
  return asking(registry, true, () => open(registry, name, reference));
}

/** The platforms that there are images for, `os/arch[/variant]`, in the order of their names. @throws ImageError */
export function platformsIn(name: ImageName, options: RemoteOptions, waits?: Waits): Promise<string[]> {
  const registry = new Registry(name, options, waits);
  return asking(registry, false, async () => {
    const { label, found: all } = await found(registry, name);
    checkAny(all, label);
    return platformsOf(all.leaves.filter(({ platform }) => platform !== undefined));
  });
}

/** The tags of a repository, in the order in which the registry gives them. @throws ImageError */
export function tagsOf(
  name: Pick<ImageName, 'host' | 'repository'>,
  options: RemoteOptions,
  waits?: Waits,
): Promise<string[]> {
  const registry = new Registry(name, options, waits);
  return asking(registry, false, () => fetchTags(registry));
}
