/** The patterns of `.dockerignore` as moby/patternmatcher understands them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanPath, ignoredBy, mayLetIn, readIgnoreFile } from '../../rules/_share/dockerignore.js';

const ignores = (text: string, path: string): boolean => ignoredBy(readIgnoreFile(text), cleanPath(path)) !== undefined;

const CASES: readonly (readonly [pattern: string, path: string, ignored: boolean])[] = [
  ['**', 'file', true],
  ['**/', 'file', true],
  ['**/**', 'dir/file', true],
  ['dir/**', 'dir/dir2/file', true],
  ['abc/**', 'abc', false],
  ['**/dir', 'dir/file', true],
  ['**/dir2/*', 'dir/dir2/file', true],
  ['**/dir2/**', 'dir/dir2/dir2/file', true],
  ['**file', 'file', true],
  ['**file', 'dir/file', true],
  ['**file', 'dir/myfile', true],
  ['**/file', 'myfile', false],
  ['**/file*txt', 'dir/dir/file.txt', true],
  ['**/**/*.txt', 'dir/dir/file.txt', true],
  ['**/**/*.txt2', 'dir/dir/file.txt', false],
  ['a**/*.txt', 'a/dir/file.txt', true],
  ['a/*.txt', 'a/dir/file.txt', false],
  ['a/*.txt**', 'a/file.txt', true],
  ['a[b-d]e', 'ace', true],
  ['a[b-d]e', 'aae', false],
  ['a[^b-d]e', 'aze', true],
  ['.*', 'foo', false],
  ['abc.def', 'abcZdef', false],
  ['abc?def', 'abcZdef', true],
  ['abc?def', 'abc/def', false],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'axb', false],
  ['a(b)c/def', 'a(b)c/def', true],
  ['a.|)$(}+{bc', 'a.|)$(}+{bc', true],
  ['**/.foo', 'bar.foo', false],
  ['docs', 'docs/a/b', true],
  ['docs', 'src/docs', false],
  ['  /docs/../src/./x/  ', 'src/x/y', true],
  ['# docs', 'docs', false],
  [' # docs', '# docs', true],
  ['[', '[', false],
];

for (const [pattern, path, ignored] of CASES)
  test(`${JSON.stringify(pattern)} ${ignored ? 'keeps out' : 'leaves'} ${path}`, () =>
    assert.equal(ignores(pattern, path), ignored));

test('the last pattern that fits decides', () => {
  const text = '\uFEFF*\r\n!src\r\nsrc/tmp\r\n! src/tmp/keep \r\n!\r\n';
  assert.equal(ignores(text, 'README'), true);
  assert.equal(ignores(text, 'src/a'), false);
  assert.equal(ignores(text, 'src/tmp/a'), true);
  assert.equal(ignores(text, 'src/tmp/keep/a'), false);
});

test('tells whether a folder may still hold something', () => {
  const { patterns } = readIgnoreFile('*\n!a/b/c\n!x*/y');
  assert.deepEqual(
    ['a', 'a/b', 'a/c', 'b', 'xx', '.'].map(folder => mayLetIn(patterns, folder)),
    [true, true, false, true, true, true],
    'a wildcard may stand for anything',
  );
});

test('hostile patterns end', () => {
  const file = readIgnoreFile(`${'*a'.repeat(400)}b\n`.repeat(1000));
  assert.equal(ignoredBy(file, 'a'.repeat(3000)), undefined);
  assert.ok(file.budget.left < 0, 'the work is given up, and the answer is not to be trusted');
});
