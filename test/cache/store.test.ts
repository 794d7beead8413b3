/** The cache on disk: what was written comes back or nothing does, and nothing of anybody else's is touched. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DiskCache, type DiskCacheOptions } from '../../src/cache/store.js';
import { folder } from '../cli/world.js';

const HOUR = 3_600_000;
const isRoot = process.getuid?.() === 0;

function cacheIn(dir: string, more: Partial<DiskCacheOptions> = {}): DiskCache {
  return new DiskCache({ folder: dir, limit: 1e9, ruleSet: 'test', now: () => Date.now(), ...more });
}

/** Every file of the cache, without the marker. */
function filesIn(dir: string): string[] {
  if (!fs.existsSync(dir)) return [];
  return fs
    .readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter(entry => !entry.isDirectory() && entry.name !== 'CACHEDIR.TAG')
    .map(entry => path.join(entry.parentPath, entry.name))
    .sort();
}

const bytes = Buffer.from('what is remembered '.repeat(100));
/** Bytes that no compression makes smaller. */
const noise = (length: number, seed = 1): Buffer => {
  const made = Buffer.alloc(length);
  for (let at = 0, state = seed; at < length; at++)
    made[at] = (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
  return made;
};
const inside = (t: TestContext): string => path.join(folder(t, {}), 'cache');

describe('what was written', () => {
  test('comes back, to others too, byte by byte', async t => {
    const dir = inside(t);
    for (const content of [bytes, Buffer.alloc(0), noise(300_000)]) {
      await cacheIn(dir).write('key', content);
      assert.deepEqual(Buffer.from((await cacheIn(dir).read('key')) as Uint8Array), content);
    }
    assert.equal(await cacheIn(dir).read('other'), undefined);
    assert.equal(await cacheIn(dir, { ruleSet: 'another' }).read('key'), undefined, 'other rules keep other things');
    assert.equal(filesIn(dir).length, 1);
  });

  test('is for the user alone, in a folder that says what it is', { skip: process.platform === 'win32' }, async t => {
    const dir = inside(t);
    await cacheIn(dir).write('key', bytes);
    assert.match(
      fs.readFileSync(path.join(dir, 'CACHEDIR.TAG'), 'utf8'),
      /^Signature: 8a477f597d28d172789f06886806bc55\n/,
    );
    const [file] = filesIn(dir) as [string];
    assert.match(path.relative(dir, file), /^v1-test-[0-9a-z]+\/([0-9a-f]{2})\/\1[0-9a-f]{62}$/);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    for (let at = path.dirname(file); at !== path.dirname(dir); at = path.dirname(at))
      assert.equal(fs.statSync(at).mode & 0o777, 0o700, at);
  });

  test('a folder that was there before is not marked as a cache', async t => {
    const dir = folder(t, { 'other/file': 'x' });
    await cacheIn(dir).write('key', bytes);
    assert.equal(fs.existsSync(path.join(dir, 'CACHEDIR.TAG')), false);
    assert.notEqual(await cacheIn(dir).read('key'), undefined);
  });

  test('nothing is made before something is written', async t => {
    const dir = inside(t);
    const cache = cacheIn(dir);
    assert.equal(await cache.read('key'), undefined);
    assert.deepEqual(
      [cache.size(), cache.clear()],
      [
        { files: 0, bytes: 0 },
        { files: 0, bytes: 0 },
      ],
    );
    await cache.close();
    assert.equal(fs.existsSync(dir), false);
  });
});

describe('damage is as good as nothing, and goes', () => {
  const damaged = async (t: TestContext, damages: Iterable<(good: Buffer) => Uint8Array>) => {
    const dir = inside(t);
    const cache = cacheIn(dir);
    await cache.write('key', bytes);
    const [file] = filesIn(dir) as [string];
    const good = fs.readFileSync(file);
    for (const damage of damages) {
      fs.writeFileSync(file, damage(good));
      assert.equal(await cache.read('key'), undefined);
      assert.equal(fs.existsSync(file), false);
    }
    fs.writeFileSync(file, good);
    assert.notEqual(await cache.read('key'), undefined);
  };

  test('any flipped bit', t =>
    damaged(
      t,
      Array.from({ length: 120 }, (_, at) => good => {
        const bad = Buffer.from(good);
        bad[at % bad.length] = (bad[at % bad.length] as number) ^ (1 << (at % 8));
        return bad;
      }),
    ));

  test('any truncation, and anything behind the end', t =>
    damaged(t, [
      ...Array.from({ length: 120 }, (_, cut) => (good: Buffer) => good.subarray(0, cut % good.length)),
      good => good.subarray(0, -1),
      good => Buffer.concat([good, Buffer.alloc(1)]),
      () => noise(5000),
    ]));

  test('the file of another key', async t => {
    const dir = inside(t);
    const cache = cacheIn(dir);
    await cache.write('key', bytes);
    const [one] = filesIn(dir) as [string];
    await cache.write('another', noise(100));
    const two = filesIn(dir).find(file => file !== one) as string;
    fs.copyFileSync(one, two);
    assert.equal(await cache.read('another'), undefined);
    assert.deepEqual(Buffer.from((await cache.read('key')) as Uint8Array), bytes);
  });
});

describe('links and strangers', { skip: process.platform === 'win32' }, () => {
  test('no link is followed, read or write', async t => {
    const dir = inside(t);
    const cache = cacheIn(dir);
    await cache.write('key', bytes);
    const [file] = filesIn(dir) as [string];
    const elsewhere = folder(t, { 'keep/me': 'x' });
    for (const at of [file, path.dirname(file), path.dirname(path.dirname(file))]) {
      const aside = path.join(elsewhere, 'aside');
      fs.renameSync(at, aside);
      fs.symlinkSync(aside, at);
      const before = filesIn(elsewhere);
      const fresh = cacheIn(dir);
      assert.equal(await fresh.read('key'), undefined, at);
      if (at !== file) {
        await fresh.write('key', noise(50));
        assert.match(fresh.problem ?? '', /ELOOP|EEXIST|ENOTDIR/);
      }
      assert.deepEqual(fresh.clear(), { files: 0, bytes: 0 });
      assert.deepEqual(filesIn(elsewhere), before);
      fs.unlinkSync(at);
      fs.renameSync(aside, at);
    }
    assert.notEqual(await cacheIn(dir).read('key'), undefined);
  });

  test('the folder itself may be a link', async t => {
    const dir = folder(t, { real: null });
    fs.symlinkSync(path.join(dir, 'real'), path.join(dir, 'cache'));
    await cacheIn(path.join(dir, 'cache')).write('key', bytes);
    assert.notEqual(await cacheIn(path.join(dir, 'real')).read('key'), undefined);
  });

  test('a pipe in the place of a file hangs nobody', async t => {
    const dir = inside(t);
    await cacheIn(dir).write('key', bytes);
    const [file] = filesIn(dir) as [string];
    fs.unlinkSync(file);
    const made = spawn('mkfifo', [file]);
    await new Promise(resolve => made.on('close', resolve));
    assert.equal(await cacheIn(dir).read('key'), undefined);
  });

  test('what is not the cache’s own is neither counted nor removed', async t => {
    const dir = folder(t, {
      'mine.txt': 'x',
      'v1-test-x/note': 'x',
      'v1-test-x/ab/short': 'x',
      [`v1-test-x/abc/${'a'.repeat(64)}`]: 'x',
      [`other/ab/${'a'.repeat(64)}`]: 'x',
      [`v1-test-x/ab/${'A'.repeat(64)}`]: 'x',
    });
    const before = filesIn(dir);
    const cache = cacheIn(dir, { limit: 1 });
    await cache.write('key', bytes);
    assert.equal(cache.size().files, 1);
    await cache.close();
    assert.deepEqual(filesIn(dir), before);
    await cache.write('key', bytes);
    assert.equal(cache.clear().files, 1);
    assert.deepEqual(filesIn(dir), before);
  });
});

describe('room', () => {
  const write = async (cache: DiskCache, dir: string, name: string, age: number) => {
    const before = filesIn(dir);
    await cache.write(name, noise(10_000, name.length + age));
    const file = filesIn(dir).find(one => !before.includes(one)) as string;
    const time = Date.now() / 1000 - age;
    fs.utimesSync(file, time, time);
  };
  const left = async (cache: DiskCache, names: readonly string[]) => {
    const found = await Promise.all(names.map(name => cache.read(name)));
    return names.filter((_, i) => found[i] !== undefined);
  };

  test('what was not used for longest goes, down to four fifths', async t => {
    const dir = inside(t);
    const cache = cacheIn(dir, { limit: 52_000 });
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (const [i, name] of names.entries()) await write(cache, dir, name, 10_000 - i * 100);
    await cache.read('a'); // More than an hour ago: its time is renewed.
    await cache.close();
    assert.deepEqual(await left(cache, names), ['a', 'd', 'e', 'f']);
    assert.ok(cache.size().bytes <= 52_000 * 0.8);
  });

  test('reading renews the time once an hour only', async t => {
    const dir = inside(t);
    const cache = cacheIn(dir);
    await write(cache, dir, 'a', 1000);
    const [file] = filesIn(dir) as [string];
    const written = fs.statSync(file).mtimeMs;
    await cache.read('a');
    assert.equal(fs.statSync(file).mtimeMs, written);
    await cacheIn(dir, { now: () => Date.now() + HOUR }).read('a');
    assert.ok(fs.statSync(file).mtimeMs > written);
  });

  test('other versions go first, and their empty folders with them', async t => {
    const dir = inside(t);
    const old = cacheIn(dir, { ruleSet: 'old' });
    await write(old, dir, 'new, of an old version', 0);
    const cache = cacheIn(dir, { limit: 15_000 });
    await write(cache, dir, 'old, of this version', 90_000);
    await cache.close();
    assert.deepEqual(await left(cache, ['old, of this version']), ['old, of this version']);
    assert.deepEqual(
      fs.readdirSync(dir).filter(name => name.startsWith('v1-old')),
      [],
    );
  });

  test('a run that only reads removes nothing', async t => {
    const dir = inside(t);
    await write(cacheIn(dir), dir, 'a', 0);
    const small = cacheIn(dir, { limit: 1 });
    assert.notEqual(await small.read('a'), undefined);
    await small.close();
    assert.equal(filesIn(dir).length, 1);
  });

  test('what a run that was stopped has left half written goes after an hour', async t => {
    const dir = inside(t);
    const cache = cacheIn(dir);
    await cache.write('a', bytes);
    const shard = path.dirname(filesIn(dir)[0] as string);
    const [fresh, stale] = ['0', '1'].map(digit => path.join(shard, `.tmp-${digit.repeat(24)}`)) as [string, string];
    for (const file of [fresh, stale]) fs.writeFileSync(file, 'half');
    fs.utimesSync(stale, Date.now() / 1000 - 3700, Date.now() / 1000 - 3700);
    await cache.close();
    assert.deepEqual([fs.existsSync(fresh), fs.existsSync(stale)], [true, false]);
    assert.equal(cache.clear().files, 2);
    assert.deepEqual(filesIn(dir), []);
  });
});

describe('a place that cannot be written', () => {
  test('is told in one sentence, once, and reading goes on', async t => {
    const dir = folder(t, { file: 'x' });
    for (const place of [path.join(dir, 'file'), path.join(dir, 'file', 'below')]) {
      const cache = cacheIn(place);
      assert.equal(cache.problem, undefined);
      await cache.write('a', bytes);
      const { problem } = cache;
      assert.match(problem ?? '', /^The cache in \S+ cannot be written \((EEXIST|ENOTDIR|ENOENT)\), .*--cache-dir\.$/);
      await cache.write('b', bytes);
      assert.equal(cache.problem, problem);
      assert.equal(await cache.read('a'), undefined);
      await cache.close();
    }
  });

  test('for want of rights', { skip: isRoot || process.platform === 'win32' }, async t => {
    const dir = inside(t);
    await cacheIn(dir).write('a', bytes);
    const shards = filesIn(dir).map(file => path.dirname(path.dirname(file)));
    for (const shard of shards) fs.chmodSync(shard, 0o500);
    const cache = cacheIn(dir);
    try {
      for (let i = 0; i < 5; i++) await cache.write(`b${i}`, bytes);
      assert.match(cache.problem ?? '', /EACCES/);
      assert.notEqual(await cache.read('a'), undefined);
    } finally {
      for (const shard of shards) fs.chmodSync(shard, 0o700);
    }
  });

  // A file system of its own, seen by that process alone and gone with it.
  const mounted = (mount: string, dir: string, ...keys: string[]) => {
    const args = [dir, process.execPath, script('full-disk'), ...keys];
    const shell = `${mount} || exit 99; dir=$1; node=$2; full=$3; shift 3; exec "$node" "$full" "$dir" "$@"`;
    return ran('unshare', ['--mount', 'sh', '-c', shell, 'sh', ...args]);
  };
  const mounts = { skip: !isRoot || process.platform !== 'linux' };

  test('for want of room', mounts, async t => {
    const dir = folder(t, {});
    const [code, stdout, stderr] = await mounted('mount -t tmpfs -o size=64k none "$1"', dir, 'a', 'b');
    if (code !== 0 && !/at file:/.test(stderr)) return t.skip('nothing may be mounted here');
    const { problems, found, files } = JSON.parse(stdout);
    assert.deepEqual([problems[0], found, files], ['none', 20_000, 1], 'nothing is left half written');
    assert.match(problems[1], /ENOSPC/);
  });

  test('as it may only be read, which is enough to read', mounts, async t => {
    const dir = inside(t);
    await cacheIn(dir).write('a', bytes);
    const bind = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"';
    const [code, stdout, stderr] = await mounted(bind, dir, 'b');
    if (code !== 0 && !/at file:/.test(stderr)) return t.skip('nothing may be mounted here');
    const { problems, found, files } = JSON.parse(stdout);
    assert.deepEqual([found, files], [bytes.length, 1]);
    assert.match(problems[0], /EROFS/);
  });
});

/** The path of a script of this folder. */
function script(name: string): string {
  return fileURLToPath(new URL(`./${name}.js`, import.meta.url));
}

/** Runs a program to its end. */
function ran(program: string, args: readonly string[]): Promise<[number | null, string, string]> {
  return new Promise(resolve => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const told = { stdout: '', stderr: '' };
    child.stdout.on('data', data => (told.stdout += data));
    child.stderr.on('data', data => (told.stderr += data));
    child.on('error', error => resolve([null, '', error.message]));
    child.on('close', code => resolve([code, told.stdout, told.stderr]));
  });
}

test('eight processes at once, in too little room, find what was written or nothing', async t => {
  const dir = inside(t);
  const runs = Array.from({ length: 8 }, (_, seed) =>
    ran(process.execPath, [script('hammer'), dir, '12000', '25', String(seed + 1)]),
  );
  const ended = await Promise.all(runs);
  assert.deepEqual(
    ended.map(([code, , stderr]) => [code, stderr]),
    ended.map(() => [0, '']),
  );
  assert.ok(ended.reduce((sum, [, stdout]) => sum + Number(stdout), 0) > 100, 'most was found');
  assert.equal(filesIn(dir).filter(file => path.basename(file).startsWith('.tmp-')).length, 0);
});
