import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRawSync } from 'node:zlib';

/**
 * A file of the cache: these letters, the SHA-256 of all that follows, the length of the key (four bytes, little-endian), the
 * key, and the content, deflated.
 */
const MAGIC = Buffer.from('plimsol1');
const HASH = 32;
const HEAD = MAGIC.length + HASH + 4;
/** Larger contents are not believed: what is known of a million files is smaller. */
const MOST = 512 * 2 ** 20;
/** Takes a tenth of the time of the usual level, and a fifth more room. */
const LEVEL = 1;
const deflate = promisify(deflateRaw);

/** Wraps a content up, so that any damage shows. */
export async function seal(key: string, content: Uint8Array): Promise<Buffer> {
  const packed = await deflate(content, { level: LEVEL });
  const name = Buffer.from(key);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(name.length);
  const hash = createHash('sha256').update(length).update(name).update(packed).digest();
  return Buffer.concat([MAGIC, hash, length, name, packed]);
}

/** The content that was sealed under this key; `undefined` for any other bytes. */
export function unseal(key: string, file: Uint8Array): Uint8Array | undefined {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.length < HEAD || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const hash = createHash('sha256')
    .update(bytes.subarray(MAGIC.length + HASH))
    .digest();
  if (!hash.equals(bytes.subarray(MAGIC.length, MAGIC.length + HASH))) return undefined;
  const name = Buffer.from(key);
  const start = HEAD + bytes.readUInt32LE(HEAD - 4);
  if (start !== HEAD + name.length || !bytes.subarray(HEAD, start).equals(name)) return undefined;
  try {
    return inflateRawSync(bytes.subarray(start), { maxOutputLength: MOST });
  } catch {
    return undefined;
  }
}
