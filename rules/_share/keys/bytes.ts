/** Reading what may be a key, byte by byte, with bounds: a question past the end is answered with `undefined`. */

/** A place in bytes that moves on as they are read. Once it has been asked for too much it gives nothing any more. */
export class Reader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** How many bytes are left. */
  get left(): number {
    return Math.max(0, this.#bytes.length - this.at);
  }

  /** A number of one to four bytes, the highest first. */
  number(width: 1 | 2 | 4): number | undefined {
    const taken = this.take(width);
    return taken?.reduce((value, byte) => value * 256 + byte, 0);
  }

  /** So many bytes, not copied. */
  take(count: number | undefined): Uint8Array | undefined {
    if (count === undefined || count > this.left) {
      this.at = Number.POSITIVE_INFINITY;
      return undefined;
    }
    const start = this.at;
    this.at += count;
    return this.#bytes.subarray(start, this.at);
  }

  /** Bytes with their count in front. */
  counted(width: 1 | 2 | 4): Uint8Array | undefined {
    return this.take(this.number(width));
  }
}

const LATIN = new TextDecoder('latin1');

/** Bytes as text, one character each. */
export function latin(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : LATIN.decode(bytes);
}

/** Do the bytes begin with that ASCII text? */
export function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  if (bytes.length < at + text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** Random bytes are of many values; what stands for a key has few. */
export function isVaried(bytes: Uint8Array | undefined, values = 8): boolean {
  return bytes !== undefined && new Set(bytes.subarray(0, 512)).size >= values;
}

const VALUES = new Int8Array(128).fill(-1);
for (const [value, letter] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  VALUES[letter.charCodeAt(0)] = value;

/** The bytes of base64, up to the first character that is none. */
export function fromBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let [count, bits, held] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const value = VALUES[text.charCodeAt(i)] ?? -1;
    if (value === -1) break;
    held = ((held << 6) | value) & 0xfff_ffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[count++] = (held >> bits) & 0xff;
  }
  return bytes.subarray(0, count);
}
