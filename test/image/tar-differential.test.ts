/** The reader against two others: tar-stream, which many use, and GNU tar, which writes every format there is. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import tarStream from 'tar-stream';
import { canonical } from '../../src/image/tar/names.js';
import { listing, packed } from '../support/tar.js';

type Simple = [
  path: string,
  type: string,
  mode: number,
  uid: number,
  gid: number,
  size: number,
  mtime: number,
  link: string,
];

/** What our reader says, in a form that others can say too. */
async function ours(bytes: Uint8Array): Promise<[Simple, string][]> {
  const { entries, error } = await listing(bytes, { chunk: 700 });
  assert.equal(error, undefined);
  return entries.map(one => [
    [one.path, one.type, one.mode, one.uid, one.gid, one.size, one.mtime, one.link ?? ''],
    one.content,
  ]);
}

const TYPES: Record<string, string> = { link: 'hardlink', 'contiguous-file': 'file' };

/** What tar-stream says. */
async function theirs(bytes: Uint8Array): Promise<[Simple, string][]> {
  const extract = tarStream.extract();
  const found: [Simple, string][] = [];
  extract.end(bytes);
  for await (const entry of extract) {
    const parts: Buffer[] = [];
    for await (const part of entry) parts.push(part as Buffer);
    const { name, type, mode, uid, gid, size, mtime, linkname } = entry.header;
    const kind = TYPES[type ?? ''] ?? type ?? '';
    const link = kind === 'hardlink' ? canonical(linkname ?? '') : kind === 'symlink' ? linkname : '';
    const seconds = Math.floor((mtime?.getTime() ?? 0) / 1000);
    const numbers = [(mode ?? 0) & 0o7777, uid ?? 0, gid ?? 0, kind === 'file' ? (size ?? 0) : 0, seconds] as const;
    found.push([[canonical(name) ?? '', kind, ...numbers, link ?? ''], Buffer.concat(parts).toString('latin1')]);
  }
  return found;
}

const part = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-zA-Z0-9_.\-+ ]{1,20}$/) },
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map(text => text.replace(/[/\0]/g, '-')),
);
const name = fc
  .array(part, { minLength: 1, maxLength: 8 })
  .map(parts => parts.join('/'))
  .filter(text => text.split('/').every(one => one !== '.' && one !== '..') && !text.includes('\ufffd'));
const common = {
  name,
  // tar-stream takes 0 for "not given".
  mode: fc.integer({ min: 1, max: 0o7777 }),
  // What tar-stream has room for; more is tested with headers made by hand.
  uid: fc.nat(0o777777),
  gid: fc.nat(0o777777),
  mtime: fc.nat(2_000_000_000).map(seconds => new Date(seconds * 1000)),
};
const entries = fc.array(
  fc.oneof(
    fc.record({ ...common, type: fc.constant('file' as const), content: fc.uint8Array({ maxLength: 1500 }) }),
    fc.record({ ...common, type: fc.constant('directory' as const) }),
    fc.record({ ...common, type: fc.constantFrom('link' as const, 'symlink' as const), linkname: name }),
    fc.record({
      ...common,
      type: fc.constantFrom('fifo' as const, 'character-device' as const, 'block-device' as const),
    }),
  ),
  { maxLength: 12 },
);

test('what tar-stream packs is read back, and as tar-stream reads it', async () => {
  await fc.assert(
    fc.asyncProperty(entries, async tree => {
      const bytes = await packed(tree);
      const found = await ours(bytes);
      const wanted = tree.map(entry => {
        const content = 'content' in entry ? entry.content : new Uint8Array();
        const type = TYPES[entry.type] ?? entry.type;
        const link = 'linkname' in entry ? entry.linkname : '';
        const { mode, uid, gid, mtime } = entry;
        const simple: Simple = [entry.name, type, mode, uid, gid, content.length, mtime.getTime() / 1000, link];
        return [simple, Buffer.from(content).toString('latin1')];
      });
      assert.deepEqual(found, wanted);
      assert.deepEqual(found, await theirs(bytes));
    }),
    { numRuns: 200 },
  );
});

