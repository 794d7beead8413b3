/** A folder as a layer: what another reader of tar archives finds in it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import tar from 'tar-stream';
import { tarHeader } from '../../../src/image/sources/tar-header.js';
import { compress, packTar, writeTo } from '../../support/image-fixtures.js';
import { drain, fails, opened } from './failing.js';

type Read = tar.Header & { content: string };

/** All entries, as tar-stream reads them. */
async function entriesOf(bytes: Buffer): Promise<Map<string, Read>> {
  const extract = tar.extract();
  const found = new Map<string, Read>();
  extract.end(bytes);
  for await (const entry of extract) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(Buffer.from(chunk as Uint8Array));
    found.set(entry.header.name, { ...entry.header, content: String(Buffer.concat(chunks)) });
  }
  return found;
}

const unix = { skip: path.sep === '\\' };

test('a folder is one layer, in the order of bytes, links as links', unix, async t => {
  const long = `${'long-folder-name/'.repeat(8)}file`;
  const cwd = await writeTo(t, {
    'etc/passwd': 'root:x:0:0',
    'bin/sh': 'x'.repeat(600_000),
    'usr/lib/link': { link: '../../etc/passwd' },
    'usr/lib/outside': { link: '/etc/shadow' },
    'usr/lib/loop': { link: '.' },
    'empty/': {},
    [long]: 'long',
  });
  fs.linkSync(path.join(cwd, 'bin/sh'), path.join(cwd, 'bin/zsh'));
  fs.chmodSync(path.join(cwd, 'bin/sh'), 0o4755);
  fs.utimesSync(path.join(cwd, 'etc/passwd'), -5, -5);
  fs.mkdirSync(path.join(cwd, 'run'));
  execFileSync('mkfifo', [path.join(cwd, 'run/pipe')]);
  for (const reference of ['.', 'rootfs:.', `dir:${cwd}`])
    await opened(reference, { cwd }, async image => {
      assert.equal(image.kind, 'rootfs');
      assert.equal(image.config, undefined);
      assert.equal(image.layers.length, 1);
      const bytes = await drain(image.layers[0]!.open());
      assert.deepEqual(await drain(image.layers[0]!.open()), bytes, 'each time anew, the same');
      const entries = await entriesOf(bytes);
      const names = [...entries.keys()].map(name => name.replace(/\/$/, ''));
      assert.deepEqual(names.slice(0, 6), ['.', 'bin', 'bin/sh', 'bin/zsh', 'empty', 'etc']);
      const get = (name: string) => entries.get(name) ?? entries.get(`${name}/`);
      assert.equal(get('bin/sh')?.content.length, 600_000);
      assert.equal(get('bin/sh')?.mode, 0o4755);
      assert.equal(get('bin/sh')?.uid, fs.statSync(cwd).uid);
      assert.equal(get('bin/zsh')?.type, 'link');
      assert.equal(get('bin/zsh')?.linkname, 'bin/sh');
      assert.equal(get('usr/lib/outside')?.linkname, '/etc/shadow');
      assert.equal(get('usr/lib/loop')?.type, 'symlink');
      assert.equal(get('run/pipe')?.type, 'fifo');
      assert.equal(get('empty')?.type, 'directory');
      assert.equal(get(long)?.content, 'long');
      assert.equal(get('etc/passwd')?.content, 'root:x:0:0');
      assert.match(image.notes[0] ?? '', /Extended attributes/);
      assert.equal(
        image.notes.some(note => /Everything belongs to user/.test(note)),
        fs.statSync(cwd).uid !== 0,
      );
    });
});

test('owners of a tree that one user unpacked are not to be trusted', unix, async t => {
  if (os.userInfo().uid !== 0) return t.skip('only root can give files to somebody else');
  const cwd = await writeTo(t, { 'etc/passwd': '', 'usr/x': '' });
  const give = (uid: number) => {
    for (const name of ['.', 'etc', 'usr', 'etc/passwd', 'usr/x']) fs.lchownSync(path.join(cwd, name), uid, uid);
  };
  const said = () => opened('.', { cwd }, image => image.notes.join(' '));
  give(1000);
  assert.match(await said(), /Everything belongs to user 1000/);
  fs.lchownSync(path.join(cwd, 'usr/x'), 33, 33);
  assert.doesNotMatch(await said(), /Everything belongs/);
});

