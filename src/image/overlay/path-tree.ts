import { grown } from './columns.js';
import { NameStore } from './names.js';

/**
 * Paths as numbers. Each path of a tree has an id, its parent's id and the last part of its name; looking one up costs a
 * hash and makes no text.
 */
export class PathTree {
  /** Id of the root. */
  static readonly ROOT = 0;
  readonly #names = new NameStore();
  #size = 1;
  /** What the name store calls the last part of the path. */
  #called = new Uint32Array(1024);
  #parents = new Int32Array(1024).fill(-1);
  #firstChild = new Int32Array(1024).fill(-1);
  #nextSibling = new Int32Array(1024).fill(-1);
  #slots = new Int32Array(4096).fill(-1);

  /** How many paths there are, the root included. */
  get size(): number {
    return this.#size;
  }

  /** The id of a canonical path, made if it is new; its parents too. */
  add(path: string): number {
    let id = PathTree.ROOT;
    for (let start = 0; start < path.length; ) {
      const end = endOfPart(path, start);
      id = this.#find(id, path, start, end) ?? this.#insert(id, path, start, end);
      start = end + 1;
    }
    return id;
  }

  /** The id of a canonical path, if it is there. */
  get(path: string): number | undefined {
    let id: number | undefined = PathTree.ROOT;
    for (let start = 0; start < path.length && id !== undefined; ) {
      const end = endOfPart(path, start);
      id = this.#find(id, path, start, end);
      start = end + 1;
    }
    return id;
  }

  /** The child of that name, if it is there. */
  child(parent: number, name: string): number | undefined {
    return this.#find(parent, name, 0, name.length);
  }

  parent(id: number): number {
    return this.#parents[id] as number;
  }

  /** The canonical path of an id. */
  path(id: number): string {
    const parts: string[] = [];
    for (let at = id; at > PathTree.ROOT; at = this.parent(at)) parts.push(this.#names.get(this.#called[at] as number));
    return parts.reverse().join('/');
  }

  *children(id: number): Iterable<number> {
    for (let at = this.#firstChild[id] as number; at !== -1; at = this.#nextSibling[at] as number) yield at;
  }

  /** Is there anything below? */
  isLeaf(id: number): boolean {
    return this.#firstChild[id] === -1;
  }

  /** Everything below an id, without itself. Not recursive: trees may be deep. */
  *below(id: number): Iterable<number> {
    const pending = [...this.children(id)];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      yield at;
      for (const child of this.children(at)) pending.push(child);
    }
  }

  #find(parent: number, text: string, start: number, end: number): number | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = hash(parent, text, start, end) & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot] as number;
      if (id === -1) return undefined;
      if (this.#parents[id] === parent && this.#names.equals(this.#called[id] as number, text, start, end)) return id;
    }
  }

  #insert(parent: number, text: string, start: number, end: number): number {
    const id = this.#size++;
    if (id >= this.#parents.length) this.#grow();
    if (this.#size * 2 > this.#slots.length) this.#rehash(id);
    this.#called[id] = this.#names.add(text, start, end);
    this.#parents[id] = parent;
    this.#nextSibling[id] = this.#firstChild[parent] as number;
    this.#firstChild[parent] = id;
    this.#place(id, hash(parent, text, start, end));
    return id;
  }

  #place(id: number, hashed: number): void {
    const mask = this.#slots.length - 1;
    let slot = hashed & mask;
    while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
    this.#slots[slot] = id;
  }

  #grow(): void {
    const size = this.#parents.length * 2;
    this.#called = grown(this.#called, size);
    this.#parents = grown(this.#parents, size);
    this.#firstChild = grown(this.#firstChild, size, -1);
    this.#nextSibling = grown(this.#nextSibling, size, -1);
  }

  /** Twice the room for all ids below `end`. */
  #rehash(end: number): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let id = 1; id < end; id++) {
      const name = this.#names.get(this.#called[id] as number);
      this.#place(id, hash(this.#parents[id] as number, name, 0, name.length));
    }
  }
}

/** Where the part of the path that starts there ends. */
function endOfPart(path: string, start: number): number {
  const slash = path.indexOf('/', start);
  return slash === -1 ? path.length : slash;
}

/** FNV-1a over the parent's id and the name's code units. */
function hash(parent: number, text: string, start: number, end: number): number {
  let value = Math.imul(0x811c9dc5 ^ parent, 0x01000193);
  for (let i = start; i < end; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}
