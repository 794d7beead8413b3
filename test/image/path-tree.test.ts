import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hash, NameStore } from '../../src/image/overlay/names.js';
import { PathTree } from '../../src/image/overlay/path-tree.js';

const name = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.constantFrom('a', 'ü', '\udc80', 'a\udcff', '日本', '😀', 'x'.repeat(300)),
);

test('a kept name comes back, and has the hash of its text', () => {
  fc.assert(
    fc.property(fc.array(name), fc.nat(), (names, from) => {
      const store = new NameStore();
      const numbers = names.map(one => store.add(`(${one})`, 1, one.length + 1));
      for (const [i, one] of names.entries()) {
        const number = numbers[i] as number;
        assert.equal(store.get(number), one);
        assert.equal(store.hash(number, from), hash(from, `/${one}/`, 1, one.length + 1));
      }
    }),
  );
});

test('paths are found again however the tree grew, and whichever way they came in', () => {
  for (const reserved of [0, 10, 3000, 100_000]) {
    const tree = new PathTree();
    tree.add('before/it');
    tree.reserve(reserved);
    const ids = new Map<string, number>();
    for (let i = 0; i < 5000; i++) {
      const folder = `d${i % 70}/ü${i % 7}\udc80`;
      const path = `${folder}/${i}`;
      const id = i % 2 === 0 ? tree.add(path) : tree.addChild(tree.add(folder), `--${i}--`, 2, 2 + String(i).length);
      ids.set(path, id);
    }
    for (const [path, id] of ids) {
      assert.equal(tree.get(path), id);
      assert.equal(tree.add(path), id);
      assert.equal(tree.path(id), path);
      assert.equal(tree.name(id), path.slice(path.lastIndexOf('/') + 1));
    }
    assert.equal(new Set(ids.values()).size, 5000);
    assert.equal([...tree.below(PathTree.ROOT)].length, tree.size - 1);
  }
});
