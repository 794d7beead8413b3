import { Remarks } from '../guard.js';
import type { Entry, EntryType } from '../model.js';
import { id32, roomier } from './columns.js';
import type { PathTree } from './path-tree.js';

/** What a read made of an entry. */
export interface KeptValue {
  /** The read's number. */
  readonly read: number;
  readonly value: unknown;
}

/** The entry types by number. */
export const TYPES: readonly EntryType[] = [
  'file',
  'directory',
  'symlink',
  'hardlink',
  'character-device',
  'block-device',
  'fifo',
  'other',
];
const TYPE_NUMBERS = new Map(TYPES.map((type, number) => [type, number]));
const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
const NOTHING: readonly KeptValue[] = Object.freeze([]);

/** What a layer hides: a path and all below it, or only what is below. */
export interface Whiteout {
  readonly id: number;
  readonly opaque: boolean;
  /** How many other entries stand before it. */
  readonly row: number;
}

/** An entry of which something is kept. */
export interface KeptEntry {
  readonly entry: Entry;
  readonly values: readonly KeptValue[];
}

/**
 * What one layer does to those below it (OCI image specification, `layer.md`), gathered while it is read: whiteouts, and
 * entries in their order. Only entries of which something is kept stay as they are; of the others a row of numbers.
 */
export class LayerChange {
  /** What is odd about the layer but did not stop anything: one sentence each. */
  readonly remarks = new Remarks();
  readonly whiteouts: Whiteout[] = [];
  /** Entries that are no whiteouts; the columns below have a row for each. */
  length = 0;
  ids = new Int32Array(256);
  types = new Uint8Array(256);
  modes = new Uint16Array(256);
  uids = new Uint32Array(256);
  gids = new Uint32Array(256);
  sizes = new Float64Array(256);
  /** Targets of links, and what is kept, by their rows. */
  readonly links = new Map<number, string>();
  readonly keptEntries = new Map<number, KeptEntry>();
  /** What `ids` are ids of. */
  readonly tree: PathTree;

  constructor(tree: PathTree) {
    this.tree = tree;
  }

  /** Takes an entry of the layer. Whiteouts are told by their names. */
  add(entry: Entry, kept: readonly KeptValue[]): void {
    const slash = entry.path.lastIndexOf('/');
    if (!entry.path.startsWith(WHITEOUT, slash + 1)) {
      this.#append(entry, kept);
      return;
    }
    const name = entry.path.slice(slash + 1);
    const folder = slash === -1 ? '' : entry.path.slice(0, slash);
    if (name === OPAQUE) this.whiteouts.push({ id: this.tree.add(folder), opaque: true, row: this.length });
    else if (!name.startsWith('.wh..wh.')) {
      const hidden = name.slice(WHITEOUT.length);
      if (hidden !== '' && hidden !== '.' && hidden !== '..')
        this.whiteouts.push({
          id: this.tree.add(folder === '' ? hidden : `${folder}/${hidden}`),
          opaque: false,
          row: this.length,
        });
    }
  }

  /** Target of the link in a row. */
  link(row: number): string | undefined {
    return this.links.get(row);
  }

  /** What is kept of the entry in a row. */
  kept(row: number): { readonly entry: Entry | undefined; readonly values: readonly KeptValue[] } {
    return this.keptEntries.get(row) ?? { entry: undefined, values: NOTHING };
  }

  #append(entry: Entry, kept: readonly KeptValue[]): void {
    const row = this.length++;
    if (row >= this.ids.length) {
      this.ids = roomier(this.ids);
      this.types = roomier(this.types);
      this.modes = roomier(this.modes);
      this.uids = roomier(this.uids);
      this.gids = roomier(this.gids);
      this.sizes = roomier(this.sizes);
    }
    this.ids[row] = this.tree.add(entry.path);
    this.types[row] = TYPE_NUMBERS.get(entry.type) as number;
    this.modes[row] = entry.mode;
    this.uids[row] = id32(entry.uid);
    this.gids[row] = id32(entry.gid);
    this.sizes[row] = entry.size;
    if (entry.link !== undefined) this.links.set(row, entry.link);
    if (kept.length > 0) this.keptEntries.set(row, { entry, values: kept });
  }
}
