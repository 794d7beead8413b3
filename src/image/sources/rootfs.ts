/**
 * A root file system: a folder, or a plain tar archive of one (`docker export`). There is no configuration. A folder is
 * given as ONE layer whose bytes are a tar archive made on the way, headers from `lstat` and contents as they are read:
 * so everything behind, which reads layers, needs to know nothing of folders, and what holds for a layer (bounds, order,
 * hard links, verification of what was promised) holds here. Nothing is written, nothing is kept but the inodes of files
 * that have several names.
 */
import fs from 'node:fs';
import path from 'node:path';
import { ImageError, type ImageSource } from '../model.js';
import { shown } from '../text.js';
import { isCompressed } from './archive.js';
import { asTar, told } from './folder-tar.js';
import { isHeader } from './header.js';
import { chunksAt, failure, readAt } from './position.js';
import { type Skipped, walkTree } from './tree.js';

const MEDIA_TYPE = 'application/vnd.oci.image.layer.v1.tar';

/** What has to be said of a folder before it is judged; looks at every header once. */
function notesOn(root: string, label: string): string[] {
  const skipped: Skipped[] = [];
  const owners = new Set<number>();
  let whiteouts = 0;
  for (const { stat } of walkTree(root, what => skipped.push(what))) {
    if (owners.size < 2) owners.add(stat.uid);
    if (stat.isCharacterDevice() && stat.rdev === 0) whiteouts++;
  }
  const notes = ['Extended attributes of a folder cannot be read, so nothing is known of file capabilities.'];
  const [owner] = owners;
  if (path.sep === '\\') notes.push('Windows keeps neither owners nor modes of Linux: they are not to be trusted.');
  else if (owners.size === 1 && owner !== 0)
    notes.push(`Everything belongs to user ${owner}, who unpacked it: owners are not to be trusted.`);
  if (whiteouts > 0) notes.push('There are whiteouts of overlayfs: name the merged folder, not one of its layers.');
  const mounts = skipped.filter(what => what.mount);
  if (mounts.length > 0)
    notes.push(
      `Not entered, because they are other devices: ${mounts.map(({ name }) => shown(name.toString())).join(', ')}.`,
    );
  const unread = skipped.filter(what => !what.mount);
  if (unread.length > 0) notes.push(told(unread, label));
  return notes;
}

/** Opens a folder as a root file system. @throws ImageError */
export function openRootfs(root: string, reference: string, label: string): ImageSource {
  try {
    if (fs.existsSync(path.join(root, 'version')) && fs.existsSync(path.join(root, 'manifest.json')))
      throw new ImageError(
        'unsupported',
        `${label} is what skopeo's dir: writes, no root file system: write dir:${label}.`,
      );
    return {
      kind: 'rootfs',
      reference,
      name: undefined,
      manifestDigest: undefined,
      config: undefined,
      layers: [
        {
          digest: undefined,
          size: undefined,
          mediaType: MEDIA_TYPE,
          missing: undefined,
          window: undefined,
          open: () => asTar(root, label),
        },
      ],
      notes: notesOn(root, label),
      async close() {},
    };
  } catch (error) {
    throw failure(error, label);
  }
}

/** Opens a tar archive of a root file system, plain or compressed, as the one layer that it is. @throws ImageError */
export async function openRootfsTar(file: string, reference: string, label: string): Promise<ImageSource> {
  const handle = await fs.promises.open(file, 'r').catch((error: unknown) => {
    throw failure(error, label);
  });
  try {
    const { size } = await handle.stat();
    const head = await readAt(handle, 0, 512, label);
    if (!isHeader(head) && !isCompressed(head, label))
      throw new ImageError(
        'not-an-image',
        `${label} is no tar archive, so no root file system either: name a tar archive or a folder.`,
      );
    const window = { file: handle.fd, start: 0, length: size };
    const layer = { digest: undefined, size, mediaType: MEDIA_TYPE, missing: undefined, window };
    return {
      kind: 'rootfs',
      reference,
      name: undefined,
      manifestDigest: undefined,
      config: undefined,
      layers: [{ ...layer, open: () => chunksAt(handle, 0, size, label) }],
      notes: [],
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw failure(error, label);
  }
}
