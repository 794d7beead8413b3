import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GROUP, PASSWD } from '../../rules/_share/accounts.js';
import { type ContainerUser, closedFolder, containerUser, mayExecute } from '../../rules/_share/container-user.js';
import type { FileAt } from '../../src/rule.js';

const FILES: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0::/root:/bin/sh\nweb:x:100:101::/:/bin/sh\n',
  'etc/group': 'web:x:101:\nmedia:x:50:other,web\nstaff:x:60:\n',
};
const file = (path: string, more: Partial<FileAt> = {}): FileAt => ({
  ...{ path, type: 'file', mode: 0o644, uid: 0, gid: 0, size: 1, layer: 0 },
  ...more,
});

function userOf(text: string): ContainerUser | string {
  const layer = { index: 0, diffId: undefined, digest: undefined, createdBy: undefined, incomplete: undefined };
  const seen = (name: 'passwd' | 'group') => {
    const path = `etc/${name}`;
    const entry = { path, type: 'file', sparse: false, size: 1 } as never;
    const value = (name === 'passwd' ? PASSWD : GROUP).keep(entry, Buffer.from(FILES[path] as string));
    return [{ entry, layer, value }];
  };
  return containerUser({
    seen,
    at: (path: string) => file(path),
    image: { runtime: { user: { value: text } } },
    incomplete: undefined,
  } as never);
}

test('USER is resolved as engines do it', () => {
  const ids = (text: string) => {
    const user = userOf(text);
    return typeof user === 'string' ? user : [user.uid, ...user.gids];
  };
  assert.deepEqual(ids(''), [0, 0]);
  assert.deepEqual(ids('web'), [100, 101, 50], 'with the other groups it is in');
  assert.deepEqual(ids('100'), [100, 101, 50], 'a number that has an account is that account');
  assert.deepEqual(ids('web:staff'), [100, 60], 'a given group is the only one');
  assert.deepEqual(ids('1000'), [1000, 0]);
  assert.deepEqual(ids('1000:7'), [1000, 7]);
  assert.equal(ids('nobody'), 'the image has no account nobody');
  assert.equal(ids('web:none'), 'the image has no group none');
});

test('who may execute', () => {
  const user = { name: 'web', uid: 100, gids: new Set([101, 50]) };
  const root = { name: 'root', uid: 0, gids: new Set([0]) };
  assert.ok(mayExecute(user, file('a', { mode: 0o701 })));
  assert.ok(mayExecute(user, file('a', { mode: 0o610, gid: 50 })));
  assert.ok(!mayExecute(user, file('a', { mode: 0o677, uid: 100 })), 'the first that fits decides');
  assert.ok(mayExecute(root, file('a', { mode: 0o601, uid: 9 })));
  assert.ok(!mayExecute(root, file('a', { mode: 0o644 })), 'root needs one of the bits too');
  const tree = (path: string) => file(path, { type: 'directory', mode: path === 'a/b' ? 0o700 : 0o755 });
  assert.equal(closedFolder(tree, user, 'a/b/c')?.path, 'a/b');
  assert.equal(closedFolder(tree, user, '/a/b'), undefined, 'the last part is not asked about');
});
