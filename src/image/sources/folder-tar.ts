/**
 * A folder as the tar archive of a layer, made on the way. The header's `S` (old GNU sparse) says of a file that cannot be
 * opened what is known of it, size and owner, without inventing its content.
 */
import fs from 'node:fs';
import { ImageError } from '../model.js';
import { shown } from '../text.js';
import { cause, failure } from './position.js';
import { padding, tarHeader, type Written } from './tar-header.js';
import { type Found, type Skipped, walkTree } from './tree.js';

const CHUNK = 256 * 1024;
const NONE = Buffer.alloc(0);

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

/** How many files could not be read, and which is the first: one sentence. */
export function told(unread: readonly Skipped[], label: string): string {
  const [first] = unread;
  return `${unread.length} of the files in ${label} cannot be read, the first is ${shown(first?.name.toString() ?? '')}: ${first?.why}; run as somebody who may read them.`;
}

/** The folder as a tar archive. Ends with an ImageError, after all else, if something could not be read. */
export async function* asTar(root: string, label: string): AsyncGenerator<Uint8Array, void, undefined> {
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