const gnu = spawnSync('tar', ['--version'], { encoding: 'utf8' });
const here = gnu.status === 0 && gnu.stdout.includes('GNU tar');

test('archives of GNU tar, in each of its formats', { skip: here ? false : 'GNU tar is not on the PATH' }, async t => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plimsoll-'));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const long = `${'folder-of-a-long-name/'.repeat(9)}${'file'.repeat(20)}`;
  const within = (name: string) => path.join(folder, 'tree', name);
  fs.mkdirSync(path.dirname(within(long)), { recursive: true });
  fs.writeFileSync(within(long), 'long');
  fs.writeFileSync(within('plain'), 'plain content');
  fs.chmodSync(within('plain'), 0o4755);
  fs.linkSync(within('plain'), within('plainly'));
  fs.symlinkSync('../x/./y', within('symlink'));
  fs.writeFileSync(within('holes'), 'end');
  const holes = fs.openSync(within('holes'), 'w');
  fs.writeSync(holes, 'begin', 0);
  fs.writeSync(holes, 'end', 5_000_000);
  fs.closeSync(holes);
  const tar = (...more: string[]) =>
    execFileSync(
      'tar',
      ['-C', within(''), '--sort=name', '--owner=7', '--group=8', '--mtime=@1700000000', '-cf', '-', ...more, '.'],
      {
        maxBuffer: 2 ** 26,
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
  const known = async (bytes: Uint8Array) => (await listing(bytes, { chunk: 10_000 })).entries;

  for (const format of ['gnu', 'pax', 'ustar', 'v7', 'oldgnu', 'posix']) {
    // These two formats have no room for the long name.
    const short = format === 'v7' || format === 'ustar' ? ['--exclude=folder-*'] : [];
    const found = await known(tar(`--format=${format}`, ...short));
    const by = new Map(found.map(entry => [entry.path, entry]));
    assert.equal(by.get('')?.type, 'directory', format);
    assert.ok(found.every(({ uid, gid, mtime }) => uid === 7 && gid === 8 && mtime === 1700000000));
    const [one, other] = [by.get('plain'), by.get('plainly')];
    assert.deepEqual([one?.type, one?.content, one?.mode], ['file', 'plain content', 0o4755]);
    assert.deepEqual([other?.type, other?.link], ['hardlink', 'plain']);
    assert.equal(by.get('symlink')?.link, '../x/./y');
    assert.deepEqual([by.get('holes')?.size, by.get('holes')?.sparse], [5_000_003, false]);
    if (short.length === 0) assert.equal(by.get(long)?.content, 'long', format);
  }
  for (const kind of ['gnu', 'pax --sparse-version=0.0', 'pax --sparse-version=0.1', 'pax --sparse-version=1.0']) {
    const found = await known(tar('--sparse', ...`--format=${kind}`.split(' ')));
    const file = found.find(entry => entry.path === 'holes');
    assert.deepEqual([file?.size, file?.sparse, file?.content], [5_000_003, true, ''], kind);
    assert.ok(found.some(entry => entry.path === 'plain' && entry.content === 'plain content'));
    assert.ok(found.some(entry => entry.path === 'symlink'));
  }
  // Attributes in the user's own name space need no rights, but not every file system has them.
  if (spawnSync('setfattr', ['-n', 'user.test', '-v', '0xc080ff', within('plain')]).status === 0) {
    const file = (await known(tar('--xattrs', '--format=pax'))).find(entry => entry.path === 'plain');
    assert.deepEqual(file?.xattrs.get('user.test'), Uint8Array.of(0xc0, 0x80, 0xff));
  } else t.diagnostic('setfattr is not there: GNU tar with attributes was not tried');
});
