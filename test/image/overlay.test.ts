import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Entry, EntryType, Layer } from '../../src/image/model.js';
import { Overlay } from '../../src/image/overlay.js';

const entry = (path: string, more: Partial<Entry> = {}): Entry => ({
  path,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  link: undefined,
  xattrs: new Map(),
  sparse: false,
  ...more,
});
const layer = (index: number): Layer => ({
  index,
  diffId: undefined,
  digest: undefined,
  createdBy: undefined,
  incomplete: undefined,
});

/** Lays lists of entries over one another; each entry is kept for read 0 with its path as value. */
function overlay(...layers: readonly Entry[][]) {
  const result = new Overlay();
  for (const entries of layers) {
    const change = result.change();
    for (const one of entries) change.add(one, [{ read: 0, value: one.path }]);
    result.apply(change);
  }
  const all = layers.map((_, i) => layer(i));
  const seen = result.seen<string>(0, all);
  return {
    result,
    seen,
    shipped: seen
      .filter(one => one.goneIn === undefined)
      .map(one => `${one.value}@${one.layer.index}`)
      .sort(),
  };
}

describe('whiteouts', () => {
  test('hide a file, a folder with all in it, and only what lies below, wherever they stand in the layer', () => {
    const { shipped, seen, result } = overlay(
      [entry('a/b', { size: 5 }), entry('a/c/d', { size: 7 }), entry('e')],
      [entry('a/.wh.c'), entry('a/c', { type: 'directory' }), entry('a/c/new'), entry('.wh.e'), entry('.wh.never')],
      [entry('a/b2'), entry('a/.wh.b')],
    );
    assert.deepEqual(shipped, ['a/b2@2', 'a/c/new@1', 'a/c@1']);
    assert.deepEqual(
      seen.filter(one => one.goneIn).map(one => [one.value, one.layer.index, one.goneIn?.index]),
      [
        ['a/b', 0, 2],
        ['a/c/d', 0, 1],
        ['e', 0, 1],
      ],
    );
    assert.deepEqual(
      [...result.wastes()].map(({ path, layer, goneIn, bytes, how }) => [path, layer, goneIn, bytes, how]),
      [
        ['a/c/d', 0, 1, 7, 'deleted'],
        ['a/b', 0, 2, 5, 'deleted'],
      ],
    );
    assert.deepEqual([...result.wastedBy], [[0, 12]]);
  });

  test('an opaque folder hides all that lies below it in lower layers and keeps what its own layer adds', () => {
    const { shipped } = overlay(
      [entry('d/old'), entry('d/deep/x'), entry('k')],
      [entry('d/new'), entry('d/.wh..wh..opq')],
    );
    assert.deepEqual(shipped, ['d/new@1', 'k@0']);
  });

  test('names that only look like whiteouts are files; AUFS leftovers are nothing', () => {
    const { shipped } = overlay([
      entry('usr/bin/which'),
      entry('x.wh.y'),
      entry('.wh..wh.plnk'),
      entry('.wh..wh.aufs'),
      entry('pkg.whl'),
    ]);
    assert.deepEqual(shipped, ['pkg.whl@0', 'usr/bin/which@0', 'x.wh.y@0']);
  });
});

describe('replacing', () => {
  test('a file by a folder, a folder by a file, attributes of a folder alone', () => {
    const { shipped, result } = overlay(
      [entry('a'), entry('d/x', { size: 3 }), entry('k', { type: 'directory' }), entry('k/in')],
      [
        entry('a', { type: 'directory' }),
        entry('a/in'),
        entry('d', { size: 1 }),
        entry('k', { type: 'directory', mode: 0o700 }),
      ],
    );
    assert.deepEqual(shipped, ['a/in@1', 'a@1', 'd@1', 'k/in@0', 'k@1']);
    assert.equal(result.at('k')?.mode, 0o700);
    assert.equal(result.at('d/x'), undefined);
    assert.deepEqual(
      [...result.wastes()].map(({ path, how }) => [path, how]),
      [['d/x', 'replaced']],
    );
  });

  test('bytes under several hard links count once, and are wasted when the last link goes', () => {
    const first = [
      entry('a', { size: 10, mode: 0o4755 }),
      entry('b', { type: 'hardlink', link: 'a', mode: 0 }),
      entry('gone', { type: 'hardlink', link: 'nowhere' }),
    ];
    const { result } = overlay(first, [entry('.wh.a')]);
    assert.deepEqual([result.at('b')?.mode, result.at('b')?.size, result.storedBytes], [0o4755, 10, 10]);
    assert.deepEqual([...result.wastes()], []);
    assert.equal(overlay(first, [entry('.wh.a')], [entry('.wh.b')]).result.wastedBy.get(0), 10);
  });
});

