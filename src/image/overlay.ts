import { Remarks } from './guard.js';
import type { Entry, EntryType, Layer, Seen } from './model.js';
import { PathTree } from './path-tree.js';
import { shown } from './text.js';

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

/** Bytes that every pull fetches and no container sees. */
export interface Waste {
  readonly path: string;
  /** The layer that stores them. */
  readonly layer: number;
  /** The layer that hides them. */
  readonly goneIn: number;
  readonly bytes: number;
  readonly how: 'deleted' | 'replaced';
}

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';
/** What the kernel does: more symlinks in one path than this are a loop. */
const MOST_LINKS = 40;
const TYPES: readonly EntryType[] = [
  'file',
  'directory',
  'symlink',
  'hardlink',
  'character-device',
  'block-device',
  'fifo',
  'other',
];
/** So many of the largest wastes are told one by one; all are counted. */
const MOST_TOLD = 200;

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
  /** Layer of the entry in force at each path, -1 for none. */
  #layers = new Int16Array(1024).fill(-1);
  #types = new Uint8Array(1024);
  #modes = new Uint16Array(1024);
  #uids = new Float64Array(1024);
  #gids = new Float64Array(1024);
  /** Content: several paths (hard links) may share one. */
  #inodes = new Int32Array(1024).fill(-1);
  readonly #sizes: number[] = [];
  readonly #links: number[] = [];
  readonly #storedIn: number[] = [];
  readonly #targets = new Map<number, string>();
  readonly #kept = new Map<number, Kept[]>();
  readonly #all: Kept[] = [];
  #told: Waste[] = [];
  /** Wasted bytes by the layer that stores them. */
  readonly wastedBy = new Map<number, number>();
  /** All bytes of file contents that the layers store. */
  storedBytes = 0;
  /** What is odd about the layer that was begun last but did not stop anything: one sentence each. */
  remarks = new Remarks();
  #layer = -1;
  #whiteouts: { id: number; opaque: boolean }[] = [];
  #additions: { id: number; entry: Entry; kept: { read: number; value: unknown }[] }[] = [];

  /** Begins the next layer. */
  begin(): void {
    this.#layer++;
    this.remarks = new Remarks();
  }

  /** Takes an entry of the layer that was begun. Whiteouts are told by their names. */
  add(entry: Entry, kept: { read: number; value: unknown }[]): void {
    const slash = entry.path.lastIndexOf('/');
    const name = entry.path.slice(slash + 1);
    const folder = slash === -1 ? '' : entry.path.slice(0, slash);
    if (name === OPAQUE) this.#whiteouts.push({ id: this.#tree.add(folder), opaque: true });
    else if (name.startsWith('.wh..wh.')) return;
    else if (name.startsWith(WHITEOUT)) {
      const hidden = name.slice(WHITEOUT.length);
      if (hidden !== '' && hidden !== '.' && hidden !== '..')
        this.#whiteouts.push({ id: this.#tree.add(folder === '' ? hidden : `${folder}/${hidden}`), opaque: false });
    } else this.#additions.push({ id: this.#tree.add(entry.path), entry, kept });
  }

  /** Ends the layer: first what it hides, then what it adds. */
  end(): void {
    this.#grow();
    for (const { id, opaque } of this.#whiteouts) {
      for (const below of this.#tree.below(id)) this.#remove(below, 'deleted');
      if (!opaque) this.#remove(id, 'deleted');
    }
    for (const addition of this.#additions) this.#put(addition.id, addition.entry, addition.kept);
    this.#whiteouts = [];
    this.#additions = [];
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

  /** The largest wastes, largest first. */
  get waste(): readonly Waste[] {
    return this.#largest();
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
      size: this.#sizes[this.#inodes[id] as number] ?? 0,
      layer: this.#layers[id] as number,
    };
  }

  #put(id: number, entry: Entry, kept: { read: number; value: unknown }[]): void {
    // A directory over a directory changes its attributes and keeps what is in it; anything else takes its place.
    const keeps = entry.type === 'directory' && (!this.#exists(id) || TYPES[this.#types[id] as number] === 'directory');
    if (!keeps && this.#layers[id] === this.#layer)
      this.remarks.note(`${shown(entry.path)} stands more than once in the layer; the last one counts.`);
    // Written through the link by whoever unpacks carelessly; a layer is a tree of names, in which the link is replaced.
    const folder = this.#tree.parent(id);
    if (this.#targets.has(folder))
      this.remarks.note(`${shown(this.#tree.path(folder))} is a link, and the layer holds files below it.`);
    if (!keeps) for (const below of this.#tree.below(id)) this.#remove(below, 'replaced');
    this.#remove(id, 'replaced');
    const target = entry.type === 'hardlink' && entry.link !== undefined ? this.#tree.get(entry.link) : undefined;
    const shared = target !== undefined && target !== id && this.#exists(target) ? target : undefined;
    if (entry.type === 'hardlink' && shared === undefined)
      this.remarks.note(`${shown(entry.path)} is a hard link to ${shown(entry.link ?? '')}, which is not there.`);
    this.#layers[id] = this.#layer;
    this.#types[id] = TYPES.indexOf(
      shared === undefined ? entry.type : (TYPES[this.#types[shared] as number] as EntryType),
    );
    this.#modes[id] = shared === undefined ? entry.mode : (this.#modes[shared] as number);
    this.#uids[id] = shared === undefined ? entry.uid : (this.#uids[shared] as number);
    this.#gids[id] = shared === undefined ? entry.gid : (this.#gids[shared] as number);
    if (entry.type === 'symlink' && entry.link !== undefined) this.#targets.set(id, entry.link);
    const inode = shared === undefined ? this.#sizes.length : (this.#inodes[shared] as number);
    if (shared === undefined) {
      this.#sizes.push(entry.size);
      this.#links.push(0);
      this.#storedIn.push(this.#layer);
      this.storedBytes += entry.size;
    }
    this.#inodes[id] = inode;
    this.#links[inode] = (this.#links[inode] as number) + 1;
    for (const { read, value } of kept) {
      const one: Kept = { read, entry, layer: this.#layer, value, goneIn: undefined };
      this.#all.push(one);
      const here = this.#kept.get(id);
      if (here === undefined) this.#kept.set(id, [one]);
      else here.push(one);
    }
  }

  #remove(id: number, how: Waste['how']): void {
    if (!this.#exists(id)) return;
    const inode = this.#inodes[id] as number;
    const left = (this.#links[inode] as number) - 1;
    this.#links[inode] = left;
    const stored = this.#storedIn[inode] as number;
    const bytes = this.#sizes[inode] as number;
    // A path that stands twice in one layer hides its own first version: that is no layer's doing.
    if (left === 0 && bytes > 0) {
      this.wastedBy.set(stored, (this.wastedBy.get(stored) ?? 0) + bytes);
      this.#tell({ path: this.#tree.path(id), layer: stored, goneIn: this.#layer, bytes, how });
    }
    for (const kept of this.#kept.get(id) ?? []) kept.goneIn ??= this.#layer;
    this.#kept.delete(id);
    this.#targets.delete(id);
    this.#layers[id] = -1;
  }

  #tell(waste: Waste): void {
    this.#told.push(waste);
    if (this.#told.length > MOST_TOLD * 4) this.#told = this.#largest();
  }

  #largest(): Waste[] {
    return [...this.#told].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1)).slice(0, MOST_TOLD);
  }

  #grow(): void {
    if (this.#tree.size <= this.#layers.length) return;
    const size = 2 ** Math.ceil(Math.log2(this.#tree.size + 1));
    const larger = <A extends Int16Array | Int32Array | Uint8Array | Uint16Array | Float64Array>(
      array: A,
      fresh: A,
    ): A => {
      fresh.set(array);
      return fresh;
    };
    this.#layers = larger(this.#layers, new Int16Array(size).fill(-1));
    this.#types = larger(this.#types, new Uint8Array(size));
    this.#modes = larger(this.#modes, new Uint16Array(size));
    this.#uids = larger(this.#uids, new Float64Array(size));
    this.#gids = larger(this.#gids, new Float64Array(size));
    this.#inodes = larger(this.#inodes, new Int32Array(size).fill(-1));
  }
}
