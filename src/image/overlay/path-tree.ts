import { grown } from './columns.js';
import { hash, NameStore } from './names.js';

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
      id = this.addChild(id, path, start, end);
      start = end + 1;
    }
    return id;
  }

  /** The id of the child whose name is that part of a text, made if it is new: quicker than `add` where the parent is known. */
  addChild(parent: number, text: string, start: number, end: number): number {
    const hashed = hash(parent, text, start, end);
    return this.#find(parent, text, start, end, hashed) ?? this.#insert(parent, text, start, end, hashed);
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

  /** The last part of the path. */
  name(id: number): string {
    return this.#names.get(this.#called[id] as number);
  }

  /** The canonical path of an id. */
  path(id: number): string {
    const parts: string[] = [];
    for (let at = id; at > PathTree.ROOT; at = this.parent(at)) parts.push(this.name(at));
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

  #find(
    parent: number,
    text: string,
    start: number,
    end: number,
    hashed = hash(parent, text, start, end),
  ): number | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = hashed & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot] as number;
      if (id === -1) return undefined;
      if (this.#parents[id] === parent && this.#names.equals(this.#called[id] as number, text, start, end)) return id;
    }
  }

  #insert(parent: number, text: string, start: number, end: number, hashed: number): number {
    const id = this.#size++;
    if (id >= this.#parents.length) this.#grow();
    if (this.#size * 2 > this.#slots.length) this.#rehash(id);
    this.#called[id] = this.#names.add(text, start, end);
    this.#parents[id] = parent;
    this.#nextSibling[id] = this.#firstChild[parent] as number;
    this.#firstChild[parent] = id;
    this.#place(id, hashed);
    return id;
  }

  #place(id: number, hashed: number): void {
    const mask = this.#slots.length - 1;
    let slot = hashed & mask;
    while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
    this.#slots[slot] = id;
  }

  /** Makes room for so many more paths at once. */
  reserve(count: number): void {
    const needed = this.#size + count;
    if (needed > this.#parents.length) this.#grow(Math.ceil(needed * 1.1));
    let slots = this.#slots.length;
    while (slots < needed * 2) slots *= 2;
    if (slots > this.#slots.length) this.#rehash(this.#size, slots);
  }

  #grow(size = this.#parents.length * 2): void {
    this.#called = grown(this.#called, size);
    this.#parents = grown(this.#parents, size);
    this.#firstChild = grown(this.#firstChild, size, -1);
    this.#nextSibling = grown(this.#nextSibling, size, -1);
  }

  /** Twice the room, or more, for all ids below `end`. */
  #rehash(end: number, size = this.#slots.length * 2): void {
    this.#slots = new Int32Array(size).fill(-1);
    for (let id = 1; id < end; id++)
      this.#place(id, this.#names.hash(this.#called[id] as number, this.#parents[id] as number));
  }
}

/** Where the part of the path that starts there ends. */
function endOfPart(path: string, start: number): number {
  const slash = path.indexOf('/', start);
  return slash === -1 ? path.length : slash;
}
