import { Bytes, Once } from './bytes.js';
import { RpmError } from './error.js';

/** Deeper than a tree of 2^32 pages can be, with two children a page. */
const MOST_DEPTH = 32;
const [INTERIOR, LEAF] = [5, 13];

/**
 * The blobs of the table `Packages (hnum INTEGER PRIMARY KEY, blob BLOB)` of an SQLite 3 database
 * (https://www.sqlite.org/fileformat2.html), read as the file stands: what only its `-wal` holds is not in it.
 *
 * @throws RpmError
 */
export function* sqliteBlobs(file: Uint8Array): Generator<Uint8Array, void, undefined> {
  const tables = new Tables(file);
  let root: number | undefined;
  for (const row of tables.rows(1)) {
    // type, name, tbl_name, rootpage, sql
    const [type, name, , page] = readRecord(row, 4);
    if (type !== undefined && name !== undefined && latin(type) === 'table' && latin(name) === 'packages')
      root = page?.kind === 'integer' ? number(page.bytes) : undefined;
  }
  if (root === undefined) throw new RpmError('there is no table Packages');
  for (const row of tables.rows(root)) {
    const [, blob] = readRecord(row, 2);
    if (blob?.kind !== 'blob') throw new RpmError('a row of Packages has no blob');
    yield blob.bytes;
  }
  if (tables.missing) throw new RpmError('the end of the database is missing');
}

/** Tables of a file: their rows, as records. */
class Tables {
  readonly #bytes: Bytes;
  readonly #pageSize: number;
  /** What of each page is SQLite's own to fill. */
  readonly #usable: number;
  readonly #once: Once;
  /** Rows may not have more bytes than the file: many that lie over one another would. */
  #left: number;
  /** Does the file have fewer pages than it says? */
  readonly missing: boolean;

  constructor(file: Uint8Array) {
    this.#bytes = new Bytes(file, false);
    const size = this.#bytes.u16(16);
    this.#pageSize = size === 1 ? 65536 : size;
    this.#usable = this.#pageSize - this.#bytes.u8(20);
    if (this.#pageSize < 512 || (this.#pageSize & (this.#pageSize - 1)) !== 0 || this.#usable < 480)
      throw new RpmError(`the page size is ${size}`);
    // 1 is UTF-8, and 0 an empty database. rpm writes nothing else.
    if (this.#bytes.u32(56) > 1) throw new RpmError('names are in UTF-16');
    const pages = Math.floor(file.length / this.#pageSize);
    this.#once = new Once(pages + 1);
    this.#left = file.length;
    // The number of pages holds only if the same version of SQLite wrote it that wrote last.
    this.missing = this.#bytes.u32(24) === this.#bytes.u32(92) && this.#bytes.u32(28) > pages;
  }

  /** The records of a table's rows, in the order of their keys. */
  *rows(root: number): Generator<Uint8Array, void, undefined> {
    const pending: { page: number; depth: number }[] = [{ page: root, depth: 0 }];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { page, depth } = next;
      const start = this.#start(page);
      const at = page === 1 ? start + 100 : start;
      const kind = this.#bytes.u8(at);
      const cells = this.#bytes.u16(at + 3);
      if ((kind !== INTERIOR && kind !== LEAF) || depth > MOST_DEPTH)
        throw new RpmError(`page ${page} does not belong to a table`);
      const pointers = at + (kind === LEAF ? 8 : 12);
      if (pointers + cells * 2 > start + this.#usable)
        throw new RpmError(`page ${page} says that it has ${cells} cells`);
      const cell = (i: number): number => start + this.#bytes.u16(pointers + i * 2);
      if (kind === LEAF) for (let i = 0; i < cells; i++) yield this.#row(start, cell(i));
      else {
        pending.push({ page: this.#bytes.u32(at + 8), depth: depth + 1 });
        for (let i = cells - 1; i >= 0; i--) pending.push({ page: this.#bytes.u32(cell(i)), depth: depth + 1 });
      }
    }
  }

  /** Where a page starts; each may be read once. */
  #start(page: number): number {
    if (page === 0) throw new RpmError('there is no page 0');
    this.#once.take(page);
    return (page - 1) * this.#pageSize;
  }

  /** A leaf's cell: length, key, and as much of the record as fits; the rest is in a chain of other pages. */
  #row(start: number, at: number): Uint8Array {
    const length = varint(this.#bytes, at);
    const key = varint(this.#bytes, length.end);
    const size = length.value;
    this.#left -= size;
    if (this.#left < 0) throw new RpmError('the rows have more bytes than the file');
    const local = this.#local(size);
    if (key.end + local > start + this.#usable) throw new RpmError('a cell is longer than its page');
    const inPage = this.#bytes.part(key.end, local);
    if (local === size) return inPage;
    const whole = new Uint8Array(size);
    whole.set(inPage);
    let filled = local;
    let page = this.#bytes.u32(key.end + local);
    while (filled < size) {
      const here = this.#start(page);
      const part = this.#bytes.part(here + 4, Math.min(this.#usable - 4, size - filled));
      whole.set(part, filled);
      filled += part.length;
      page = this.#bytes.u32(here);
    }
    return whole;
  }

  /** How many bytes of a record stand in the leaf itself. */
  #local(size: number): number {
    const most = this.#usable - 35;
    if (size <= most) return size;
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
    const wanted = least + ((size - least) % (this.#usable - 4));
    return wanted <= most ? wanted : least;
  }
}

interface Value {
  readonly kind: 'null' | 'integer' | 'real' | 'blob' | 'text';
  readonly bytes: Uint8Array;
}

/** The first values of a record: their types stand in front, all of them, then their bytes. */
function readRecord(record: Uint8Array, wanted: number): Value[] {
  const bytes = new Bytes(record, false);
  const values: Value[] = [];
  const head = varint(bytes, 0);
  let at = head.value;
  for (let next = head.end; next < head.value && values.length < wanted; ) {
    const { value: type, end } = varint(bytes, next);
    next = end;
    const size = type >= 12 ? Math.floor((type - 12) / 2) : (INTEGERS[type] ?? 0);
    const kind =
      type >= 12 ? (type % 2 === 0 ? 'blob' : 'text') : type === 0 ? 'null' : type === 7 ? 'real' : 'integer';
    values.push({ kind, bytes: bytes.part(at, size) });
    at += size;
  }
  return values;
}

/** Bytes of a number by its type. 8 and 9 are the constants 0 and 1, which no root page is. */
const INTEGERS = [0, 1, 2, 3, 4, 6, 8, 8];

const number = (bytes: Uint8Array): number => bytes.reduce((value, byte) => value * 256 + byte, 0);

/** A short name in small letters, as SQL compares names; a long one is none that is looked for. */
const latin = ({ bytes }: Value): string => String.fromCharCode(...bytes.subarray(0, 16)).toLowerCase();

/** SQLite's numbers of one to nine bytes, first byte first. Sizes above 2^53 are no longer exact, but too large anyway. */
function varint(bytes: Bytes, at: number): { value: number; end: number } {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes.u8(at + i);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + i + 1 };
  }
  return { value: value * 256 + bytes.u8(at + 8), end: at + 9 };
}
