/** Files as text, also those that are none: programs hold strings, and some texts have two bytes a letter. */
const UTF8 = new TextDecoder();

export interface Readable {
  /** ASCII stands in these one byte a letter. */
  readonly raw: Uint8Array;
  /** No text: only what stands in it as a string is to be judged. */
  readonly binary: boolean;
  text(): string;
}

/** The bytes of a file in a form in which texts can be looked for. */
export function readable(path: string, head: Uint8Array): Readable {
  const wide = wideText(head);
  if (wide !== undefined) return { raw: new TextEncoder().encode(wide), binary: false, text: () => wide };
  if (!head.subarray(0, 8192).includes(0)) return { raw: head, binary: false, text: () => UTF8.decode(head) };
  const raw = path.endsWith('.pyc') ? withoutLengths(head) : head;
  return { raw, binary: true, text: () => letters(raw) };
}

/** A letter a byte; many times as fast as a decoder of the web's kind. */
function letters({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('latin1');
}

/** UTF-16 with its mark in front, as Windows writes it. */
function wideText(head: Uint8Array): string | undefined {
  const encoding =
    head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : undefined;
  return encoding === undefined ? undefined : new TextDecoder(encoding).decode(head);
}

/** Is it one of the letters with which `marshal` begins strings of up to 255 bytes? Their length follows in a byte. */
const SHORT = new Uint8Array(256);
for (const code of [0x7a, 0x5a, 0xfa, 0xda]) SHORT[code] = 1;
/** Shorter strings hold nothing that is looked for. */
const SHORTEST = 8;

/** Compiled Python with the lengths of its strings taken away, for they look like letters of the string. */
function withoutLengths(bytes: Uint8Array): Uint8Array {
  let out: Uint8Array | undefined;
  // Behind the last place nothing is long enough.
  const last = bytes.length - 2 - SHORTEST;
  for (let at = 0; at <= last; at++) {
    if (SHORT[bytes[at] as number] === 0) continue;
    const length = bytes[at + 1] as number;
    const end = at + 2 + length;
    if (length < SHORTEST || end > bytes.length || !isPrintable(bytes, at + 2, end)) continue;
    // `slice` of a Buffer would be no copy.
    out ??= Buffer.from(bytes);
    out[at] = 0;
    out[at + 1] = 0;
    // What follows a string is no part of it.
    if (end < out.length) out[end] = 0;
    at = end - 1;
  }
  return out ?? bytes;
}

function isPrintable(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (((bytes[at] as number) - 0x20) >>> 0 > 0x5e) return false;
  return true;
}
