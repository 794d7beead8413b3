/** Makes what issuers make: random texts of their alphabets, with right checksums. Always the same, so that tests are. */
import { remainder } from '../../src/secrets/proofs/bech32.js';
import { base62, crc32 } from '../../src/secrets/proofs/crc32.js';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const HEX = '0123456789abcdef';
const UPPER = LOWER.toUpperCase();
const ALNUM = UPPER + LOWER + DIGITS;

let state = 7;
/** A number below another, from a small generator (Park and Miller). */
export function pick(below: number): number {
  state = (state * 48_271) % 2_147_483_647;
  return state % below;
}

const text = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[pick(alphabet.length)]).join('');

export const hex = (length: number): string => text(HEX, length);
export const digits = (length: number): string => String(1 + pick(9)) + text(DIGITS, length - 1);
export const letters = (length: number): string => text(UPPER + LOWER, length);
export const lower = (length: number): string =>
  `${text(DIGITS, 3)}${text(LOWER + DIGITS, length - 6)}${text(LOWER, 3)}`;
export const upper = (length: number): string =>
  `${text(UPPER, 3)}${text(UPPER + DIGITS, length - 6)}${text(DIGITS, 3)}`;
export const base32 = (length: number): string => text(`${UPPER}234567`, length);
/** Letters and digits, with each kind among them. */
export const alnum = (length: number): string =>
  `${text(LOWER, 1)}${text(UPPER, 1)}${text(DIGITS, 1)}${text(ALNUM, length - 3)}`;
export const uuid = (): string => [8, 4, 4, 4, 12].map(hex).join('-');
/** Base64 of so many bytes. */
export const base64 = (bytes: number): string =>
  Buffer.from(Array.from({ length: bytes }, () => pick(256))).toString('base64');
export const json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
export const jsonUrl = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A GitHub token with its checksum. */
export function github(prefix: string): string {
  const body = alnum(30);
  return prefix + body + base62(crc32(body));
}

/** A key of age's, with its checksum. */
export function age(): string {
  const characters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
  const prefix = ['age', 'secret', 'key', ''].join('-');
  const body = text(characters, 52);
  const rest = remainder(prefix, `${body}qqqqqq`) ^ 1;
  const sum = [25, 20, 15, 10, 5, 0].map(shift => characters[(rest >>> shift) & 31]).join('');
  return `${prefix}1${body}${sum}`.toUpperCase();
}

/** A signed JSON Web Token. */
export const jwt = (payload: object, header: object = { alg: 'HS256', typ: 'JWT' }): string =>
  [jsonUrl(header), jsonUrl(payload), alnum(43)].join('.');
