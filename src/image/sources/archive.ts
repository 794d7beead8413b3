/**
 * A file that is an archive, as named bytes. A plain one is read by position. A compressed one cannot be: it is unpacked
 * once for the index, JSON that passes by is kept in memory (members of at most 4 MiB, 64 MiB together), and each further
 * `open` unpacks it again up to the member that is wanted. That costs time for each layer, and neither disk nor memory.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { inflate, sniff } from '../inflate.js';
import { ImageError } from '../model.js';
import { AGAIN, JSON_LIMIT, shown } from '../text.js';
import { isHeader } from './header.js';
import { indexMembers, type Member, type Members, resolveMember } from './members.js';
import { chunksAt, failure, readAt } from './position.js';
import type { Content, Store } from './store.js';
import { FileTape, StreamTape } from './tape.js';

/** How much JSON is kept of a compressed archive, in bytes. */
const KEPT = 64 * 1024 * 1024;

export interface Archive extends Store {
  readonly members: Members;
}

function storeOf(handle: FileHandle, members: Members, label: string, content: (member: Member) => Content): Archive {
  return {
    label,
    members,
    notes: members.notes.concat(members.damage === undefined ? [] : members.damage.message),
    damage: members.damage,
    async find(name) {
      const member = resolveMember(members, name);
      return member === undefined ? undefined : content(member);
    },
    close: () => handle.close(),
  };
}

async function plain(handle: FileHandle, size: number, label: string): Promise<Archive> {
  const members = await indexMembers(new FileTape(handle, size, label));
  return storeOf(handle, members, label, member => ({
    size: member.size,
    open: () => chunksAt(handle, member.offset, member.size, `${shown(member.name)} in ${label}`),
    // No window into what is not there: the stream tells what is wrong.
    window:
      member.offset + member.size > size ? undefined : { file: handle.fd, start: member.offset, length: member.size },
  }));
}

async function wrapped(handle: FileHandle, size: number, label: string): Promise<Archive> {
  const stream = () => inflate(chunksAt(handle, 0, size, label));
  const kept = new Map<number, Buffer>();
  let room = KEPT;
  const tape = new StreamTape(stream());
  const members = await indexMembers(tape, async ({ offset, size: length }) => {
    if (length > JSON_LIMIT || length > room) return;
    const first = Buffer.from(await tape.take(Math.min(length, 16)));
    if (!/^\s*[{[]/.test(first.toString('latin1'))) return;
    const bytes = Buffer.concat([first, await tape.take(length - first.length)]);
    if (bytes.length < length) return;
    kept.set(offset, bytes);
    room -= length;
  }).finally(() => tape.close());
  return storeOf(handle, members, label, member => ({
    size: member.size,
    window: undefined,
    async *open() {
      const known = kept.get(member.offset);
      if (known !== undefined) return yield known;
      const again = new StreamTape(stream());
      try {
        await again.skip(member.offset);
        for (let left = member.size; left > 0; ) {
          const chunk = await again.some(left);
          if (chunk.length === 0)
            throw new ImageError('truncated', `${shown(member.name)} in ${label} is cut short: ${AGAIN}.`);
          left -= chunk.length;
          yield chunk;
        }
      } finally {
        await again.close();
      }
    },
  }));
}

/** Told by the first bytes, never by the name. @throws ImageError `unsupported` */
export function isCompressed(head: Uint8Array, label: string): boolean {
  try {
    return sniff(head) !== 'none';
  } catch {
    throw new ImageError('unsupported', `${label} is compressed with xz or bzip2: unpack it to a .tar first.`);
  }
}

/** Opens a file and says what it is: a tar archive, plain or compressed. @throws ImageError; the file is closed then */
export async function openArchive(path: string, label: string): Promise<Archive> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const { size } = await handle.stat();
    const head = await readAt(handle, 0, 512, label);
    if (isCompressed(head, label)) return await wrapped(handle, size, label);
    if (!isHeader(head))
      throw new ImageError(
        'not-an-image',
        `${label} is ${size === 0 ? 'empty' : 'no tar archive'}, so no image either: name what docker save, podman save or skopeo wrote.`,
      );
    return await plain(handle, size, label);
  } catch (error) {
    await handle?.close();
    throw failure(error, label);
  }
}
