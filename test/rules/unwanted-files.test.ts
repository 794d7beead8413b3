/** What of a build context nobody wants in an image, behind the ignore file. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderOf, takenBy, unwantedIn } from '../../rules/_share/unwanted-files.js';

const found = (paths: readonly string[], ignore?: string): string[] | undefined =>
  unwantedIn({ paths, ...(ignore === undefined ? {} : { ignore }) })?.map(({ path, kind }) => `${path} ${kind}`);

test('folders and files by what they are', () => {
  assert.deepEqual(
    found([
      '.env',
      '.git/',
      '.git/config',
      'a/.hg/',
      'id_rsa',
      'id_rsa.pub',
      'node_modules/',
      'tls/server.key',
      'x.env',
    ]),
    ['.env secret', '.git/ history', 'a/.hg/ history', 'id_rsa key', 'node_modules/ modules', 'tls/server.key key'],
  );
});

test('not what others wrote, and not tests', () => {
  assert.deepEqual(
    found(['node_modules/a/.env', 'vendor/x/id_rsa', 'test/id_rsa', 'src/testdata/tls.key', '.git/id_rsa']),
    [],
  );
});

test('what is ignored is out, unless an exception lets it in', () => {
  assert.deepEqual(found(['.env', 'a/.env'], '.env\n'), ['a/.env secret']);
  assert.deepEqual(found(['.env', 'a/.env'], '**/.env\n!a/.env\n'), ['a/.env secret']);
  assert.deepEqual(found(['.git/', '.git/HEAD'], '.git/*\n'), []);
  assert.deepEqual(found(['.git/', '.git/HEAD'], '.git\n!.git/HEAD\n'), ['.git/ history']);
});

test('nothing is known without a list of files', () => {
  assert.equal(unwantedIn({ ignore: '.env\n' }), undefined);
  assert.equal(unwantedIn(undefined), undefined);
});

test('a source takes what lies in its folder', () => {
  const unwanted = unwantedIn({ paths: ['.env', 'a/.env', 'ab/.env'] }) ?? [];
  assert.deepEqual(
    takenBy('a', unwanted).map(({ path }) => path),
    ['a/.env'],
  );
  assert.equal(takenBy('.', unwanted).length, 3);
  const context = { paths: ['a/', 'a/.env', 'f'] };
  assert.deepEqual(
    ['.', './', '/', '*', 'a', './a/', 'f', 'b'].map(source => folderOf(source, context)),
    ['.', '.', '.', '.', 'a', 'a', undefined, undefined],
  );
});
