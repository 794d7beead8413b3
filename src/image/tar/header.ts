import { ImageError } from '../model.js';

/** Archives are made of blocks of so many bytes. */
export const BLOCK = 512;

/** A header block as it stands. The names are views of the block and hold as long as it does. */
export interface Header {
  /** The type flag, one character; NUL in archives from before POSIX. */
  readonly flag: string;
  readonly prefix: Buffer;
  readonly name: Buffer;
  readonly link: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes that follow in the archive, before extensions change it. */
  readonly size: number;
  readonly mtime: number;
}

const NONE = Buffer.alloc(0);
const ZERO = Buffer.alloc(BLOCK);

/** Is it the block of zeros that ends archives? */
export function isZero(block: Buffer): boolean {
  return block[0] === 0 && block.equals(ZERO);
}

/**
 * Reads a header block: POSIX ustar, GNU, star, and the Unix V7 format that knows none of the magic.
 *
 * @param at where in the archive it starts, for messages
 * @throws ImageError `corrupt` if the checksum or a number is wrong, `too-large` for numbers that cannot be
 */
export function readHeader(block: Buffer, at: number): Header {
  if (!hasChecksum(block)) {
    const what = at === 0 ? 'The layer is not a tar archive' : 'The archive is damaged';
    throw new ImageError('corrupt', `${what}: the header at byte ${at} has a wrong checksum.`);
  }
  const posix = block.toString('latin1', 257, 263) === 'ustar\0';
  // star marks the end of its header and keeps two times where others keep the end of the prefix.
  const star = posix && block.toString('latin1', 508, 512) === 'tar\0';
  const number = (start: number, length: number, what: string): number => {
    const value = readNumber(block, start, length);
    if (Number.isSafeInteger(value)) return value;
    if (value > 0) {
      throw new ImageError(
        'too-large',
        `The header at byte ${at} claims a ${what} of ${value}; reading stopped there.`,
      );
    }
    throw new ImageError('corrupt', `The archive is damaged: the header at byte ${at} has no readable ${what}.`);
  };
  return {
    flag: String.fromCharCode(block[156] as number),
    prefix: posix ? text(block, 345, star ? 131 : 155) : NONE,
    name: text(block, 0, 100),
    link: text(block, 157, 100),
    mode: number(100, 8, 'mode') & 0o7777,
    uid: number(108, 8, 'owner'),
    gid: number(116, 8, 'group'),
    size: number(124, 12, 'size'),
    mtime: number(136, 12, 'time'),
  };
}

/** The bytes of a field up to its first NUL. */
function text(block: Buffer, start: number, length: number): Buffer {
  if (block[start] === 0) return NONE;
  let end = start + 1;
  while (end < start + length && block[end] !== 0) end++;
  return block.subarray(start, end);
}

/**
 * A number of a header: octal digits between spaces and NULs, or base-256 with the first bit set (two's complement).
 *
 * @returns NaN if it is neither; not a safe integer if it is too large
 */
export function readNumber(block: Uint8Array, start: number, length: number): number {
  const end = start + length;
  const first = block[start] as number;
  if (first & 0x80) {
    let value = first & 0x40 ? (first & 0x7f) - 0x80 : first & 0x7f;
    for (let at = start + 1; at < end; at++) value = value * 256 + (block[at] as number);
    return value;
  }
  let at = start;
  while (at < end && isGap(block[at])) at++;
  let value = 0;
  for (; at < end && !isGap(block[at]); at++) {
    const digit = (block[at] as number) - 0x30;
    if (digit < 0 || digit > 7) return Number.NaN;
    value = value * 8 + digit;
  }
  return value;
}

function isGap(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0;
}

/** The sum of the bytes, with the checksum itself taken as spaces; some old writers summed signed bytes. */
function hasChecksum(block: Buffer): boolean {
  const wanted = readNumber(block, 148, 8);
  let sum = 8 * 0x20;
  for (let at = 0; at < 148; at++) sum += block[at] as number;
  for (let at = 156; at < BLOCK; at++) sum += block[at] as number;
  if (wanted === sum) return true;
  for (let at = 0; at < BLOCK; at++) if ((at < 148 || at >= 156) && (block[at] as number) > 127) sum -= 256;
  return wanted === sum;
}
