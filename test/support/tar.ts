/** Archives for tests: byte by byte, so that they can be wrong in any way, and packed by tar-stream. */
import { createHash } from 'node:crypto';
import tarStream from 'tar-stream';
import { LIMITS, type Limits, Remarks } from '../../src/image/guard.js';
import { type Entry, ImageError, type LayerBlob } from '../../src/image/model.js';
import { readTar, type TarOptions } from '../../src/image/tar.js';

/** Fields of a header block; text stands for Latin-1 bytes. */
export interface Fields {
  name?: string | Uint8Array;
  type?: string;
  mode?: number;
  uid?: number | Uint8Array;
  gid?: number | Uint8Array;
  /** A number, or the field's twelve bytes. */
  size?: number | Uint8Array;
  mtime?: number | Uint8Array;
  link?: string | Uint8Array;
  prefix?: string;
  magic?: 'ustar' | 'gnu' | 'v7';
  /** Written last, before the checksum: position and bytes. */
  patch?: readonly (readonly [number, string | Uint8Array])[];
  checksum?: 'unsigned' | 'signed' | 'wrong';
}

const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === 'string' ? Buffer.from(text, 'latin1') : text;

/** A number in base-256, as GNU tar writes what octal has no room for. */
export function base256(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let rest = value;
  for (let at = length - 1; at >= 0; at--) {
    bytes[at] = Number(rest & 255n);
    rest >>= 8n;
  }
  bytes[0] = (bytes[0] as number) | 0x80;
  return bytes;
}

/** One header block. */
export function header(fields: Fields): Buffer {
  const block = Buffer.alloc(512);
  const put = (at: number, value: string | Uint8Array) => void block.set(bytesOf(value), at);
  const number = (at: number, length: number, value: number | Uint8Array) =>
    put(at, typeof value === 'number' ? `${value.toString(8).padStart(length - 1, '0')}\0` : value);
  put(0, bytesOf(fields.name ?? 'file').subarray(0, 100));
  number(100, 8, fields.mode ?? 0o644);
  number(108, 8, fields.uid ?? 0);
  number(116, 8, fields.gid ?? 0);
  number(124, 12, fields.size ?? 0);
  number(136, 12, fields.mtime ?? 0);
  put(156, fields.type ?? '0');
  put(157, bytesOf(fields.link ?? '').subarray(0, 100));
  if (fields.magic === 'gnu') put(257, 'ustar  \0');
  else if (fields.magic !== 'v7') put(257, 'ustar\x0000');
  put(345, fields.prefix ?? '');
  for (const [at, value] of fields.patch ?? []) put(at, value);
  put(148, '        ');
  let sum = 0;
  for (const byte of block) sum += fields.checksum === 'signed' && byte > 127 ? byte - 256 : byte;
  if (fields.checksum === 'wrong') sum++;
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** Content filled up to whole blocks. */
export function padded(content: string | Uint8Array): Buffer {
  const bytes = bytesOf(content);
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

/** A member: its header and its content. */
export function member(fields: Fields, content: string | Uint8Array = ''): Buffer {
  return Buffer.concat([header({ size: bytesOf(content).length, ...fields }), padded(content)]);
}

/** One record of a PAX header. */
export function record(key: string, value: string | Uint8Array): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), bytesOf(value), Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length > length) length++;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** A PAX header, for the next member or (`g`) for all that follow. */
export function pax(records: Readonly<Record<string, string | Uint8Array>>, type: 'x' | 'g' | 'X' = 'x'): Buffer {
  const content = Buffer.concat(Object.entries(records).map(([key, value]) => record(key, value)));
  return member({ name: 'PaxHeaders/x', type }, content);
}

/** The two blocks of zeros at the end. */
export const END = Buffer.alloc(1024);

/** Members and the end. */
export function archive(...members: Uint8Array[]): Buffer {
  return Buffer.concat([...members, END]);
}

/** What tar-stream makes of entries. */
export async function packed(
  entries: readonly (Partial<tarStream.Header> & { name: string } & { content?: string | Uint8Array })[],
): Promise<Buffer> {
  const pack = tarStream.pack();
  for (const { content, ...rest } of entries) {
    pack.entry(rest, content === undefined ? '' : Buffer.from(content as Uint8Array));
  }
  pack.finalize();
  const parts: Buffer[] = [];
  for await (const part of pack) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Bytes in chunks, each of them spoilt once the next is taken, as a reader that uses its buffer again does. */
export async function* chunks(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = new Uint8Array(bytes.subarray(at, at + size));
    yield chunk;
    chunk.fill(0xaa);
  }
}

/** What was read of an archive. */
export interface Listing {
  entries: (Entry & { content: string })[];
  notes: readonly string[];
  escapes: readonly string[];
  /** The code of the error that ended it, and its message. */
  error?: string;
  message?: string;
}

/** Reads a whole archive with the content of all files (Latin-1), up to 64 KiB each. */
export async function listing(
  bytes: Uint8Array,
  { chunk = 1000, limits = LIMITS }: { chunk?: number; limits?: Limits } = {},
): Promise<Listing> {
  const remarks = new Remarks();
  const options: TarOptions = { want: () => 65536, limits, remarks };
  const found: Listing = { entries: [], notes: remarks.notes, escapes: remarks.escapes };
  try {
    for await (const { entry, head } of readTar(chunks(bytes, chunk), options)) {
      found.entries.push({ ...entry, content: Buffer.from(head).toString('latin1') });
    }
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    found.error = error.code;
    found.message = error.message;
  }
  return found;
}

/** `sha256:…` of bytes. */
export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Stored bytes of a layer as a source would give them. */
export function blobOf(bytes: Uint8Array, fields: Partial<LayerBlob> = {}): LayerBlob {
  return {
    digest: sha256(bytes),
    size: bytes.length,
    mediaType: undefined,
    missing: undefined,
    open: () => chunks(bytes),
    window: undefined,
    ...fields,
  };
}
