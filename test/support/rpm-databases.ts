/** rpm's databases of all three kinds, written from the descriptions of their formats. */

export interface PackagedFile {
  readonly path: string;
  readonly mode?: number;
  readonly capabilities?: string;
  /** In hexadecimal digits. */
  readonly digest?: string;
}

interface Field {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly data: Buffer;
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`);
const big32 = (...values: number[]): Buffer => all32(values);
const all32 = (values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, i * 4);
  return bytes;
};

export const textField = (tag: number, value: string): Field => ({ tag, type: 6, count: 1, data: text(value) });
export const textsField = (tag: number, values: readonly string[]): Field => ({
  tag,
  type: 8,
  count: values.length,
  data: Buffer.concat(values.map(text)),
});
export const words = (tag: number, values: readonly number[]): Field => ({
  tag,
  type: 4,
  count: values.length,
  data: all32(values),
});
export const shorts = (tag: number, values: readonly number[]): Field => {
  const data = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) data.writeUInt16BE(value, i * 2);
  return { tag, type: 3, count: values.length, data };
};

/** A header of these fields, as a database keeps it. */
export function headerOf(fields: readonly Field[]): Buffer {
  const data: Buffer[] = [];
  let at = 0;
  const index = fields.map(({ tag, type, count, data: own }) => {
    const gap = type === 4 ? (4 - (at % 4)) % 4 : type === 3 ? at % 2 : 0;
    data.push(Buffer.alloc(gap), own);
    at += gap + own.length;
    return big32(tag, type, at - own.length, count);
  });
  return Buffer.concat([big32(fields.length, at), ...index, ...data]);
}

/** The header of a package with files, each folder named once. `algorithm` of their digests, by rpm's number. */
export function packageOf(name: string, files: readonly PackagedFile[], algorithm?: number): Buffer {
  const split = files.map(({ path }) => [
    path.slice(0, path.lastIndexOf('/') + 1),
    path.slice(path.lastIndexOf('/') + 1),
  ]);
  const folders = [...new Set(split.map(([folder]) => folder as string))];
  const able = files.some(({ capabilities }) => capabilities !== undefined);
  return headerOf([
    textField(1000, name),
    textField(1001, '1.0'),
    textField(1002, '1'),
    textField(1022, 'noarch'),
    ...(files.length === 0
      ? []
      : [
          shorts(
            1030,
            files.map(({ mode = 0o100644 }) => mode),
          ),
          words(
            1116,
            split.map(([folder]) => folders.indexOf(folder as string)),
          ),
          textsField(
            1117,
            split.map(([, base]) => base as string),
          ),
          textsField(1118, folders),
        ]),
    ...(algorithm === undefined
      ? []
      : [
          textsField(
            1035,
            files.map(({ digest = '' }) => digest),
          ),
          words(5011, [algorithm]),
        ]),
    ...(able
      ? [
          textsField(
            5010,
            files.map(({ capabilities = '' }) => capabilities),
          ),
        ]
      : []),
  ]);
}

/** SQLite's numbers; none here is larger than 2^28. */
function varint(value: number): Buffer {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return Buffer.from(bytes);
}

type SqliteValue = null | number | string | Buffer;

function record(values: readonly SqliteValue[]): Buffer {
  const types: Buffer[] = [];
  const bodies: Buffer[] = [];
  for (const value of values) {
    const body =
      value === null ? Buffer.alloc(0) : typeof value === 'number' ? big32(value) : Buffer.from(value as string);
    bodies.push(body);
    types.push(
      varint(
        value === null ? 0 : typeof value === 'number' ? 4 : body.length * 2 + (typeof value === 'string' ? 13 : 12),
      ),
    );
  }
  const head = Buffer.concat(types);
  return Buffer.concat([varint(head.length + 1), head, ...bodies]);
}

/** An `rpmdb.sqlite` of these headers: leaves in one level of interior pages, long rows in chains of overflow pages. */
export function sqliteOf(blobs: readonly Buffer[], { pageSize = 4096, reserved = 0 } = {}): Buffer {
  const usable = pageSize - reserved;
  const pages: Buffer[] = [Buffer.alloc(pageSize), Buffer.alloc(pageSize)];

  function cell(key: number, payload: Buffer): Buffer {
    const [most, least] = [usable - 35, Math.floor(((usable - 12) * 32) / 255) - 23];
    const wanted = least + ((payload.length - least) % (usable - 4));
    const local = payload.length <= most ? payload.length : wanted <= most ? wanted : least;
    const head = Buffer.concat([varint(payload.length), varint(key), payload.subarray(0, local)]);
    if (local === payload.length) return head;
    const first = pages.length + 1;
    for (let at = local; at < payload.length; at += usable - 4) {
      const page = Buffer.alloc(pageSize);
      page.writeUInt32BE(at + usable - 4 < payload.length ? pages.length + 2 : 0);
      payload.copy(page, 4, at, Math.min(at + usable - 4, payload.length));
      pages.push(page);
    }
    return Buffer.concat([head, big32(first)]);
  }

  /** Fills a page of a tree from its end; what is too much comes back. */
  function fill(page: Buffer, at: number, cells: readonly Buffer[], right?: number): readonly Buffer[] {
    const head = at + (right === undefined ? 8 : 12);
    let end = usable;
    let i = 0;
    for (; i < cells.length; i++) {
      const one = cells[i] as Buffer;
      if (head + (i + 1) * 2 > end - one.length) break;
      end -= one.length;
      one.copy(page, end);
      page.writeUInt16BE(end, head + i * 2);
    }
    page[at] = right === undefined ? 13 : 5;
    page.writeUInt16BE(i, at + 3);
    page.writeUInt16BE(end % 65536, at + 5);
    if (right !== undefined) page.writeUInt32BE(right, at + 8);
    return cells.slice(i);
  }

  let cells: readonly Buffer[] = blobs.map((blob, i) => cell(i + 1, record([null, blob])));
  const leaves: number[] = [];
  do {
    const leaf = Buffer.alloc(pageSize);
    cells = fill(leaf, 0, cells);
    leaves.push(pages.push(leaf));
  } while (cells.length > 0);
  const children = leaves.slice(0, -1).map((page, i) => Buffer.concat([big32(page), varint(i + 1)]));
  if (fill(pages[1] as Buffer, 0, children, leaves.at(-1)).length > 0)
    throw new Error('too many for one interior page');

  const first = pages[0] as Buffer;
  first.write('SQLite format 3\0');
  first.writeUInt16BE(pageSize === 65536 ? 1 : pageSize, 16);
  first.set([2, 2, reserved, 64, 32, 32], 18);
  first.writeUInt32BE(1, 24);
  first.writeUInt32BE(pages.length, 28);
  first.writeUInt32BE(1, 56);
  first.writeUInt32BE(1, 92);
  const master = [
    record(['index', 'Packages', 'Name', 9, null]),
    record([
      'table',
      'Packages',
      'Packages',
      2,
      'CREATE TABLE Packages (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)',
    ]),
  ];
  fill(
    first,
    100,
    master.map((row, i) => cell(i + 1, row)),
  );
  return Buffer.concat(pages);
}

/** A `Packages.db`. */
export function ndbOf(blobs: readonly Buffer[]): Buffer {
  const slotPages = Math.ceil((blobs.length + 2) / 256);
  const slots = Buffer.alloc(slotPages * 4096);
  for (let at = 0; at < slots.length; at += 16) slots.write('Slot', at);
  slots.fill(0, 0, 32);
  slots.write('RpmP');
  slots.writeUInt32LE(1, 8);
  slots.writeUInt32LE(slotPages, 12);
  slots.writeUInt32LE(blobs.length + 1, 16);
  let block = slots.length / 16;
  const parts = blobs.map((blob, i) => {
    const count = Math.ceil((16 + blob.length + 12) / 16);
    const slot = 32 + i * 16;
    slots.writeUInt32LE(i + 1, slot + 4);
    slots.writeUInt32LE(block, slot + 8);
    slots.writeUInt32LE(count, slot + 12);
    block += count;
    const part = Buffer.alloc(count * 16);
    part.write('BlbS');
    part.writeUInt32LE(i + 1, 4);
    part.writeUInt32LE(1, 8);
    part.writeUInt32LE(blob.length, 12);
    blob.copy(part, 16);
    part.writeUInt32LE(adler32(part.subarray(0, -12)), part.length - 12);
    part.writeUInt32LE(blob.length, part.length - 8);
    part.write('BlbE', part.length - 4);
    return part;
  });
  return Buffer.concat([slots, ...parts]);
}

function adler32(bytes: Buffer): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

/** A Berkeley DB hash of four buckets, the packages in turns in each; short headers in place, others in overflow pages. */
export function bdbOf(blobs: readonly Buffer[], { pageSize = 4096, little = true } = {}): Buffer {
  const buckets = 4;
  const pages: Buffer[] = [Buffer.alloc(pageSize)];
  const set32 = (bytes: Buffer, value: number, at: number) =>
    little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  const set16 = (bytes: Buffer, value: number, at: number) =>
    little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at);
  function add(type: number): Buffer {
    const page = Buffer.alloc(pageSize);
    set32(page, pages.push(page) - 1, 8);
    page[25] = type;
    return page;
  }
  const tails = Array.from({ length: buckets }, () => ({ page: add(13), end: pageSize, items: 0 }));

  function overflow(blob: Buffer): Buffer {
    const item = Buffer.alloc(12);
    item[0] = 3;
    set32(item, pages.length, 4);
    set32(item, blob.length, 8);
    const most = pageSize - 26;
    for (let at = 0; at < blob.length; at += most) {
      const page = add(7);
      set16(page, blob.copy(page, 26, at, at + most), 22);
      if (at + most < blob.length) set32(page, pages.length, 16);
    }
    return item;
  }

  function put(key: number, value: Buffer): void {
    const number = Buffer.alloc(5);
    number[0] = 1;
    set32(number, key, 1);
    const item = value.length > pageSize / 4 ? overflow(value) : Buffer.concat([Buffer.from([1]), value]);
    const tail = tails[key % buckets] as (typeof tails)[number];
    if (26 + (tail.items + 2) * 2 > tail.end - item.length - 5) {
      const next = add(13);
      set32(tail.page, pages.length - 1, 16);
      Object.assign(tail, { page: next, end: pageSize, items: 0 });
    }
    for (const bytes of [number, item]) {
      tail.end -= bytes.length;
      bytes.copy(tail.page, tail.end);
      set16(tail.page, tail.end, 26 + tail.items++ * 2);
    }
    set16(tail.page, tail.items, 20);
  }

  put(0, Buffer.from([0, 0, 0, blobs.length]));
  blobs.forEach((blob, i) => {
    put(i + 1, blob);
  });
  const meta = pages[0] as Buffer;
  set32(meta, 0x00061561, 12);
  set32(meta, 9, 16);
  set32(meta, pageSize, 20);
  meta[25] = 8;
  set32(meta, pages.length - 1, 32);
  set32(meta, buckets - 1, 72);
  // Where the pages of each doubling start, less the first bucket in it: here all lie in one run.
  for (let i = 0; i < 32; i++) set32(meta, 1, 96 + i * 4);
  return Buffer.concat(pages);
}
