/**
 * Paths as numbers. Each path of a tree has an id, its parent's id and the last part of its name; looking one up costs a
 * hash, and a million paths take some 80 MB less than as many strings in a map.
 */
export class PathTree {
  /** Id of the root. */
  static readonly ROOT = 0;
  readonly #names: string[] = [''];
  #parents = new Int32Array(1024).fill(-1);
  #firstChild = new Int32Array(1024).fill(-1);
  #nextSibling = new Int32Array(1024).fill(-1);
  #slots = new Int32Array(4096).fill(-1);

  /** How many paths there are, the root included. */
  get size(): number {
    return this.#names.length;
  }

  /** The id of a canonical path, made if it is new; its parents too. */
  add(path: string): number {
    let id = PathTree.ROOT;
    for (const name of partsOf(path)) id = this.#find(id, name) ?? this.#insert(id, name);
    return id;
  }

  /** The id of a canonical path, if it is there. */
  get(path: string): number | undefined {
    let id: number | undefined = PathTree.ROOT;
    for (const name of partsOf(path)) {
      id = this.#find(id, name);
      if (id === undefined) return undefined;
    }
    return id;
  }

  /** The child of that name, if it is there. */
  child(parent: number, name: string): number | undefined {
    return this.#find(parent, name);
  }

  parent(id: number): number {
    return this.#parents[id] as number;
  }

  /** The canonical path of an id. */
  path(id: number): string {
    const parts: string[] = [];
    for (let at = id; at > PathTree.ROOT; at = this.parent(at)) parts.push(this.#names[at] as string);
    return parts.reverse().join('/');
  }

  *children(id: number): Iterable<number> {
    for (let at = this.#firstChild[id] as number; at !== -1; at = this.#nextSibling[at] as number) yield at;
  }

  /** Everything below an id, without itself. Not recursive: trees may be deep. */
  *below(id: number): Iterable<number> {
    const pending = [...this.children(id)];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      yield at;
      for (const child of this.children(at)) pending.push(child);
    }
  }

  #find(parent: number, name: string): number | undefined {
    const mask = this.#slots.length - 1;
    for (let slot = hash(parent, name) & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot] as number;
      if (id === -1) return undefined;
      if (this.#parents[id] === parent && this.#names[id] === name) return id;
    }
  }

  #insert(parent: number, name: string): number {
    const id = this.#names.length;
    this.#names.push(name);
    if (id >= this.#parents.length) this.#grow();
    if (id * 2 > this.#slots.length) this.#rehash();
    this.#parents[id] = parent;
    this.#nextSibling[id] = this.#firstChild[parent] as number;
    this.#firstChild[parent] = id;
    this.#place(id);
    return id;
  }

  #place(id: number): void {
    const mask = this.#slots.length - 1;
    let slot = hash(this.#parents[id] as number, this.#names[id] as string) & mask;
    while (this.#slots[slot] !== -1) slot = (slot + 1) & mask;
    this.#slots[slot] = id;
  }

  #grow(): void {
    this.#parents = doubled(this.#parents);
    this.#firstChild = doubled(this.#firstChild);
    this.#nextSibling = doubled(this.#nextSibling);
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 4).fill(-1);
    for (let id = 1; id < this.#names.length - 1; id++) this.#place(id);
  }
}

function partsOf(path: string): string[] {
  return path === '' ? [] : path.split('/');
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2).fill(-1);
  larger.set(array);
  return larger;
}

/** FNV-1a over the parent's id and the name's code units. */
function hash(parent: number, name: string): number {
  let value = Math.imul(0x811c9dc5 ^ parent, 0x01000193);
  for (let i = 0; i < name.length; i++) value = Math.imul(value ^ name.charCodeAt(i), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}
