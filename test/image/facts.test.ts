/** What is remembered of layers: the same before and after it was bytes, and no secret among it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { pack, unpack } from '../../src/image/facts/pack.js';
import { LayerFacts } from '../../src/image/facts.js';
import type { Entry, EntryType, Layer, LayerBlob } from '../../src/image/model.js';
import { Overlay } from '../../src/image/overlay.js';
import { type LayerResult, readLayer } from '../../src/image/read-layer.js';
import { Reads } from '../../src/image/reads.js';
import { imageOf } from '../support/image-example.js';
import { rulesOnDisk } from '../support/rules.js';

const all = await rulesOnDisk();
const named = all.flatMap(({ rule }) =>
  Object.entries(rule.reads ?? {}).map(([name, read]) => ({ name: `${rule.id} ${name}`, read })),
);
const reads = named.map(({ read }) => read);
const examples = all.flatMap(({ rule }) =>
  [...(rule.badImages ?? []), ...(rule.goodImages ?? [])].map((example, i) => ({
    name: `${rule.id} ${i}`,
    rule,
    ...example,
  })),
);

async function read(blob: LayerBlob, overlay: Overlay): Promise<LayerFacts> {
  const { want, keep } = new Reads(reads).ofLayer();
  const change = overlay.change();
  const reading = readLayer(blob, { want });
  for await (const item of reading.entries) change.add(item.entry, keep(item));
  return new LayerFacts(change, reading.result());
}

const layerOf = (index: number): Layer => ({
  index,
  diffId: undefined,
  digest: undefined,
  createdBy: undefined,
  incomplete: undefined,
});

/** Everything that can be asked of layers that were laid over one another. */
function view(overlay: Overlay, facts: readonly LayerFacts[], readCount: number) {
  const layers = facts.map((_, index) => layerOf(index));
  const below = [...overlay.below('')];
  return {
    seen: Array.from({ length: readCount }, (_, number) => overlay.seen(number, layers)),
    below: below.sort((a, b) => (a.path < b.path ? -1 : 1)),
    at: below.map(({ path }) => overlay.at(path)),
    wastes: [...overlay.wastes()],
    bytes: [overlay.storedBytes, ...overlay.wastedBy],
    notes: facts.map(({ change, result }) => [result.notes, change.remarks.notes, result.escapes]),
    results: facts.map(({ result: { uncompressedBytes, diffId, incomplete } }) => [
      uncompressedBytes,
      diffId,
      incomplete,
    ]),
  };
}

/** Packs the facts of each layer before it is applied, and lays what was unpacked over one another elsewhere. */
function viewedTwice(overlay: Overlay, facts: readonly LayerFacts[], readCount: number) {
  const other = new Overlay();
  const unpacked = facts.map(one => {
    const again = unpack(pack(one), other.change());
    overlay.apply(one.change);
    other.apply(again.change);
    return again;
  });
  return [view(other, unpacked, readCount), view(overlay, facts, readCount)];
}

describe('packed and unpacked, what every rule keeps of its own examples is the same', () => {
  for (const { name, image } of examples)
    test(name, async () => {
      const overlay = new Overlay();
      const facts: LayerFacts[] = [];
      for (const layer of (await imageOf(image)).layers) facts.push(await read(layer, overlay));
      const [again, before] = viewedTwice(overlay, facts, reads.length);
      assert.deepEqual(again, before);
    });
});

// Large files are not for examples; what is kept of them is made by the function that keeps it of others, and `test/secrets/` has some.
test('the examples make every read keep something, but for large files and databases that are only told to be there', async () => {
  const silent = new Set(reads.keys());
  for (const { image } of examples)
    for (const layer of (await imageOf(image)).layers)
      for (const { values } of (await read(layer, new Overlay())).change.keptEntries.values())
        for (const { read } of values) silent.delete(read);
  assert.deepEqual(
    [...silent].map(number => named[number]?.name),
    ['token-in-file large', 'unexpected-setuid other'],
  );
});

describe('no secret is kept', () => {
  const guarded = examples.filter(({ rule, at }) => at !== undefined && /^secrets$|^user$/.test(rule.topic));
  for (const { name, image } of guarded)
    test(name, async () => {
      const texts = (image.layers ?? []).flatMap(layer =>
        Object.values(layer).map(file => (typeof file === 'string' ? file : (file.content ?? ''))),
      );
      const paths = (image.layers ?? []).flatMap(layer => Object.keys(layer)).join('\n');
      const words = texts.flatMap(secretWords).filter(word => !paths.includes(word));
      for (const layer of (await imageOf(image)).layers) {
        const bytes = Buffer.from(pack(await read(layer, new Overlay())));
        const told = bytes.toString('latin1') + bytes.toString('utf16le') + bytes.subarray(1).toString('utf16le');
        assert.deepEqual(
          words.filter(word => told.includes(word)),
          [],
        );
      }
    });

  test('there are enough to look for', () => {
    const words = guarded.flatMap(({ image }) =>
      (image.layers ?? []).flatMap(layer =>
        Object.values(layer).flatMap(file => secretWords(typeof file === 'string' ? file : (file.content ?? ''))),
      ),
    );
    assert.ok(new Set(words).size > 10, `${new Set(words).size}`);
  });

  /** What looks as if it stood for itself: tokens, keys, hashes, passwords in URLs. */
  function secretWords(text: string): string[] {
    const long = text.match(/[A-Za-z0-9+/_-]{16,}/g) ?? [];
    const passwords = [...text.matchAll(/:\/\/[^\s:/@]*:([^\s@]+)@/g)].map(match => match[1] as string);
    const hashes = [...text.matchAll(/:(\$[^:\s]+):/g)].map(match => match[1] as string);
    return [...long.filter(word => /\d/.test(word) && /[A-Za-z]/.test(word)), ...passwords, ...hashes];
  }
});

