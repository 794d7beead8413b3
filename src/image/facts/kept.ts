import { deserialize, serialize } from 'node:v8';
import type { Entry } from '../model.js';
import { type KeptEntry, type LayerChange, TYPES } from '../overlay/change.js';
import type { Reader, Writer } from './bytes.js';

/** What columns cannot say of an entry: more bits than they have, a zero below zero, attributes. */
type Odd = Partial<Pick<Entry, 'mode' | 'uid' | 'gid' | 'size' | 'sparse' | 'xattrs'>>;

/** Packed by structured clone. */
interface Graph {
  readonly values: readonly unknown[];
  readonly odd: ReadonlyMap<number, Odd>;
}

/** Texts made of values longer than this are not compared: large values are hardly ever the same. */
const MOST_SHARED = 512;
const NO_XATTRS: ReadonlyMap<string, Uint8Array> = new Map();

/**
 * Writes the entries of which something is kept, without what the change's columns say. Values that are the same are written
 * once: most of a layer's programs are of one kind.
 *
 * @throws what structured clone does not know: functions, symbols
 */
export function packKept(change: LayerChange, to: Writer): void {
  const [rows, times, counts, reads, numbers]: number[][] = [[], [], [], [], []];
  const pool = new Pool();
  const odd = new Map<number, Odd>();
  for (const [row, { entry, values }] of change.keptEntries) {
    rows?.push(row);
    times?.push(entry.mtime);
    counts?.push(values.length);
    for (const { read, value } of values) {
      reads?.push(read);
      numbers?.push(pool.number(value));
    }
    const own = oddOf(entry, change, row);
    if (own !== undefined) odd.set(row, own);
  }
  for (const column of [rows, times, counts, reads, numbers]) to.numbers(column as number[]);
  to.bytes(serialize({ values: pool.values, odd } satisfies Graph));
}

/** Reads them into a change that has its columns and links already. @param path of a row */
export function unpackKept(from: Reader, change: LayerChange, path: (row: number) => string): void {
  const [rows, times, counts] = [from.numbers(), from.numbers(), from.numbers()];
  const [reads, numbers] = [from.numbers(), from.numbers()];
  const { values, odd } = deserialize(from.bytes()) as Graph;
  let at = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (row >= change.length) throw new RangeError('there is no such row');
    const kept: { read: number; value: unknown }[] = [];
    for (let left = counts[i] as number; left > 0; left--, at++) {
      const number = numbers[at] as number;
      if (!(number < values.length)) throw new RangeError('there is no such value');
      kept.push({ read: reads[at] as number, value: values[number] });
    }
    const entry: Entry = Object.freeze({
      path: path(row),
      type: TYPES[change.types[row] as number] as Entry['type'],
      mode: change.modes[row] as number,
      uid: change.uids[row] as number,
      gid: change.gids[row] as number,
      size: change.sizes[row] as number,
      mtime: times[i] as number,
      link: change.link(row),
      xattrs: NO_XATTRS,
      sparse: false,
      ...odd.get(row),
    });
    change.keptEntries.set(row, { entry, values: kept } satisfies KeptEntry);
  }
}

function oddOf(entry: Entry, change: LayerChange, row: number): Odd | undefined {
  const odd: Record<string, unknown> = {};
  if (!Object.is(entry.mode, change.modes[row])) odd['mode'] = entry.mode;
  if (!Object.is(entry.uid, change.uids[row])) odd['uid'] = entry.uid;
  if (!Object.is(entry.gid, change.gids[row])) odd['gid'] = entry.gid;
  if (!Object.is(entry.size, change.sizes[row])) odd['size'] = entry.size;
  if (entry.sparse) odd['sparse'] = true;
  if (entry.xattrs.size > 0) odd['xattrs'] = entry.xattrs;
  return Object.keys(odd).length === 0 ? undefined : odd;
}

/** Values by number, the same one once. */
class Pool {
  readonly values: unknown[] = [];
  readonly #known = new Map<unknown, number>();

  number(value: unknown): number {
    // Text and number cannot be mistaken for one another: a key made of bytes starts with a letter of its own.
    const key =
      typeof value === 'object' && value !== null ? keyOf(value) : typeof value === 'string' ? `s${value}` : value;
    const known = key === 0 ? undefined : this.#known.get(key);
    if (known !== undefined) return known;
    const number = this.values.push(value) - 1;
    this.#known.set(key, number);
    return number;
  }
}

/** What a value is the same by: its bytes, or itself if it is large. */
function keyOf(value: object): unknown {
  const isSmall = Object.keys(value).length <= 8 && !ArrayBuffer.isView(value);
  if (!isSmall) return value;
  const bytes = serialize(value);
  return bytes.length > MOST_SHARED ? value : `o${bytes.toString('latin1')}`;
}
