import type { Entry, EntryType, Layer, Seen } from './model.js';
import { LayerChange, TYPES } from './overlay/change.js';
import { grown } from './overlay/columns.js';
import { Inodes, type Waste } from './overlay/inodes.js';
import { PathTree } from './overlay/path-tree.js';
import { shown } from './text.js';

export type { KeptValue, LayerChange } from './overlay/change.js';
export type { Waste } from './overlay/inodes.js';

/** A path as a container of the image sees it. */
export interface FileAt {
  /** Canonical, symlinks resolved. */
  readonly path: string;
  readonly type: EntryType;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** The layer whose entry it is. */
  readonly layer: number;
}

/** What the kernel does: more symlinks in one path than this are a loop. */
const MOST_LINKS = 40;
const DIRECTORY = TYPES.indexOf('directory');
const SYMLINK = TYPES.indexOf('symlink');
const HARDLINK = TYPES.indexOf('hardlink');

interface Kept {
  readonly read: number;
  readonly entry: Entry;
  readonly layer: number;
  readonly value: unknown;
  goneIn: number | undefined;
}

/**
 * Layers laid over one another, base first, as the OCI image specification says (`layer.md`): whiteouts and opaque
 * directories of a layer hide what lies below, wherever they stand in it; then its entries are added. What a layer hides is
 * remembered: which layer stored it, which one hid it.
 */
export class Overlay {
  readonly #tree = new PathTree();
  readonly #inodes = new Inodes(id => this.#tree.path(id));
  /** Of the entry in force at each path: its layer, -1 for none. */
  #layers = new Int32Array(1024).fill(-1);
  #types = new Uint8Array(1024);
  #modes = new Uint16Array(1024);
  #uids = new Uint32Array(1024);
  #gids = new Uint32Array(1024);
  /** Content: several paths (hard links) may share one. */
  #contents = new Int32Array(1024).fill(-1);
  readonly #targets = new Map<number, string>();
  readonly #kept = new Map<number, Kept[]>();
  readonly #all: Kept[] = [];
  #layer = -1;

  /** All bytes of file contents that the layers store. */
  get storedBytes(): number {
    return this.#inodes.storedBytes;
  }

  /** Wasted bytes by the layer that stores them. */
  get wastedBy(): ReadonlyMap<number, number> {
    return this.#inodes.wastedBy;
  }

  /** Every waste, in the order in which layers hid them. */
  wastes(): Iterable<Waste> {
    return this.#inodes.wastes();
  }