const result = (more: Partial<LayerResult> = {}): LayerResult => ({
  compression: 'none',
  storedBytes: 0,
  uncompressedBytes: 7,
  digest: undefined,
  diffId: 'sha256:x',
  notes: ['one'],
  escapes: ['../x'],
  incomplete: undefined,
  ...more,
});

const PLAIN = { noNullPrototype: true } as const;
const ENTRY: Entry = {
  path: 'a',
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 1,
  mtime: 0,
  link: undefined,
  xattrs: new Map(),
  sparse: false,
};

describe('properties', () => {
  /** Names as archives have them: odd ones, bytes that are no UTF-8, whiteouts. */
  const name = fc.oneof(
    fc.constantFrom(
      'a',
      'b',
      'c',
      'ü',
      '\udc80',
      'x\udcff',
      '日本',
      '😀',
      '.wh.a',
      '.wh.b',
      '.wh..wh..opq',
      'long'.repeat(60),
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }).map(text => text.replace(/[/\0]/g, '_')),
  );
  const path = fc.array(name, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'));
  const number = fc.oneof(
    fc.constantFrom(0, -0, 1, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1),
    fc.nat(),
  );
  const value = fc.oneof(
    fc.constantFrom<unknown>(true, 0, -0, '', 'a', '\udc80', 1.5, undefined, null, Number.NaN),
    fc.uint8Array({ maxLength: 20 }),
    fc.uint32Array({ maxLength: 20 }),
    fc.record({ a: fc.string(), b: fc.option(number, { nil: undefined }) }, PLAIN),
    fc.array(fc.tuple(fc.string(), fc.nat())).map(entries => new Map(entries)),
    fc.array(fc.nat()).map(entries => new Set(entries)),
  );
  const entry = fc.record(
    {
      path,
      type: fc.constantFrom<EntryType>(
        'file',
        'directory',
        'symlink',
        'hardlink',
        'character-device',
        'block-device',
        'fifo',
        'other',
      ),
      mode: fc.nat(0o7777),
      uid: number,
      gid: number,
      size: number,
      mtime: fc.oneof(number, fc.constantFrom(-1, -(2 ** 40))),
      link: fc.option(path, { nil: undefined }),
      xattrs: fc
        .dictionary(fc.string(), fc.uint8Array({ maxLength: 8 }), { maxKeys: 2 })
        .map(made => new Map(Object.entries(made))),
      sparse: fc.boolean(),
    },
    PLAIN,
  );
  const kept = fc.array(fc.record({ read: fc.nat(3), value }, PLAIN), { maxLength: 3 });
  const layers = fc.array(fc.array(fc.tuple(entry, kept), { maxLength: 30 }), { minLength: 1, maxLength: 3 });

  test('any layers are the same again', () => {
    fc.assert(
      fc.property(layers, lists => {
        const overlay = new Overlay();
        const facts = lists.map(list => {
          const change = overlay.change();
          for (const [one, values] of list) change.add(Object.freeze(one) as Entry, values);
          return new LayerFacts(change, result());
        });
        const [again, before] = viewedTwice(overlay, facts, 4);
        assert.deepEqual(again, before);
      }),
      { numRuns: 300 },
    );
  });

  test('a layer keeps nothing of the others that share its tree', () => {
    const overlay = new Overlay();
    const [first, second] = [overlay.change(), overlay.change()];
    const one = (path: string): Entry => Object.freeze({ ...ENTRY, path });
    for (let i = 0; i < 50; i++) first.add(one(`first/${i}`), []);
    second.add(one('second'), []);
    assert.doesNotMatch(Buffer.from(pack(new LayerFacts(second, result()))).toString('latin1'), /first/);
  });

  test('bytes that are none of ours throw, or are read as far as they make sense', () => {
    const overlay = new Overlay();
    const change = overlay.change();
    for (let i = 0; i < 20; i++) change.add(Object.freeze({ ...ENTRY, path: `d/${i}` }), [{ read: 0, value: { i } }]);
    const bytes = pack(new LayerFacts(change, result()));
    for (let length = 0; length < bytes.length; length += 8)
      assert.throws(() => unpack(bytes.subarray(0, length), new Overlay().change()), `cut to ${length}`);
    assert.throws(() => unpack(Buffer.concat([bytes, Buffer.alloc(8)]), new Overlay().change()), RangeError);
  });

  test('what cannot be cloned cannot be packed', () => {
    const change = new Overlay().change();
    change.add(ENTRY, [{ read: 0, value: () => 1 }]);
    assert.throws(() => pack(new LayerFacts(change, result())), /could not be cloned/);
  });
});
