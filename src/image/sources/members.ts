/**
 * The index of an outer archive (`docker save`, OCI archive): which member lies where. Contents are passed over.
 * Reads ustar, PAX `path`, `linkpath` and `size`, GNU long names and links, symlinks and hard links between members.
 */
import { ImageError } from '../model.js';
import { shown } from '../text.js';
import { cString, type Header, paxRecords, readHeader } from './header.js';
import type { Tape } from './tape.js';

/** A member with content, or a link to one. */
export interface Member {
  readonly name: string;
  /** Of the content, from the start of the archive. */
  readonly offset: number;
  /** In bytes, as the header says; a cut archive may hold fewer. */
  readonly size: number;
  /** The member that a link leads to; `undefined` for files; empty for a link that leads out of the archive. */
  readonly target: string | undefined;
}

export interface Members {
  /** By canonical name; of two with the same name the last, as when unpacking. */
  readonly byName: ReadonlyMap<string, Member>;
  readonly notes: readonly string[];
  /** What stopped the reading; the members before it are there. */
  readonly damage: ImageError | undefined;
}

/** Archives of images have some hundred members; a root file system has more, and is none. */
const MOST = 100_000;
/** The longest name, and the largest PAX header, in bytes. */
const LONGEST = 1024 * 1024;
const HOPS = 40;

/** A name without `.`, `//` and a leading slash, from `base` on; `undefined` if it leads out of the archive. */
export function canonical(name: string, base: readonly string[] = []): string | undefined {
  const parts = [...base];
  for (const part of name.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The member that a name means, links followed inside the archive; `undefined` if there is none or they go in a circle. */
export function resolveMember(members: Members, name: string): Member | undefined {
  let at = canonical(name);
  for (let hop = 0; hop <= HOPS && at !== undefined; hop++) {
    const member = members.byName.get(at);
    if (member?.target === undefined) return member;
    at = member.target;
  }
  return undefined;
}

function memberOf(header: Header, offset: number): Member | undefined {
  const name = canonical(header.name);
  if (name === undefined || name === '' || header.name.endsWith('/')) return undefined;
  if (header.flag === '0' || header.flag === '7') return { name, offset, size: header.size, target: undefined };
  if (header.flag !== '1' && header.flag !== '2') return undefined;
  // A hard link names a member of the archive, a symlink a path from its own folder on.
  const base = header.flag === '1' || header.link.startsWith('/') ? [] : name.split('/').slice(0, -1);
  return { name, offset, size: 0, target: canonical(header.link, base) ?? '' };
}

/** What stands in front of a header and replaces parts of it. */
interface Before {
  name?: string;
  link?: string;
  size?: number;
}

/** Reads a name that is too long for a header and stands in front of it. */
async function readBefore(tape: Tape, header: Header, before: Before): Promise<void> {
  if (header.size > LONGEST) throw new ImageError('too-large', `A name of ${header.size} bytes stands in the archive.`);
  // Copied, because the tape uses its memory again.
  const bytes = Buffer.from(await tape.take(header.size));
  if (header.flag === 'L') before.name = cString(bytes);
  else if (header.flag === 'K') before.link = cString(bytes);
  else {
    const records = paxRecords(bytes);
    const [path, link, size] = [records.get('path'), records.get('linkpath'), records.get('size')];
    if (path !== undefined) before.name = path;
    if (link !== undefined) before.link = link;
    if (size !== undefined && /^\d{1,15}$/.test(size)) before.size = Number(size);
  }
}

/** Shows each header with the offset of its content; stops at the end of the archive. @throws ImageError if it is broken */
async function walk(tape: Tape, see: (header: Header, offset: number) => Promise<void>): Promise<void> {
  let before: Before = {};
  for (;;) {
    const at = tape.position;
    const block = await tape.take(512);
    if (block.length === 0)
      throw new ImageError('truncated', `The archive ends at byte ${at} without end-of-archive blocks.`);
    if (block.length < 512) throw new ImageError('truncated', `The archive is cut short at byte ${at + block.length}.`);
    // One block of zeros is enough: what could follow is only more of them.
    if (block.every(byte => byte === 0)) return;
    const raw = readHeader(block, at);
    const isBefore = 'xLK'.includes(raw.flag);
    const header: Header = isBefore ? raw : { ...raw, ...before };
    // Links, devices and folders have no content, whatever old tars write.
    const size = '123456'.includes(header.flag) ? 0 : header.size;
    const end = tape.position + Math.ceil(size / 512) * 512;
    if (isBefore) await readBefore(tape, header, before);
    else if (header.flag !== 'g') {
      before = {};
      await see(header, tape.position);
    }
    const left = end - tape.position;
    if ((await tape.skip(left)) < left)
      throw new ImageError('truncated', `The archive is cut short at byte ${tape.position}, in ${shown(header.name)}.`);
  }
}

/**
 * Reads an archive's headers up to its end or to the first thing that is broken.
 * @param see is shown each file and may take of its content; the rest is passed over
 */
export async function indexMembers(tape: Tape, see?: (member: Member) => Promise<void>): Promise<Members> {
  const byName = new Map<string, Member>();
  const notes = new Set<string>();
  let damage: ImageError | undefined;
  try {
    await walk(tape, async (header, offset) => {
      if (canonical(header.name) === undefined) notes.add('Members whose names lead out of the archive are not read.');
      const member = memberOf(header, offset);
      if (member === undefined) return;
      byName.set(member.name, member);
      if (byName.size > MOST) throw new ImageError('not-an-image', `The archive holds more than ${MOST} members.`);
      if (member.target === undefined) await see?.(member);
    });
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    damage = error;
  }
  return { byName, notes: [...notes], damage };
}
