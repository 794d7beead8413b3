/** Secret keys of OpenPGP (RFC 4880, RFC 9580), in packets as keyrings and armored blocks hold them. */
import { isVaried, Reader } from './bytes.js';
import { form, type KeyForm } from './model.js';

const [SECRET_KEY, SECRET_SUBKEY] = [5, 7];
/** More packets than one person's keys have are not looked at. */
const MOST = 200;

/** What follows the algorithm's number: counts of multi-precision integers, octets of fixed size, and curves by name. */
const PUBLIC_PARTS: Readonly<Record<number, readonly ('mpi' | 'curve' | 'kdf' | number)[]>> = {
  1: ['mpi', 'mpi'],
  2: ['mpi', 'mpi'],
  3: ['mpi', 'mpi'],
  16: ['mpi', 'mpi', 'mpi'],
  17: ['mpi', 'mpi', 'mpi', 'mpi'],
  18: ['curve', 'mpi', 'kdf'],
  19: ['curve', 'mpi'],
  22: ['curve', 'mpi'],
  25: [32],
  26: [56],
  27: [32],
  28: [57],
};

/** The first secret key that is more than a stub; one without a passphrase, if there is any. */
export function pgpKey(bytes: Uint8Array): KeyForm | undefined {
  const reader = new Reader(bytes);
  let found: KeyForm | undefined;
  for (let i = 0; i < MOST && reader.left > 2; i++) {
    const packet = packetOf(reader);
    if (packet === undefined || (i === 0 && packet.tag !== SECRET_KEY)) break;
    if (packet.tag !== SECRET_KEY && packet.tag !== SECRET_SUBKEY) continue;
    const guard = guardOf(packet.body);
    if (guard === undefined && i === 0) break;
    if (guard === 'none') return form('PGP private key');
    if (guard === 'passphrase') found = form('PGP private key', true);
  }
  return found;
}

/** A packet's kind and content. Of one that is cut off by the end of the bytes: what there is. */
function packetOf(reader: Reader): { readonly tag: number; readonly body: Uint8Array } | undefined {
  const first = reader.number(1) ?? 0;
  if ((first & 0x80) === 0) return undefined;
  const old = (first & 0x40) === 0;
  const length = old ? oldLength(reader, first & 3) : newLength(reader);
  if (length === undefined) return undefined;
  const body = reader.take(Math.min(length, reader.left));
  return body === undefined ? undefined : { tag: old ? (first >> 2) & 15 : first & 63, body };
}

const WIDTHS = [1, 2, 4] as const;

function oldLength(reader: Reader, kind: number): number | undefined {
  const width = WIDTHS[kind];
  return width === undefined ? reader.left : reader.number(width);
}

function newLength(reader: Reader): number | undefined {
  const first = reader.number(1) ?? 224;
  if (first < 192) return first;
  if (first === 255) return reader.number(4);
  const second = first < 224 ? reader.number(1) : undefined;
  return second === undefined ? undefined : ((first - 192) << 8) + second + 192;
}

/** What guards the secret part; `stub`: it is not there; `undefined`: the packet is none of a key. */
function guardOf(body: Uint8Array): 'none' | 'passphrase' | 'stub' | undefined {
  const reader = new Reader(body);
  const version = reader.number(1) ?? 0;
  if (version < 3 || version > 6) return undefined;
  reader.take(version === 3 ? 6 : 4);
  const parts = PUBLIC_PARTS[reader.number(1) ?? 0];
  if (version >= 5) reader.number(4);
  if (parts === undefined || !parts.every(part => skip(reader, part))) return undefined;
  const usage = reader.number(1);
  if (usage === undefined) return undefined;
  if (version >= 5 && usage !== 0) reader.number(1);
  if (usage === 0) return reader.left >= 16 && isVaried(reader.take(reader.left)) ? 'none' : 'stub';
  if (usage >= 253) {
    if (usage === 253) reader.number(1);
    reader.number(1);
    if (version === 6) reader.number(1);
    // GnuPG's own: the secret is elsewhere, or on a card.
    if (reader.number(1) === 101) return 'stub';
  }
  return reader.left >= 16 ? 'passphrase' : undefined;
}

function skip(reader: Reader, part: 'mpi' | 'curve' | 'kdf' | number): boolean {
  if (typeof part === 'number') return reader.take(part) !== undefined;
  if (part !== 'mpi') {
    const counted = reader.counted(1);
    return counted !== undefined && counted.length >= 3 && counted.length <= 16;
  }
  const bits = reader.number(2);
  const value = bits === undefined || bits === 0 ? undefined : reader.take(Math.ceil(bits / 8));
  // The highest bit is where the count says it is.
  return value !== undefined && bits !== undefined && (value[0] as number) >> ((bits - 1) % 8) === 1;
}
