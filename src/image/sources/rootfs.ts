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
import { isHeader } from './header.js';
import { cause, chunksAt, failure, readAt } from './position.js';
import { padding, tarHeader, type Written } from './tar-header.js';
import { type Found, type Skipped, walkTree } from './tree.js';

const CHUNK = 256 * 1024;
const NONE = Buffer.alloc(0);
const MEDIA_TYPE = 'application/vnd.oci.image.layer.v1.tar';

/** Type flag of what a tar archive can hold; `undefined` for sockets. */
function flagOf(stat: fs.Stats): string | undefined {
  if (stat.isFile()) return '0';
  if (stat.isSymbolicLink()) return '2';
  if (stat.isCharacterDevice()) return '3';
  if (stat.isBlockDevice()) return '4';
  if (stat.isDirectory()) return '5';
  return stat.isFIFO() ? '6' : undefined;
}

/** Linux's packing of device numbers, for the 32 bits that matter. */
const deviceOf = (rdev: number): [number, number] => [(rdev >>> 8) & 0xfff, (rdev & 0xff) | ((rdev >>> 12) & 0xfff00)];

/** Contents of a file, exactly as many bytes as its header promised; zeros for what was cut off meanwhile. */
function* contents(fd: number, size: number, short: () => void): Generator<Buffer, void, undefined> {
  for (let left = size; left > 0; ) {
    const buffer = Buffer.alloc(Math.min(CHUNK, left));
    const count = fs.readSync(fd, buffer, 0, buffer.length, null);
    if (count === 0) short();
    left -= count === 0 ? buffer.length : count;
    yield count === 0 ? buffer : buffer.subarray(0, count);
  }
  yield padding(size);
}

/** One entry, header and contents. What cannot be read becomes a sparse entry: its facts hold, its content does not. */
function* entry(found: Found, inodes: Map<string, Buffer>, skipped: (what: Skipped) => void): Generator<Buffer> {
  const { name, path: at, stat } = found;
  const flag = flagOf(stat);
  if (flag === undefined) return;
  const written: Written = {
    flag,
    name,
    link: flag === '2' ? fs.readlinkSync(at, { encoding: 'buffer' }) : NONE,
    mode: stat.mode,
    uid: stat.uid,
    gid: stat.gid,
    size: flag === '0' ? stat.size : 0,
    mtime: Math.floor(stat.mtimeMs / 1000),
    device: flag === '3' || flag === '4' ? deviceOf(stat.rdev) : [0, 0],
  };
  if (flag !== '0') return yield tarHeader(written);
  const inode = stat.nlink > 1 ? `${stat.dev}:${stat.ino}` : '';
  const first = inodes.get(inode);
  if (first !== undefined) return yield tarHeader({ ...written, flag: '1', link: first, size: 0 });
  if (inode !== '') inodes.set(inode, name);
  let fd: number | undefined;
  try {
    // Not followed, should it have become a link meanwhile; not waited for, should it have become a pipe.
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
    fd = fs.openSync(at, O_RDONLY | (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0));
  } catch (error) {
    skipped({ name, why: cause(error), mount: false });
    return yield tarHeader({ ...written, flag: 'S' });
  }
  try {
    yield tarHeader(written);
    yield* contents(fd, stat.size, () => skipped({ name, why: 'it became shorter', mount: false }));
  } finally {
    fs.closeSync(fd);
  }
}

function told(unread: readonly Skipped[], label: string): string {
  const [first] = unread;
  return `${unread.length} of the files in ${label} cannot be read, the first is ${shown(first?.name.toString() ?? '')}: ${first?.why}.`;
}

/** The folder as a tar archive. Ends with an ImageError, after all else, if something could not be read. */
async function* asTar(root: string, label: string): AsyncGenerator<Uint8Array, void, undefined> {
  const unread: Skipped[] = [];
  const skipped = (what: Skipped) => void (what.mount || unread.push(what));
  const inodes = new Map<string, Buffer>();
  let parts: Buffer[] = [];
  let length = 0;
  try {
    for (const found of walkTree(root, skipped))
      for (const part of entry(found, inodes, skipped)) {
        parts.push(part);
        length += part.length;
        if (length < CHUNK) continue;
        yield Buffer.concat(parts);
        [parts, length] = [[], 0];
      }
  } catch (error) {
    throw failure(error, label);
  }
  yield Buffer.concat([...parts, Buffer.alloc(1024)]);
  if (unread.length > 0) throw new ImageError('missing-blob', told(unread, label));
}

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
      throw new ImageError('unsupported', `${label} is a folder of skopeo's dir: transport: copy it to oci: first.`);
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
      throw new ImageError('not-an-image', `${label} is no tar archive, so no root file system either.`);
    const window = isHeader(head) ? { fd: handle.fd, start: 0, length: size } : undefined;
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
