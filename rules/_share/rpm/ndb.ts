import { Bytes } from './bytes.js';
import { RpmError } from './error.js';

const [MAGIC, SLOT, HEAD, TAIL] = ['RpmP', 'Slot', 'BlbS', 'BlbE'].map(littleEndian) as [
  number,
  number,
  number,
  number,
];
const PAGE = 4096;
/** Slots have as many bytes as the blocks that blobs are made of. */
const BLOCK = 16;
const [HEAD_BYTES, TAIL_BYTES] = [16, 12];

/**
 * The blobs of rpm's own `Packages.db`, which SUSE uses: pages of slots (magic, package, first block, number of blocks) and
 * behind them blobs, each between a head (magic, package, generation, length) and a tail (Adler-32, length, magic).
 *
 * @throws RpmError
 */
export function* ndbBlobs(file: Uint8Array): Generator<Uint8Array, void, undefined> {
  const bytes = new Bytes(file, true);
  if (bytes.u32(0) !== MAGIC || bytes.u32(4) !== 0) throw new RpmError('the version of the database is not known');
  const slots = bytes.u32(12) * PAGE;
  if (slots > file.length) throw new RpmError('the slots have more bytes than the file');
  // Blobs may not have more bytes than the file: many that lie over one another would.
  let left = file.length;
  // The first two slots are the file's own header.
  for (let at = 2 * BLOCK; at < slots; at += BLOCK) {
    if (bytes.u32(at) !== SLOT) throw new RpmError(`there is no slot at ${at}`);
    const start = bytes.u32(at + 8) * BLOCK;
    if (start === 0) continue;
    const size = bytes.u32(at + 12) * BLOCK;
    left -= size;
    if (left < 0 || start < slots) throw new RpmError(`the slot at ${at} has no blob`);
    yield readBlob(new Bytes(bytes.part(start, size), true), bytes.u32(at + 4));
  }
}

function readBlob(bytes: Bytes, owner: number): Uint8Array {
  const size = bytes.u32(12);
  const tail = bytes.length - TAIL_BYTES;
  if (
    bytes.u32(0) !== HEAD ||
    bytes.u32(4) !== owner ||
    Math.ceil((HEAD_BYTES + size + TAIL_BYTES) / BLOCK) * BLOCK !== bytes.length ||
    bytes.u32(tail + 4) !== size ||
    bytes.u32(tail + 8) !== TAIL
  )
    throw new RpmError(`the blob of package ${owner} is damaged`);
  if (bytes.u32(tail) !== adler32(bytes.all, tail))
    throw new RpmError(`the blob of package ${owner} has a wrong checksum`);
  return bytes.part(HEAD_BYTES, size);
}

/** The checksum of RFC 1950, of the first bytes. */
function adler32(bytes: Uint8Array, end: number): number {
  let [low, high] = [1, 0];
  for (let at = 0; at < end; ) {
    // So many sums stay below 2^32.
    const stop = Math.min(at + 5552, end);
    for (; at < stop; at++) {
      low += bytes[at] as number;
      high += low;
    }
    low %= 65521;
    high %= 65521;
  }
  return high * 65536 + low;
}

function littleEndian(magic: string): number {
  return [...magic].reduceRight((value, letter) => value * 256 + letter.charCodeAt(0), 0);
}
