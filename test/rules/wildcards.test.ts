/** Wildcards of COPY, against the files of the build context. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countFitting } from '../../rules/_share/wildcards.js';

const PATHS = ['a.txt', 'b.txt', 'lib/', 'lib/a.txt', 'lib/c.js', 'x/', 'x/lib/', 'x/lib/a.txt'];
const count = (wildcard: string, enough = 99): number | undefined =>
  countFitting(wildcard, PATHS, { left: 100_000 }, enough);

for (const [wildcard, expected] of [
  ['*.txt', 2],
  ['./?.txt', 2],
  ['*', 4],
  ['*/*.txt', 1],
  ['/l?b/[a-c].*', 2],
  ['lib/[^a].*', 1],
  ['*.js', 0],
  ['li*', 1],
  ['x/*', 1],
  ['**/a.txt', undefined],
  ['!*', undefined],
] as const)
  test(wildcard, () => assert.equal(count(wildcard), expected));

test('it stops where there is enough', () => assert.equal(count('*.txt', 1), 1));

test('it gives up when the work is spent', () => {
  assert.equal(countFitting('*.js', PATHS, { left: 3 }, 1), undefined);
});
