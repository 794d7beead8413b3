/** Questions to bytes that are cheaper than decoding them. */

/** Does an ASCII text stand in the bytes? */
export function hasText(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(text, 0, 'latin1') !== -1;
}
