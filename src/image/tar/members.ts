import type { Limits, Remarks } from '../guard.js';
import { type Entry, ImageError } from '../model.js';
import { type Extensions, type Member, makeMember } from './entry.js';
import { BLOCK, type Header, isZero, readHeader } from './header.js';
import { cutAtNul, shown } from './names.js';
import { type Pax, readPax } from './pax.js';
import { headerIsExtended, mapIsExtended, oldSparseSize, sparseOf } from './sparse.js';

/** An entry and the first bytes of its content, as many as were wanted. `head` is valid only until the next entry. */
export interface Item {
  readonly entry: Entry;
  readonly head: Uint8Array;
}

/** How an archive is read. */
export interface TarOptions {
  /**
   * How many bytes of its content are wanted, 0 for none. Asked once about every entry, right before it is delivered; only
   * files that are not sparse have content to give.
   */
  want(entry: Entry): number;
  readonly limits: Limits;
  readonly remarks: Remarks;
}

/** Where the reader stands; kept by whoever feeds `members`. */
export interface Position {
  /** Bytes of the archive used up. */
  readonly offset: number;
}

/** So many bytes, please (above zero; fewer come only at the end); pass over so many (below zero); or: here is an item. */
export type Step = number | Item;

const NOTHING = Buffer.alloc(0);

/**
 * Takes a tar archive apart, in the order of its members: ustar, PAX, GNU, star and V7. It asks for bytes instead of
 * reading them, so that streams and files that are read by position share every decision.
 *
 * @throws ImageError `truncated`, `corrupt`, `too-large`; whatever stood before was delivered
 */
export function* members(position: Position, options: TarOptions): Generator<Step, void, Buffer> {
  const { limits, remarks } = options;
  const globals: Pax = new Map();
  let count = 0;
  for (;;) {
    const found = yield* nextMember();
    if (found === undefined) return;
    const { entry, name, stored } = found;
    const end = position.offset + Math.ceil(stored / BLOCK) * BLOCK;
    if (entry !== undefined) {
      const readable = entry.type === 'file' && !entry.sparse && stored > 0;
      const asked = Math.floor(options.want(entry));
      const wanted = readable ? Math.min(stored, Math.max(0, asked)) : 0;
      const head = wanted > 0 ? yield wanted : NOTHING;
      if (head.length < wanted) throw early(name);
      yield { entry, head };
    }
    if (position.offset < end) yield position.offset - end;
    if (position.offset < end) throw early(name);
  }

  /** Up to the next member's content; `undefined` at the end of the archive. */
  function* nextMember(): Generator<number, Member | undefined, Buffer> {
    const extensions: Extensions = { longName: undefined, longLink: undefined, settings: undefined, sparse: undefined };
    let own: Pax | undefined;
    let used = 0;
    for (;;) {
      const at = position.offset;
      const block = yield BLOCK;
      const extended = used > 0;
      if (block.length === 0 && !extended) {
        remarks.note('The archive ends without the blocks that mark its end.');
        return undefined;
      }
      if (block.length < BLOCK) throw early('a header');
      if (isZero(block)) {
        if (extended) throw new ImageError('corrupt', `The archive is damaged: a header is missing at byte ${at}.`);
        return yield* end(at);
      }
      if (++count > limits.entries) {
        throw new ImageError('too-large', `The layer has more than ${limits.entries} entries; reading stopped there.`);
      }
      const header = readHeader(block, at);
      if ('LKxXg'.includes(header.flag)) {
        used += BLOCK + header.size;
        const bytes = yield* extension(header, at, used);
        if (header.flag === 'L') extensions.longName = Buffer.from(cutAtNul(bytes));
        else if (header.flag === 'K') extensions.longLink = Buffer.from(cutAtNul(bytes));
        else if (header.flag === 'g') readGlobals(bytes, at + BLOCK);
        else readPax(bytes, at + BLOCK, (own ??= new Map()));
        continue;
      }
      if (own !== undefined || globals.size > 0) extensions.settings = merged(globals, own);
      if ('\x000S7'.includes(header.flag)) extensions.sparse = extensions.settings && sparseOf(extensions.settings);
      if (header.flag !== 'S') return makeMember(header, extensions, limits, remarks);

      const size = oldSparseSize(block);
      if (!(size >= 0))
        throw new ImageError('corrupt', `The archive is damaged: the sparse size at byte ${at} is wrong.`);
      extensions.sparse ??= { size, name: undefined };
      let more = headerIsExtended(block);
      const member = makeMember(header, extensions, limits, remarks);
      while (more) {
        used += BLOCK;
        checkHeader(used, at);
        const map = yield BLOCK;
        if (map.length < BLOCK) throw early(member.name);
        more = mapIsExtended(map);
      }
      return member;
    }
  }

  /** The content of a header that extends the next one. */
  function* extension(header: Header, at: number, used: number): Generator<number, Buffer, Buffer> {
    if (header.size < 0)
      throw new ImageError('corrupt', `The archive is damaged: the header at byte ${at} has no size.`);
    checkHeader(used, at);
    if (header.size === 0) return NOTHING;
    const padded = Math.ceil(header.size / BLOCK) * BLOCK;
    const bytes = yield padded;
    if (bytes.length < padded) throw early('a header');
    return bytes.subarray(0, header.size);
  }

  /** After a block of zeros: a second one, or nothing, ends the archive, and whatever follows is none of it. */
  function* end(at: number): Generator<number, undefined, Buffer> {
    const block = yield BLOCK;
    if (block.length % BLOCK !== 0) throw early('its end');
    if (block.every(byte => byte === 0)) return undefined;
    throw new ImageError('corrupt', `The archive is damaged: a lone block of zeros stands at byte ${at}.`);
  }

  function readGlobals(bytes: Buffer, at: number): void {
    const settings: Pax = new Map();
    readPax(bytes, at, settings);
    for (const [key, value] of settings) globals.set(key, value);
    const telling = [...settings.keys()].filter(key => key !== 'comment').sort();
    // Said aloud because the engines' reader does not heed them, so that the image may turn out otherwise.
    if (telling.length > 0) {
      remarks.note(
        `A global header sets ${shown(telling.join(', '))} for all entries, which container engines ignore.`,
      );
    }
  }

  function checkHeader(used: number, at: number): void {
    if (used <= limits.header) return;
    throw new ImageError(
      'too-large',
      `The headers of one entry at byte ${at} have more than ${limits.header} bytes; reading stopped there.`,
    );
  }

  function early(member: string): ImageError {
    const where = member === 'a header' || member === 'its end' ? member : shown(member);
    return new ImageError('truncated', `The archive ends early, at byte ${position.offset}, inside ${where}.`);
  }
}

/** The entry's own settings over the archive's; an empty one takes the archive's away. */
function merged(globals: Pax, own: Pax | undefined): Pax {
  const all: Pax = globals.size === 0 ? (own ?? new Map()) : new Map([...globals, ...(own ?? [])]);
  for (const [key, value] of all) if (value.length === 0 && !key.includes('.xattr.')) all.delete(key);
  return all;
}