test('devices keep their numbers, and whiteouts of overlayfs are noted', unix, async t => {
  const cwd = await writeTo(t, { 'etc/x': '' });
  try {
    execFileSync('mknod', [path.join(cwd, 'disk'), 'b', '259', '300'], { stdio: 'ignore' });
    execFileSync('mknod', [path.join(cwd, 'gone'), 'c', '0', '0'], { stdio: 'ignore' });
  } catch {
    return t.skip('devices cannot be made here');
  }
  await opened('.', { cwd }, async image => {
    const disk = (await entriesOf(await drain(image.layers[0]!.open()))).get('disk');
    assert.deepEqual([disk?.type, disk?.devmajor, disk?.devminor], ['block-device', 259, 300]);
    assert.match(image.notes.join(' '), /whiteouts of overlayfs/);
  });
});

test('names that are no UTF-8 keep their bytes', unix, async t => {
  const cwd = await writeTo(t, { 'etc/x': '' });
  const name = Buffer.from([0x62, 0xff, 0x0a, 0x65]);
  try {
    fs.writeFileSync(Buffer.concat([Buffer.from(`${cwd}/`), name]), 'odd');
  } catch {
    return t.skip('the file system here accepts UTF-8 only');
  }
  await opened('.', { cwd }, async image => {
    const bytes = await drain(image.layers[0]!.open());
    assert.ok(bytes.includes(Buffer.concat([name, Buffer.from([0])])));
  });
});

test('what cannot be read is told at the end, and everything else is there', unix, async t => {
  const cwd = await writeTo(t, { 'etc/a': 'a', 'etc/z': 'z' });
  if (os.userInfo().uid === 0) return t.skip('root can read everything');
  fs.writeFileSync(path.join(cwd, 'etc/shadow'), 'secret', { mode: 0 });
  await opened('.', { cwd }, async image => {
    const chunks: Buffer[] = [];
    await assert.rejects(
      async () => {
        for await (const chunk of image.layers[0]!.open()) chunks.push(Buffer.from(chunk));
      },
      {
        code: 'missing-blob',
        message: /1 of the files in \. cannot be read, the first is etc\/shadow: permission denied/,
      },
    );
    assert.ok(Buffer.concat(chunks).includes('etc/z'));
  });
});

test('an unreadable file is a hole with its real size', () => {
  const none = Buffer.alloc(0);
  const entry = {
    name: Buffer.from('etc/shadow'),
    link: none,
    mode: 0o100640,
    uid: 0,
    gid: 42,
    mtime: 1,
    device: [0, 0] as const,
  };
  const header = tarHeader({ ...entry, flag: 'S', size: 1234 });
  assert.equal(header.length, 512);
  assert.equal(header.toString('latin1', 124, 135), '00000000000');
  assert.equal(Number.parseInt(header.toString('latin1', 483, 494), 8), 1234);
});

test('numbers that are too large for a header go before it', async () => {
  const none = Buffer.alloc(0);
  const header = tarHeader({
    flag: '2',
    name: Buffer.from('n'.repeat(150)),
    link: Buffer.from('l'.repeat(9000)),
    mode: 0o777,
    uid: 4_294_967_294,
    gid: 3_000_000,
    size: 0,
    mtime: -7,
    device: [0, 0],
  });
  const [entry] = (await entriesOf(Buffer.concat([header, none, Buffer.alloc(1024)]))).values();
  assert.equal(entry?.name.length, 150);
  assert.equal(entry?.linkname?.length, 9000);
  const pax = (entry?.pax ?? {}) as Record<string, string>;
  assert.equal(pax['uid'], '4294967294');
  assert.equal(pax['gid'], '3000000');
  assert.equal(pax['mtime'], '-7');
});

test('a tar archive of a root file system, plain or compressed', async t => {
  const bytes = await packTar({ 'etc/passwd': 'x', 'bin/sh': 'y' });
  const cwd = await writeTo(t, { 'root.tar': bytes, 'root.tgz': compress(bytes, 'gzip') });
  await opened('rootfs:root.tar', { cwd }, async image => {
    assert.equal(image.layers[0]?.window?.length, bytes.length);
    assert.deepEqual(await drain(image.layers[0]!.open()), bytes);
  });
  await opened('rootfs:root.tgz', { cwd }, async image => {
    assert.equal(image.layers[0]?.window?.length, compress(bytes, 'gzip').length);
    assert.deepEqual(await drain(image.layers[0]!.open()), compress(bytes, 'gzip'));
  });
  await fails('rootfs:nowhere', { cwd }, 'not-found', /does not exist/);
});
