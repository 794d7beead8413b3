import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Minimatch } from 'minimatch';
import type { Entry, Read } from '../../src/image/model.js';
import { PathTree } from '../../src/image/overlay/path-tree.js';
import { compileSieve } from '../../src/image/sieve.js';

const entry = (path: string): Entry => ({
  path,
  type: 'file',
  mode: 0,
  uid: 0,
  gid: 0,
  size: 0,
  mtime: 0,
  link: undefined,
  xattrs: new Map(),
  sparse: false,
});
const read = (match: Read<unknown>['match']): Read<unknown> => ({ match, bytes: 0, keep: () => undefined });

test('the compiled sieve finds what each glob alone finds', () => {
  const part = fc.constantFrom('etc', 'passwd', '.ssh', 'id_rsa', 'a.pem', 'b.key', 'var', 'lib', 'apt', 'lists', 'x');
  const path = fc.array(part, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'));
  const glob = fc.constantFrom(
    'etc/passwd',
    '**/id_rsa',
    '**/*.pem',
    'var/lib/apt/lists/**',
    '**/.ssh/**',
    'etc/*',
    '{etc,var}/**',
    '**/*.{pem,key}',
    'x',
    '**',
    'var/**/x',
    '**/.ssh/id_*',
  );
  fc.assert(
    fc.property(fc.array(fc.array(glob, { minLength: 1, maxLength: 3 }), { maxLength: 5 }), path, (globs, path) => {
      const naive = globs.flatMap((patterns, i) =>
        patterns.some(pattern => new Minimatch(pattern, { dot: true, platform: 'linux' }).match(path)) ? [i] : [],
      );
      assert.deepEqual(compileSieve(globs.map(read))(entry(path)), naive);
    }),
    { numRuns: 2000 },
  );
});

test('a read may look at the header instead', () => {
  const sieve = compileSieve([read(entry => entry.mode > 0), read(['a']), read(entry => entry.path === 'a')]);
  assert.deepEqual(sieve(entry('a')), [1, 2]);
  assert.deepEqual(sieve({ ...entry('b'), mode: 1 }), [0]);
});

test('a tree of paths gives back what was put in', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc
          .array(
            fc.string({ minLength: 1, maxLength: 3 }).filter(part => !part.includes('/')),
            { minLength: 1, maxLength: 4 },
          )
          .map(parts => parts.join('/')),
        { maxLength: 400 },
      ),
      paths => {
        const tree = new PathTree();
        const ids = paths.map(path => tree.add(path));
        paths.forEach((path, i) => {
          assert.equal(tree.path(ids[i] as number), path);
          assert.equal(tree.get(path), ids[i]);
        });
        assert.equal(tree.get('not/there/at/all/of/it'), undefined);
      },
    ),
    { numRuns: 50 },
  );
  const tree = new PathTree();
  for (let i = 0; i < 20_000; i++) tree.add(`d${i % 100}/f${i}`);
  assert.equal(tree.size, 1 + 100 + 20_000);
  assert.equal([...tree.below(tree.get('d7') as number)].length, 200);
});