  /** A layer to fill with its entries. Several may be filled at once; `apply` puts them in order. */
  change(): LayerChange {
    return new LayerChange(this.#tree);
  }

  /** Lays the next layer over all that were applied before: first what it hides, then what it adds. */
  apply(change: LayerChange): void {
    this.#layer++;
    this.#grow();
    this.#inodes.reserve(change.length);
    for (const { id, opaque } of change.whiteouts) {
      for (const below of this.#tree.below(id)) this.#remove(below, 'deleted');
      if (!opaque) this.#remove(id, 'deleted');
    }
    for (let row = 0; row < change.length; row++) this.#put(change, row);
  }

  /** What a read found, in all layers, base first; what is gone says so. */
  seen<T>(read: number, layers: readonly Layer[]): Seen<T>[] {
    return this.#all
      .filter(kept => kept.read === read)
      .map(({ entry, layer, value, goneIn }) => ({
        entry,
        layer: layers[layer] as Layer,
        value: value as T,
        ...(goneIn === undefined ? {} : { goneIn: layers[goneIn] as Layer }),
      }));
  }

  /**
   * What a path means in a container, symlinks followed within the tree (also in the middle of the path); `undefined` if
   * there is nothing, or links turn in a circle.
   *
   * @param follow false: a symlink at the end is given as it is
   */
  at(path: string, follow = true): FileAt | undefined {
    let id: number = PathTree.ROOT;
    let pending = path.split('/').filter(part => part !== '' && part !== '.');
    let links = 0;
    while (pending.length > 0) {
      const name = pending.shift() as string;
      if (name === '..') {
        id = id === PathTree.ROOT ? id : this.#tree.parent(id);
        continue;
      }
      const child = this.#tree.child(id, name);
      if (child === undefined || (!this.#exists(child) && !this.#isImplied(child))) return undefined;
      const target = this.#exists(child) ? this.#targets.get(child) : undefined;
      if (target === undefined || (pending.length === 0 && !follow)) {
        id = child;
        continue;
      }
      if (++links > MOST_LINKS) return undefined;
      if (target.startsWith('/')) id = PathTree.ROOT;
      pending = [...target.split('/').filter(part => part !== '' && part !== '.'), ...pending];
    }
    return this.#fileAt(id);
  }

  /** Every path of the final view below a folder, in no certain order. */
  *below(path: string): Iterable<FileAt> {
    const id = this.#tree.get(path);
    if (id === undefined) return;
    for (const below of this.#tree.below(id)) if (this.#exists(below)) yield this.#fileAt(below);
  }

  #exists(id: number): boolean {
    return (this.#layers[id] ?? -1) !== -1;
  }

  /** A directory that no layer lists, but that has something in it. */
  #isImplied(id: number): boolean {
    for (const below of this.#tree.below(id)) if (this.#exists(below)) return true;
    return false;
  }

  #fileAt(id: number): FileAt {
    const path = this.#tree.path(id);
    if (!this.#exists(id)) return { path, type: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0, layer: 0 };
    return {
      path,
      type: TYPES[this.#types[id] as number] as EntryType,
      mode: this.#modes[id] as number,
      uid: this.#uids[id] as number,
      gid: this.#gids[id] as number,
      size: this.#inodes.size(this.#contents[id] as number),
      layer: this.#layers[id] as number,
    };
  }

  #put(change: LayerChange, row: number): void {
    const { remarks } = change;
    const id = change.ids[row] as number;
    const type = change.types[row] as number;
    const link = change.link(row);
    // A directory over a directory changes its attributes and keeps what is in it; anything else takes its place.
    const keeps = type === DIRECTORY && (!this.#exists(id) || this.#types[id] === DIRECTORY);
    if (!keeps && this.#layers[id] === this.#layer)
      remarks.note(`${shown(this.#tree.path(id))} stands more than once in the layer; the last one counts.`);
    // Written through the link by whoever unpacks carelessly; a layer is a tree of names, in which the link is replaced.
    const folder = this.#tree.parent(id);
    if (this.#targets.has(folder))
      remarks.note(`${shown(this.#tree.path(folder))} is a link, and the layer holds files below it.`);
    if (!keeps && !this.#tree.isLeaf(id)) for (const below of this.#tree.below(id)) this.#remove(below, 'replaced');
    this.#remove(id, 'replaced');
    const target = type === HARDLINK && link !== undefined ? this.#tree.get(link) : undefined;
    const shared = target !== undefined && target !== id && this.#exists(target) ? target : undefined;
    if (type === HARDLINK && shared === undefined)
      remarks.note(`${shown(this.#tree.path(id))} is a hard link to ${shown(link ?? '')}, which is not there.`);
    this.#layers[id] = this.#layer;
    this.#types[id] = shared === undefined ? type : (this.#types[shared] as number);
    this.#modes[id] = (shared === undefined ? change.modes[row] : this.#modes[shared]) as number;
    this.#uids[id] = (shared === undefined ? change.uids[row] : this.#uids[shared]) as number;
    this.#gids[id] = (shared === undefined ? change.gids[row] : this.#gids[shared]) as number;
    if (type === SYMLINK && link !== undefined) this.#targets.set(id, link);
    this.#contents[id] =
      shared === undefined
        ? this.#inodes.add(change.sizes[row] as number, this.#layer)
        : this.#inodes.link(this.#contents[shared] as number);
    const { entry, values } = change.kept(row);
    if (entry === undefined) return;
    for (const { read, value } of values) {
      const one: Kept = { read, entry, layer: this.#layer, value, goneIn: undefined };
      this.#all.push(one);
      const here = this.#kept.get(id);
      if (here === undefined) this.#kept.set(id, [one]);
      else here.push(one);
    }
  }

  #remove(id: number, how: Waste['how']): void {
    if (!this.#exists(id)) return;
    this.#inodes.unlink(this.#contents[id] as number, id, this.#layer, how);
    for (const kept of this.#kept.get(id) ?? []) kept.goneIn ??= this.#layer;
    this.#kept.delete(id);
    this.#targets.delete(id);
    this.#layers[id] = -1;
  }

  /** Room for every path that the tree knows. */
  #grow(): void {
    if (this.#tree.size <= this.#layers.length) return;
    const size = Math.ceil(this.#tree.size * 1.1);
    this.#layers = grown(this.#layers, size, -1);
    this.#types = grown(this.#types, size);
    this.#modes = grown(this.#modes, size);
    this.#uids = grown(this.#uids, size);
    this.#gids = grown(this.#gids, size);
    this.#contents = grown(this.#contents, size, -1);
  }
}
