/** Zstd frames without a compressor: blocks that are stored, and blocks of one byte repeated (RFC 8878, 3.1.1). */

const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const BLOCK = 128 * 1024;

/** A window of 1 MiB, no content size, no checksum. */
const HEADER = Buffer.concat([MAGIC, Buffer.from([0, 10 << 3])]);

function block(type: number, size: number, last: boolean): Buffer {
  const head = Buffer.alloc(3);
  head.writeUIntLE((size << 3) | (type << 1) | Number(last), 0, 3);
  return head;
}

/** A frame that stores bytes as they are. */
export function rawFrame(bytes: Uint8Array): Buffer {
  const parts: Uint8Array[] = [HEADER];
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const part = bytes.subarray(at, at + BLOCK);
    parts.push(block(0, part.length, at + BLOCK >= bytes.length), part);
  }
  return Buffer.concat(parts);
}

/** A frame of one byte, repeated. */
export function rleFrame(byte: number, count: number): Buffer {
  const parts: Uint8Array[] = [HEADER];
  for (let at = 0; at < count; at += BLOCK) {
    parts.push(block(1, Math.min(BLOCK, count - at), at + BLOCK >= count), Uint8Array.of(byte));
  }
  return Buffer.concat(parts);
}

/** A frame for others, which decoders skip. */
export function skippable(size: number): Buffer {
  const head = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  head.writeUInt32LE(size, 4);
  return Buffer.concat([head, Buffer.alloc(size, 1)]);
}
