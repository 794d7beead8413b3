import { ImageError } from '../model.js';

/** Settings of PAX headers: values are raw bytes, since extended attributes need not be text. */
export type Pax = Map<string, Buffer>;

/**
 * Reads the records of a PAX extended header (POSIX.1-2017, pax, "pax Extended Header": `length key=value\n`) into a map;
 * of a key that comes twice the last counts. The values are copies.
 *
 * @param at where in the archive the records start, for messages
 * @throws ImageError `corrupt`
 */
export function readPax(bytes: Buffer, at: number, into: Pax): void {
  for (let start = 0; start < bytes.length; ) {
    const space = bytes.indexOf(0x20, start);
    const digits = space === -1 || space - start > 7 ? '' : bytes.toString('latin1', start, space);
    const end = start + Number(digits);
    const equals = bytes.indexOf(0x3d, space);
    const whole = /^\d+$/.test(digits) && end <= bytes.length && bytes[end - 1] === 0x0a;
    if (!whole || equals <= space + 1 || equals >= end) {
      throw new ImageError('corrupt', `The archive is damaged: the PAX record at byte ${at + start} cannot be read.`);
    }
    into.set(bytes.toString('utf8', space + 1, equals), Buffer.from(bytes.subarray(equals + 1, end - 1)));
    start = end;
  }
}

/**
 * The number that a setting holds; fractions of it are cut towards the past.
 *
 * @throws ImageError `corrupt` if it holds none
 */
export function paxNumber(key: string, value: Buffer): number {
  const text = value.toString('latin1', 0, Math.min(value.length, 64));
  const number = /^-?\d+(\.\d*)?$/.test(text) ? Math.floor(Number(text)) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new ImageError('corrupt', `The archive is damaged: the PAX setting ${key} is not a number that can be.`);
}

const SCHILY = 'SCHILY.xattr.';
const LIBARCHIVE = 'LIBARCHIVE.xattr.';
const NONE: ReadonlyMap<string, Uint8Array> = new Map();

/** Extended attributes: star's raw ones, and libarchive's base64 where star's are not there. */
export function xattrsOf(settings: Pax): ReadonlyMap<string, Uint8Array> {
  let found: Map<string, Uint8Array> | undefined;
  for (const [key, value] of settings) {
    if (key.startsWith(SCHILY)) {
      found ??= new Map();
      found.set(key.slice(SCHILY.length), new Uint8Array(value));
    } else if (key.startsWith(LIBARCHIVE)) {
      const name = unescaped(key.slice(LIBARCHIVE.length));
      if (settings.has(SCHILY + name)) continue;
      found ??= new Map();
      found.set(name, new Uint8Array(Buffer.from(value.toString('latin1'), 'base64')));
    }
  }
  return found ?? NONE;
}

/** libarchive writes names as URLs do. */
function unescaped(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