describe('paths', () => {
  const { result } = overlay([
    entry('usr/bin/app', { mode: 0o755 }),
    entry('bin', { type: 'symlink', link: 'usr/bin' }),
    entry('abs', { type: 'symlink', link: '/usr/bin/app' }),
    entry('up', { type: 'symlink', link: '../../../../usr/bin' }),
    entry('loop', { type: 'symlink', link: 'loop2' }),
    entry('loop2', { type: 'symlink', link: 'loop' }),
    entry('dangling', { type: 'symlink', link: 'nothing/here' }),
  ]);
  for (const [path, wanted] of [
    ['bin/app', 'usr/bin/app'],
    ['/bin/../bin/app', 'usr/bin/app'],
    ['abs', 'usr/bin/app'],
    ['up/app', 'usr/bin/app'],
    ['usr', 'usr'],
    ['', ''],
  ] as const) {
    test(`${path} is ${wanted}`, () => assert.equal(result.at(path)?.path, wanted));
  }
  for (const path of ['loop', 'loop/x', 'dangling', 'usr/bin/app/x', 'nope'])
    test(`${path} is nothing`, () => assert.equal(result.at(path), undefined));
  test('a link can be asked for itself', () => assert.equal(result.at('abs', false)?.type, 'symlink'));
});

test('any layers give what a simple model gives', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/'));
  const one = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .record({ path, type: fc.constantFrom<EntryType>('file', 'directory'), size: fc.nat(9) })
        .map(({ path, type, size }) => entry(path, { type, size: type === 'file' ? size : 0 })),
    },
    { weight: 2, arbitrary: path.map(path => entry(path.replace(/[^/]+$/, '.wh.$&'))) },
    { weight: 1, arbitrary: path.map(path => entry(`${path}/.wh..wh..opq`)) },
  );
  fc.assert(
    fc.property(fc.array(fc.array(one, { maxLength: 6 }), { maxLength: 4 }), layers => {
      const model = new Map<string, string>();
      const under = (folder: string) => [...model.keys()].filter(key => key.startsWith(`${folder}/`));
      layers.forEach((entries, i) => {
        for (const { path } of entries) {
          const at = path.lastIndexOf('/');
          const last = path.slice(at + 1);
          const folder = at === -1 ? '' : path.slice(0, at);
          if (last === '.wh..wh..opq') for (const key of under(folder)) model.delete(key);
          else if (last.startsWith('.wh.')) {
            const hidden = (folder === '' ? '' : `${folder}/`) + last.slice(4);
            for (const key of [hidden, ...under(hidden)]) model.delete(key);
          }
        }
        for (const { path, type } of entries) {
          if (path.includes('.wh.')) continue;
          if (!(type === 'directory' && (model.get(path) ?? 'directory').startsWith('directory')))
            for (const key of under(path)) model.delete(key);
          model.set(path, `${type}@${i}`);
        }
      });
      const { result, seen } = overlay(...layers);
      const shipped = new Map(
        seen.filter(one => one.goneIn === undefined).map(one => [one.value, `${one.entry.type}@${one.layer.index}`]),
      );
      assert.deepEqual([...shipped].sort(), [...model].sort());
      for (const [path, what] of model) assert.equal(`${result.at(path)?.type}@${result.at(path)?.layer}`, what);
    }),
    { numRuns: 2000 },
  );
});
