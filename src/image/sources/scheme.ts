/** What an archive is. */
import { ImageError } from '../model.js';
import type { Archive } from './archive.js';
import { because } from './store.js';

/** Told by an archive's members. @throws ImageError if it is none of an image */
export async function schemeOf(archive: Archive): Promise<'docker-archive' | 'oci-archive'> {
  if ((await archive.find('manifest.json')) !== undefined) return 'docker-archive';
  if ((await archive.find('index.json')) !== undefined) return 'oci-archive';
  const { damage, label, members } = archive;
  const none = `${label} holds neither a manifest.json nor an index.json`;
  if (damage !== undefined && damage.code !== 'not-an-image') throw because(none, damage);
  const names = [...members.byName.keys()];
  if (names.some(name => /^(?:etc|bin|usr)\//.test(name)))
    throw new ImageError('not-an-image', `${none}, but the files of a system: to read those, write rootfs:${label}.`);
  if (names.includes('repositories'))
    throw new ImageError(
      'unsupported',
      `${none}: it was saved by Docker 1.9 or older, load and save it with a newer one.`,
    );
  throw new ImageError(
    'not-an-image',
    `${none}, so it is no image: name what docker save, podman save or skopeo wrote.`,
  );
}
