/** What reading a layer gave as bytes: as much of it as follows from the layer's uncompressed bytes. */
import { deserialize, serialize } from 'node:v8';
import { LayerFacts } from '../facts.js';
import type { LayerChange } from '../overlay.js';
import { Reader, Writer } from './bytes.js';
import { packKept, unpackKept } from './kept.js';
import { PackedPaths, unpackPaths } from './tree.js';

/** The rest of what is told about a layer. */
interface Told {
  readonly uncompressedBytes: number;
  readonly diffId: string | undefined;
  readonly notes: readonly string[];
  readonly escapes: readonly string[];
}

/**
 * Packs the facts of a layer that was read to its end and is not laid over others yet: what an overlay remarks about a layer
 * depends on those below it, and is not packed.
 *
 * @throws for values that structured clone does not know
 */
export function pack({ change, result }: LayerFacts): Uint8Array {
  const writer = new Writer();
  const { uncompressedBytes, diffId, notes, escapes } = result;
  writer.bytes(serialize({ uncompressedBytes, diffId, notes: [...notes], escapes: [...escapes] } satisfies Told));
  const paths = new PackedPaths(change);
  const nodes = new Float64Array(change.length);
  const hidden: number[] = [];
  // In the order of the layer, so that unpacking makes the same tree as reading.
  const hideUpTo = (row: number) => {
    for (let next = change.whiteouts[hidden.length]; next !== undefined && next.row <= row; )
      next = change.whiteouts[hidden.push(paths.node(next.id))];
  };
  for (let row = 0; row < change.length; row++) {
    hideUpTo(row);
    nodes[row] = paths.node(change.ids[row] as number);
  }
  hideUpTo(change.length);
  paths.write(writer);
  writer.numbers(steps(nodes));
  for (const column of [change.types, change.modes, change.uids, change.gids, change.sizes])
    writer.numbers(column.subarray(0, change.length));
  writer.numbers(hidden);
  writer.numbers(change.whiteouts.map(({ opaque }) => Number(opaque)));
  writer.numbers(change.whiteouts.map(({ row }) => row));
  const targets = [...change.links.values()];
  writer.numbers([...change.links.keys()]);
  writer.numbers(targets.map(({ length }) => length));
  writer.text(targets.join(''));
  packKept(change, writer);
  return writer.done();
}

/**
 * Unpacks facts into an empty change. The bytes have to be those that were packed: whoever kept them has to see to that, as
 * structured clone is not made for strangers' bytes.
 *
 * @throws for anything odd; the change is of no use then
 */
export function unpack(bytes: Uint8Array, change: LayerChange): LayerFacts {
  const reader = new Reader(bytes);
  const told = deserialize(reader.bytes()) as Told;
  const ids = unpackPaths(reader, change.tree);
  const nodes = unsteps(reader.numbers(), ids.length);
  const length = nodes.length;
  change.length = length;
  change.ids = nodes.map(node => ids[node] as number);
  change.types = new Uint8Array(columnOf(reader, length));
  change.modes = new Uint16Array(columnOf(reader, length));
  change.uids = new Uint32Array(columnOf(reader, length));
  change.gids = new Uint32Array(columnOf(reader, length));
  change.sizes = new Float64Array(columnOf(reader, length));
  const hidden = reader.numbers();
  const opaque = columnOf(reader, hidden.length);
  const rows = columnOf(reader, hidden.length);
  for (const [i, node] of hidden.entries()) {
    if (node >= ids.length) throw new RangeError('there is no such path');
    change.whiteouts.push({ id: ids[node] as number, opaque: opaque[i] === 1, row: rows[i] as number });
  }
  unpackLinks(reader, change);
  unpackKept(reader, change, row => change.tree.path(change.ids[row] as number));
  reader.end();
  return new LayerFacts(change, {
    ...told,
    compression: undefined,
    storedBytes: 0,
    digest: undefined,
    incomplete: undefined,
  });
}

function unpackLinks(reader: Reader, change: LayerChange): void {
  const rows = reader.numbers();
  const lengths = columnOf(reader, rows.length);
  const targets = reader.text();
  let at = 0;
  for (let i = 0; i < rows.length; i++) {
    const end = at + (lengths[i] as number);
    change.links.set(rows[i] as number, targets.slice(at, end));
    at = end;
  }
  if (at !== targets.length) throw new RangeError('these are no links');
}

/** A column of that many rows. */
function columnOf(reader: Reader, length: number): ReturnType<Reader['numbers']> {
  const column = reader.numbers();
  if (column.length !== length) throw new RangeError('a column is too short or too long');
  return column;
}

/** From each number to the next, up as even and down as odd numbers: nearly always the same, which takes least room. */
function steps(values: Float64Array): Float64Array {
  let before = 0;
  return values.map(value => {
    const step = value - before;
    before = value;
    return step >= 0 ? step * 2 : -step * 2 - 1;
  });
}

/** The numbers again. @throws RangeError for any that is not below `end` */
function unsteps(coded: ArrayLike<number>, end: number): Int32Array {
  const values = new Int32Array(coded.length);
  let value = 0;
  for (let i = 0; i < coded.length; i++) {
    const step = coded[i] as number;
    value += step % 2 === 0 ? step / 2 : -(step + 1) / 2;
    if (!(value >= 0 && value < end)) throw new RangeError('there is no such path');
    values[i] = value;
  }
  return values;
}
