import type { LayerChange } from '../overlay/change.js';
import { PathTree } from '../overlay/path-tree.js';
import type { Reader, Writer } from './bytes.js';

/**
 * Paths as a tree of names, parents first, in the order in which the layer mentions them: each name stands once, and putting
 * them into a tree again takes one step a path. Node 0 is the root.
 */
export class PackedPaths {
  readonly #nodes = new Map<number, number>([[PathTree.ROOT, 0]]);
  readonly #parents: number[] = [];
  readonly #names: string[] = [];
  readonly #tree: PathTree;

  /** @param change whose paths they are */
  constructor({ tree }: LayerChange) {
    this.#tree = tree;
  }

  /** The node of a path, by its id in the tree. */
  node(id: number): number {
    const known = this.#nodes.get(id);
    if (known !== undefined) return known;
    // Not recursive: paths may be deep.
    const missing = [id];
    let above = this.#tree.parent(id);
    while (!this.#nodes.has(above)) {
      missing.push(above);
      above = this.#tree.parent(above);
    }
    let parent = this.#nodes.get(above) as number;
    for (let next = missing.pop(); next !== undefined; next = missing.pop()) {
      this.#parents.push(parent);
      this.#names.push(this.#tree.name(next));
      parent = this.#parents.length;
      this.#nodes.set(next, parent);
    }
    return parent;
  }

  write(to: Writer): void {
    to.numbers(this.#parents);
    to.numbers(this.#names.map(({ length }) => length));
    to.text(this.#names.join(''));
  }
}

/** Puts packed paths into a tree; gives the id of each node. */
export function unpackPaths(from: Reader, tree: PathTree): Int32Array {
  const parents = from.numbers();
  const lengths = from.numbers();
  const names = from.text();
  const ids = new Int32Array(parents.length + 1);
  ids[0] = PathTree.ROOT;
  tree.reserve(parents.length);
  let at = 0;
  for (let i = 0; i < parents.length; i++) {
    const parent = parents[i] as number;
    const end = at + (lengths[i] as number);
    // A name of no letters would never be found again.
    if (parent > i || !(end > at) || end > names.length) throw new RangeError('these are no paths');
    ids[i + 1] = tree.addChild(ids[parent] as number, names, at, end);
    at = end;
  }
  if (at !== names.length) throw new RangeError('these are no paths');
  return ids;
}
