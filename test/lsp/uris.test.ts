import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fileUri, locate } from '../../src/lsp/uris.js';

test('where documents are', () => {
  for (const [uri, windows, path, name] of [
    ['file:///home/u/a%20b/Dockerfile', false, '/home/u/a b/Dockerfile', 'Dockerfile'],
    ['FILE:///x/%C3%A4.Dockerfile', false, '/x/ä.Dockerfile', 'ä.Dockerfile'],
    ['file:///c%3A/Users/u/Dockerfile', true, 'c:\\Users\\u\\Dockerfile', 'Dockerfile'],
    ['file:///C:/a/b.Dockerfile', true, 'C:\\a\\b.Dockerfile', 'b.Dockerfile'],
    ['file://server/share/Dockerfile', true, '\\\\server\\share\\Dockerfile', 'Dockerfile'],
    ['file:///no/drive', true, undefined, 'drive'],
    ['file://server/share/Dockerfile', false, undefined, 'Dockerfile'],
    ['untitled:Untitled-1', false, undefined, 'Untitled-1'],
    ['untitled:/home/u/Dockerfile', false, '/home/u/Dockerfile', 'Dockerfile'],
    ['untitled:/c%3A/u/Dockerfile', true, 'c:\\u\\Dockerfile', 'Dockerfile'],
    ['vscode-remote://ssh-remote%2Bhost/home/u/Dockerfile', false, undefined, 'Dockerfile'],
    ['git:/home/u/Dockerfile?%7B%22ref%22%3A%22HEAD%22%7D', false, undefined, 'Dockerfile'],
    ['file:///a%2Fb', false, undefined, 'untitled'],
    ['file:///a%00b', false, undefined, 'a\0b'],
    ['x:/100%', false, undefined, '100%'],
    ['x:/a/..', false, undefined, 'untitled'],
    ['x:/%2e%2e', false, undefined, 'untitled'],
    ['', false, undefined, 'untitled'],
  ] as const)
    assert.deepEqual(locate(uri, windows), { path, name }, uri);
});

test('a path there and back', () => {
  const part = fc.string({ unit: 'grapheme', minLength: 1 }).filter(text => !/[/\\\0\r\n\t]|^\.+$|[ .]$/.test(text));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.boolean(), (parts, windows) => {
      fc.pre(!windows || !parts.some(text => /[<>:"|?*]/.test(text)));
      const path = windows ? `C:\\${parts.join('\\')}` : `/${parts.join('/')}`;
      assert.equal(locate(fileUri(path, windows), windows).path, path);
    }),
  );
});

test('nothing makes it throw, and a name is never a way out of a folder', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map(text => `file://${text}`),
      ),
      fc.boolean(),
      (uri, windows) => {
        assert.match(locate(uri, windows).name, /^(?!\.{1,2}$)[^/]+$/);
      },
    ),
  );
});
