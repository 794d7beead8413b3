/** The 512 bytes before each member of a tar archive (POSIX.1-2017 pax, GNU tar), as far as an index needs them. */
import { ImageError } from '../model.js';

/** What a header says. */
export interface Header {
  /** Type flag: `0` file, `1` hard link, `2` symlink, `5` directory, `x` `g` PAX, `L` `K` GNU long names. */
  readonly flag: string;
  /** As written, prefix included. */
  readonly name: string;
  readonly link: string;
  /** In bytes, without the padding to 512. */
  readonly size: number;
}

/** Bytes up to the first NUL, as UTF-8. */
export function cString(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}

/** Octal digits, or base-256 if the first bit is set (GNU tar); `undefined` if it is neither, negative or above 2^53. */
function numberIn(field: Buffer): number | undefined {
  if ((field[0] ?? 0) & 0x80) {
    const value = [...field].reduce((sum, byte, i) => sum * 256 + (i === 0 ? byte & 0x7f : byte), 0);
    return Number.isSafeInteger(value) ? value : undefined;
  }
  const digits = cString(field).trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : undefined;
}

/** The sum of a header's bytes with its own field as blanks, with unsigned and with signed bytes (old tars). */
function sums(block: Buffer): [number, number] {
  let [unsigned, signed] = [0, 0];
  for (let i = 0; i < 512; i++) {
    const byte = i >= 148 && i < 156 ? 32 : (block[i] ?? 0);
    unsigned += byte;
    signed += byte > 127 ? byte - 256 : byte;
  }
  return [unsigned, signed];
}

/** Is it a header? Its checksum tells; magic bytes do not, because old archives have none. */
export function isHeader(block: Buffer): boolean {
  const sum = block.length < 512 ? undefined : numberIn(block.subarray(148, 156));
  return sum !== undefined && sums(block).includes(sum);
}

/** @param at the header's offset in the archive, for messages. @throws ImageError `corrupt` */
export function readHeader(block: Buffer, at: number): Header {
  if (!isHeader(block)) throw new ImageError('corrupt', `The tar header at byte ${at} has a wrong checksum.`);
  const size = numberIn(block.subarray(124, 136));
  if (size === undefined) throw new ImageError('corrupt', `The tar header at byte ${at} has a size that is no number.`);
  // Only POSIX archives have a prefix; GNU keeps times in its place.
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? cString(block.subarray(345, 500)) : '';
  const name = cString(block.subarray(0, 100));
  const flag = block[156] ?? 0;
  return {
    flag: flag === 0 ? '0' : String.fromCharCode(flag),
    name: prefix === '' ? name : `${prefix}/${name}`,
    link: cString(block.subarray(157, 257)),
    size,
  };
}

/** Records of a PAX header (`12 path=abc\n`), as far as they are well formed. */
export function paxRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(32, at);
    const length = blank === -1 ? 0 : Number(bytes.toString('latin1', at, blank));
    const record = bytes.toString('utf8', blank + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (!Number.isSafeInteger(length) || length <= blank - at || at + length > bytes.length || equals < 1) break;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}
