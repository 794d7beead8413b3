/** Which of an image's platforms is taken. */
import type { Manifest } from '../descriptors.js';
import { ImageError } from '../model.js';
import { fitness, type Platform, parsePlatform, platformIn, platformText, usualPlatform } from '../platform.js';
import { listed } from '../text.js';
import { configOf, readBlob } from './blobs.js';
import { ambiguous } from './names.js';
import type { Leaf } from './roots.js';
import type { Store } from './store.js';

/** A leaf that is here, and the platform that its entry or its configuration names. */
export interface Present extends Leaf {
  readonly manifest: Manifest;
  readonly platform: Platform | undefined;
}

/** A leaf with its platform; one whose configuration cannot be read, if that has to tell it, is left with the error. */
export async function presentOf(store: Store, leaf: Leaf): Promise<Present | Leaf> {
  const { manifest, descriptor } = leaf;
  if (manifest === undefined) return leaf;
  try {
    const platform = descriptor.platform ?? platformIn(configOf(await readBlob(store, manifest.config), store.label));
    return { ...leaf, manifest, platform };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { ...leaf, manifest: undefined, error };
  }
}

/** Is it here, and readable? */
export const isPresent = (leaf: Present | Leaf): leaf is Present => leaf.manifest !== undefined;

const textFor = ({ platform }: Pick<Present, 'platform'>) =>
  platform === undefined ? 'no platform' : platformText(platform);

/** How well it runs what is wanted; see `fitness`. */
export const fit = ({ platform }: Present, wanted: Platform | undefined) =>
  platform && wanted ? fitness(platform, wanted) : 0;

/** Takes the leaf for a platform. @throws ImageError `no-platform`, listing what is there */
export function takeLeaf(
  present: readonly Present[],
  absent: readonly Leaf[],
  asked: string | undefined,
  label: string,
) {
  const platforms = present.flatMap(({ platform }) => (platform === undefined ? [] : [platform]));
  const there = [...new Set(present.map(textFor))].sort();
  const elsewhere = [...new Set(absent.map(leaf => textFor(leaf.descriptor)))].sort();
  const rest = elsewhere.length === 0 ? '' : `; listed, but not in it: ${listed(elsewhere)}`;
  const wanted = asked === undefined ? usualPlatform(platforms) : parsePlatform(asked);
  const best = Math.max(...present.map(leaf => fit(leaf, wanted)));
  // Nobody asked and nothing says a platform: the first, as good as any.
  const fitting = best > 0 ? present.filter(leaf => fit(leaf, wanted) === best) : asked === undefined ? present : [];
  const [leaf] = fitting;
  if (leaf === undefined)
    throw new ImageError(
      'no-platform',
      `${label} has no image for ${asked}; it has ${listed(there)}${rest}: choose one of them with --platform.`,
    );
  const roots = [...new Set(fitting.map(({ root }) => root))];
  // In one index, the specification takes the first of two that fit; two entries of index.json are two images.
  if (roots.length > 1) throw ambiguous(roots, label);
  const notes: string[] = [];
  if (asked === undefined && there.length > 1)
    notes.push(`There are images for ${listed(there)}: ${textFor(leaf)} was taken, --platform chooses another.`);
  else if (asked === undefined && rest !== '') notes.push(`Only ${textFor(leaf)} is there${rest}.`);
  return { leaf, notes };
}
