import { grown, roomier } from './columns.js';

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

/** Contents that layers store, how many paths lead to each, and those to which none leads any more. */
export class Inodes {
  #length = 0;
  #sizes = new Float64Array(256);
  #links = new Int32Array(256);
  #storedIn = new Int32Array(256);
  /** Contents that were lost, with the path and the layer that lost them. */
  #lost = 0;
  #contents = new Int32Array(256);
  #lastPaths = new Int32Array(256);
  /** Layers, those that replaced instead of deleting as -1 - layer. */
  #lostIn = new Int32Array(256);
  /** Of contents with several paths: the first by name of those that no longer lead to it. */
  readonly #firstLost = new Map<number, number>();
  readonly wastedBy = new Map<number, number>();
  storedBytes = 0;
  readonly #path: (id: number) => string;

  /** @param path what a path's id stands for */
  constructor(path: (id: number) => string) {
    this.#path = path;
  }

  /** Makes room for so many more, which is to be done before `add`. */
  reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#sizes.length) return;
    // Exactly for one large layer, and not anew for each of very many small ones.
    const size = Math.max(needed, Math.ceil(this.#sizes.length * 1.1));
    this.#sizes = grown(this.#sizes, size);
    this.#links = grown(this.#links, size);
    this.#storedIn = grown(this.#storedIn, size);
  }

  /** A new content with one path; gives its number. */
  add(bytes: number, layer: number): number {
    const inode = this.#length++;
    this.#sizes[inode] = bytes;
    this.#links[inode] = 1;
    this.#storedIn[inode] = layer;
    this.storedBytes += bytes;
    return inode;
  }

  /** One path more leads to it. */
  link(inode: number): number {
    this.#links[inode] = (this.#links[inode] as number) + 1;
    return inode;
  }

  /** One path less leads to it; with the last one its bytes are wasted. */
  unlink(inode: number, path: number, layer: number, how: Waste['how']): void {
    const left = (this.#links[inode] as number) - 1;
    this.#links[inode] = left;
    const bytes = this.size(inode);
    if (bytes === 0) return;
    // Paths below a folder go in no certain order, and the report must not depend on it.
    const before = this.#firstLost.get(inode);
    const named = before === undefined || this.#path(path) < this.#path(before) ? path : before;
    if (left > 0) {
      this.#firstLost.set(inode, named);
      return;
    }
    this.#firstLost.delete(inode);
    const storedIn = this.#storedIn[inode] as number;
    this.wastedBy.set(storedIn, (this.wastedBy.get(storedIn) ?? 0) + bytes);
    if (this.#lost >= this.#contents.length) {
      this.#contents = roomier(this.#contents);
      this.#lastPaths = roomier(this.#lastPaths);
      this.#lostIn = roomier(this.#lostIn);
    }
    this.#contents[this.#lost] = inode;
    this.#lastPaths[this.#lost] = named;
    this.#lostIn[this.#lost++] = how === 'deleted' ? layer : -1 - layer;
  }

  /** Bytes of a content. */
  size(inode: number): number {
    return this.#sizes[inode] as number;
  }

  /** Every waste, in the order of their loss. */
  *wastes(): Iterable<Waste> {
    for (let at = 0; at < this.#lost; at++) {
      const inode = this.#contents[at] as number;
      const lostIn = this.#lostIn[at] as number;
      yield {
        path: this.#path(this.#lastPaths[at] as number),
        layer: this.#storedIn[inode] as number,
        goneIn: lostIn < 0 ? -1 - lostIn : lostIn,
        bytes: this.size(inode),
        how: lostIn < 0 ? 'replaced' : 'deleted',
      };
    }
  }
}
