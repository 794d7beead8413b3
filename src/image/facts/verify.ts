import { Tally } from '../guard.js';
import { SNIFFED, sniff } from '../inflate.js';
import { ImageError, type LayerBlob } from '../model.js';
import { Problems } from '../problems.js';

/** What came of stored bytes that were read only to be counted and hashed. */
export interface Verified {
  readonly bytes: number;
  /** Nothing compressed is known to start like them. */
  readonly isPlain: boolean;
  /** Why they are not what the manifest says, in the words of `readLayer`; `undefined` if they are. */
  readonly wrong: string | undefined;
}

/** Reads the stored bytes of a layer to their end and holds them against what the manifest says. Never throws. */
export async function verifyStored(blob: LayerBlob, progress: (bytes: number) => void): Promise<Verified> {
  const tally = new Tally(blob.digest);
  const problems = new Problems();
  let start = Buffer.alloc(0);
  try {
    for await (const chunk of tally.through(blob.open())) {
      if (start.length < SNIFFED) start = Buffer.concat([start, chunk.subarray(0, SNIFFED)]);
      progress(tally.bytes);
    }
    problems.checkSize(blob.size, tally.bytes);
    problems.checkDigest('stored', blob.digest, tally.digest());
  } catch (error) {
    if (!(error instanceof ImageError)) problems.add(`The layer could not be read: ${messageOf(error)}.`);
    else problems.add(error.message, error.code === 'truncated' || error.code === 'corrupt' ? 'damage' : undefined);
  }
  return { bytes: tally.bytes, isPlain: isPlain(start), wrong: problems.told() };
}

function isPlain(start: Uint8Array): boolean {
  try {
    return sniff(start) === 'none';
  } catch {
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
