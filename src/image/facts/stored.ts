import type { Compression } from '../inflate.js';

/** What is remembered of a layer's stored bytes, by their digest. */
export interface StoredBytes {
  /** Of what they unpack to. */
  readonly diffId: string;
  readonly compression: Compression;
  /** How many there are. */
  readonly bytes: number;
}

/** As it is written down: three words. */
export function storedText({ diffId, compression, bytes }: StoredBytes): Uint8Array {
  return Buffer.from(`${diffId} ${compression} ${bytes}`);
}

/** What was written down; `undefined` if it is nothing of the kind. */
export function parseStored(bytes: Uint8Array): StoredBytes | undefined {
  if (bytes.length > 500) return undefined;
  const found = /^(sha\d{3}:[0-9a-f]+) (none|gzip|zstd) (\d{1,15})$/.exec(Buffer.from(bytes).toString('latin1'));
  if (found === null) return undefined;
  return { diffId: found[1] as string, compression: found[2] as Compression, bytes: Number(found[3]) };
}
