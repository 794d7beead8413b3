/** Which of an image's platforms is taken; the rules are those of `image/sources/present.ts`. */
import { artifactTypeOf } from '../../image/descriptors.js';
import { ImageError } from '../../image/model.js';
import { fitness, parsePlatform, platformText, usualPlatform } from '../../image/platform.js';
import { listed, shown } from '../../image/text.js';
import { configBelow, documentBelow, type Found, type Leaf, type ManifestText } from './leaves.js';
import type { Registry } from './session.js';

const textFor = ({ platform }: Leaf) => (platform === undefined ? 'no platform' : platformText(platform));

/** The platforms, each once, in the order of their names. */
export function platformsOf(leaves: readonly Leaf[]): string[] {
  return [...new Set(leaves.map(textFor))].sort();
}

/** Says why there is no image, if there is none. */
export function checkAny({ leaves, artifacts, errors }: Found, label: string): void {
  if (leaves.length > 0) return;
  if (errors[0] !== undefined) throw errors[0];
  throw new ImageError(
    'not-an-image',
    artifacts.length === 0
      ? `The index of ${label} lists nothing: push the image again.`
      : `${label} is no image to run, only ${listed(artifacts)}: name an image.`,
  );
}

/**
 * The image of the platform that was asked for; if none was, of linux/amd64, else of the first by name.
 * @throws ImageError `no-platform`, listing what there is
 */
export function choose(found: Found, asked: string | undefined, label: string): { leaf: Leaf; notes: string[] } {
  checkAny(found, label);
  const { leaves, errors } = found;
  const platforms = leaves.flatMap(({ platform }) => (platform === undefined ? [] : [platform]));
  const wanted = asked === undefined ? usualPlatform(platforms) : parsePlatform(asked);
  const fit = ({ platform }: Leaf) => (platform && wanted ? fitness(platform, wanted) : 0);
  const best = Math.max(...leaves.map(fit));
  // Nobody asked and nothing says a platform: the first, as good as any.
  const leaf = best > 0 ? leaves.find(one => fit(one) === best) : asked === undefined ? leaves[0] : undefined;
  const there = platformsOf(leaves);
  if (leaf === undefined)
    throw (
      errors[0] ??
      new ImageError(
        'no-platform',
        `${label} has no image for ${shown(asked ?? '')}; it has ${listed(there)}: choose one of them with --platform.`,
      )
    );
  const notes = errors.slice(0, 5).map(error => error.message);
  if (asked === undefined && there.length > 1)
    notes.unshift(`There are images for ${listed(there)}: ${textFor(leaf)} was taken, --platform chooses another.`);
  return { leaf, notes };
}

/** The manifest of a leaf and its configuration. @throws ImageError */
export async function contentOf(registry: Registry, leaf: Leaf, label: string): Promise<[ManifestText, Buffer]> {
  const read = leaf.manifest ?? (await manifestOf(registry, leaf, label));
  return [read, leaf.config ?? (await configBelow(registry, read.manifest, label))];
}

async function manifestOf(registry: Registry, leaf: Leaf, label: string): Promise<ManifestText> {
  const { document, text } = await documentBelow(registry, leaf.digest, label);
  if (document.is === 'index')
    throw new ImageError(
      'unsupported',
      `The index of ${label} lists an index for ${textFor(leaf)} as if it were an image: name its digest, ${leaf.digest}.`,
    );
  const type = artifactTypeOf(document);
  if (type !== undefined)
    throw new ImageError(
      'not-an-image',
      `The image of ${label} for ${textFor(leaf)} is an artifact of type ${shown(type)}: name an image.`,
    );
  return { manifest: document, text };
}
