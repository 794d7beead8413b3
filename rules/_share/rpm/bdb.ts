import { Bytes, Once } from './bytes.js';
import { RpmError } from './error.js';

export const HASH_MAGIC = 0x00061561;
/** Bytes in front of a page's own content. */
const PAGE_HEAD = 26;
/** Types of pages; databases that version 4.5 or older wrote do not sort their hash pages. */
const PAGES = { invalid: 0, unsortedHash: 2, overflow: 7, meta: 8, hash: 13 } as const;
/** Types of items of a hash page: bytes that stand there, or the first page and the length of those that do not. */
const ITEMS = { here: 1, elsewhere: 3 } as const;

/**
 * The blobs of a Berkeley DB hash `Packages`, of either byte order. Keys are the packages' numbers; what stands under 0 is
 * the number that was given last.
 *
 * @throws RpmError
 */
export function* bdbBlobs(file: Uint8Array): Generator<Uint8Array, void, undefined> {
  const pages = new Pages(file);
  for (let bucket = 0; bucket <= pages.lastBucket; bucket++) {
    for (let page = pages.ofBucket(bucket); page !== 0; ) {
      const here = pages.open(page);
      const type = here.u8(25);
      // A page that was set aside for a bucket and never written.
      if (type === PAGES.invalid && here.u32(8) === 0) break;
      if ((type !== PAGES.hash && type !== PAGES.unsortedHash) || here.u32(8) !== page)
        throw new RpmError(`page ${page} is no page of a hash`);
      yield* blobsOf(pages, here);
      page = here.u32(16);
    }
  }
  if (pages.missing) throw new RpmError('the end of the database is missing');
}

/** Keys and values take turns; their places are told from the first, which lies at the page's end, downwards. */
function* blobsOf(pages: Pages, page: Bytes): Generator<Uint8Array, void, undefined> {
  const items = page.u16(20);
  const least = PAGE_HEAD + items * 2;
  if (least > page.length || items % 2 !== 0) throw new RpmError(`a page says that it has ${items} items`);
  let end = page.length;
  const next = (i: number): Bytes => {
    const at = page.u16(PAGE_HEAD + i * 2);
    if (at < least || at >= end) throw new RpmError('an item lies outside of its place');
    const item = new Bytes(page.part(at, end - at), page.little);
    end = at;
    return item;
  };
  for (let i = 0; i < items; i += 2) {
    const key = next(i);
    const value = next(i + 1);
    if (key.u8(0) !== ITEMS.here || key.length !== 5) throw new RpmError('a key is no number');
    if (key.u32(1) === 0) continue;
    if (value.u8(0) === ITEMS.here) yield value.part(1, value.length - 1);
    else if (value.u8(0) === ITEMS.elsewhere) yield pages.overflow(value.u32(4), value.u32(8));
    else throw new RpmError('an item is of a type that is not known');
  }
}

/** The file as pages, and what its first one says. */
class Pages {
  readonly #file: Uint8Array;
  readonly #meta: Bytes;
  readonly #size: number;
  readonly #once: Once;
  readonly lastBucket: number;
  /** Does the file have fewer pages than it says? */
  readonly missing: boolean;

  constructor(file: Uint8Array) {
    this.#file = file;
    this.#meta = new Bytes(file, new Bytes(file, true).u32(12) === HASH_MAGIC);
    const version = this.#meta.u32(16);
    if (this.#meta.u32(12) !== HASH_MAGIC || version < 8 || version > 10)
      throw new RpmError('the version of the database is not known');
    this.#size = this.#meta.u32(20);
    if (this.#size < 512 || this.#size > 65536 || (this.#size & (this.#size - 1)) !== 0)
      throw new RpmError(`the page size is ${this.#size}`);
    // Encrypted, or with a checksum in each page: rpm writes neither.
    if (this.#meta.u8(24) !== 0 || (this.#meta.u8(26) & 1) !== 0 || this.#meta.u8(25) !== PAGES.meta)
      throw new RpmError('the database is of a kind that rpm does not write');
    const pages = Math.floor(file.length / this.#size);
    this.missing = this.#meta.u32(32) >= pages;
    this.lastBucket = this.#meta.u32(72);
    if (this.lastBucket >= pages) throw new RpmError(`the database says that it has ${this.lastBucket} buckets`);
    this.#once = new Once(pages);
  }

  /** The first page of a bucket: each doubling of their number set pages aside in one run. */
  ofBucket(bucket: number): number {
    return bucket + this.#meta.u32(96 + 4 * (32 - Math.clz32(bucket)));
  }

  /** A page; each may be read once. */
  open(page: number): Bytes {
    this.#once.take(page);
    return new Bytes(this.#file.subarray(page * this.#size, (page + 1) * this.#size), this.#meta.little);
  }

  /** Bytes that fill pages of their own, each of which says how many it has and which one is next. */
  overflow(first: number, length: number): Uint8Array {
    if (length > this.#file.length) throw new RpmError('an item has more bytes than the file');
    const whole = new Uint8Array(length);
    let filled = 0;
    for (let page = first; filled < length; ) {
      const here = this.open(page);
      const part = here.part(PAGE_HEAD, here.u16(22));
      if (here.u8(25) !== PAGES.overflow || here.u32(8) !== page || part.length === 0 || filled + part.length > length)
        throw new RpmError(`page ${page} does not go on with an item`);
      whole.set(part, filled);
      filled += part.length;
      page = here.u32(16);
    }
    return whole;
  }
}
