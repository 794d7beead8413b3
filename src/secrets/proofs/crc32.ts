/** CRC-32 as zip and PNG have it (ISO 3309), which issuers of tokens append so that a scanner need not ask them. */

const TABLE = new Uint32Array(256).map((_, index) => {
  let rest = index;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? 0xedb88320 ^ (rest >>> 1) : rest >>> 1;
  return rest;
});

/** The CRC-32 of an ASCII text. */
export function crc32(text: string): number {
  let rest = 0xffffffff;
  for (let at = 0; at < text.length; at++) rest = (TABLE[(rest ^ text.charCodeAt(at)) & 255] as number) ^ (rest >>> 8);
  return ~rest >>> 0;
}

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** A number in base 62, six digits, as the last characters of a GitHub token. */
export function base62(number: number): string {
  let out = '';
  for (let rest = number, count = 0; count < 6; count++, rest = Math.floor(rest / 62)) out = DIGITS[rest % 62] + out;
  return out;
}

/**
 * Tokens of GitHub with four letters before, thirty random ones, and their checksum. Longer ones, which GitHub reserves, have
 * none that is known.
 */
export function isGitHub(secret: string): boolean {
  return secret.length !== 40 || base62(crc32(secret.slice(4, 34))) === secret.slice(34);
}
