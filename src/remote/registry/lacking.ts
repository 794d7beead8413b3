/** What is said of an image that is not there: what there is instead. */
import { ImageError } from '../../image/model.js';
import { listed, shown } from '../../image/text.js';
import { nearest } from '../../nearest.js';
import { nameText } from '../name.js';
import type { ImageName } from '../types.js';
import { noRegistry } from './manifest.js';
import type { Registry } from './session.js';
import { fetchTags } from './tags.js';

/** How many tags are looked through for a similar one. */
const LOOKED_AT = 1000;

/** Makes the error of a manifest that is not there, after it asked for the tags that are. */
export function lacking(registry: Registry, name: ImageName) {
  const repository = `${name.host}/${name.repository}`;
  return async (said: ImageError, isPage: boolean): Promise<ImageError> => {
    if (isPage && !(await quietly(registry, () => registry.speaksV2()))) return noRegistry(name.host);
    if (name.digest !== undefined)
      return new ImageError(
        'not-found',
        `The repository ${repository} has no manifest ${name.digest}, or does not exist: check the digest.`,
      );
    const tags = await quietly(registry, () => fetchTags(registry, LOOKED_AT));
    if (tags === undefined)
      return new ImageError(
        said.code,
        `${nameText(name)} is not in the registry, neither the tag nor, it seems, the repository: check the name.`,
      );
    if (tags.length === 0)
      return new ImageError('not-found', `The repository ${repository} has no tags: push the image, or name a digest.`);
    return new ImageError(
      'not-found',
      `The repository ${repository} has no tag ${shown(name.tag ?? '')}; it has ${listed(similar(name.tag ?? '', tags))}: choose one of them.`,
    );
  };
}

/** Those that start alike first, the one that was most likely meant before all. */
function similar(tag: string, tags: readonly string[]): string[] {
  const meant = nearest(tag, tags);
  const shared = (other: string) => {
    let length = 0;
    while (length < tag.length && tag[length] === other[length]) length++;
    return length;
  };
  const byLikeness = [...tags].sort((a, b) => shared(b) - shared(a));
  return meant === undefined ? byLikeness : [meant, ...byLikeness.filter(other => other !== meant)];
}

/** What only makes a message better may fail. @throws the reason of an abort */
async function quietly<T>(registry: Registry, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    registry.options.signal?.throwIfAborted();
    if (error instanceof ImageError) return undefined;
    throw error;
  }
}
