/** Outer archives: names of all kinds, and archives that are cut, broken or swollen. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { ImageError } from '../../../src/image/model.js';
import { readHeader } from '../../../src/image/sources/header.js';
import {
  asDockerArchive,
  build,
  compress,
  dockerMembers,
  imageRecipe,
  json,
  packTar,
  writeTo,
} from '../../support/image-fixtures.js';
import { drain, fails, opened } from './failing.js';

const recipe = imageRecipe({ layers: [{ files: { a: 'a'.repeat(3000) } }, { files: { b: 'b' } }] });
const built = await build(recipe);
const END = Buffer.alloc(1024);

/** A header of one's own, and its content. */
function member(name: string, content: Uint8Array | string, change: (header: Buffer) => unknown = () => {}): Buffer {
  const body = Buffer.from(content);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write(body.length.toString(8).padStart(11, '0'), 124);
  header.write('0', 156);
  header.write('ustar\u000000', 257);
  change(header);
  header.fill(' ', 148, 156);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
}

const flag = (letter: string) => (header: Buffer) => void header.write(letter, 156);
const record = (key: string, value: string) => {
  const rest = ` ${key}=${value}\n`;
  const length = String(rest.length + 2).length + rest.length;
  return `${length}${rest}`;
};
const manifest = (layer: string, config = 'c.json') =>
  member('manifest.json', json([{ Config: config, Layers: [layer] }]));
const config = member('c.json', json({ rootfs: { diff_ids: ['x'] } }));

test('names of layers are found, however they are written', async t => {
  const long = `${'d/'.repeat(80)}layer.tar`;
  const content = 'the layer';
  const cases: [string, Buffer][] = [
    ['layer.tar', member('./layer.tar', content)],
    ['layer.tar', member('//layer.tar', content)],
    ['./x/../layer.tar', member('layer.tar', content)],
    ['old.tar', member('old.tar', content, header => header.fill(0, 156, 512))],
    ['p/q.tar', member('q.tar', content, header => void header.write('p', 345))],
    [
      'big.tar',
      member('big.tar', content, header => header.set([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, content.length], 124)),
    ],
    [long, Buffer.concat([member('x', record('path', long), flag('x')), member('short', content)])],
    [long, Buffer.concat([member('././@LongLink', `${long}\0`, flag('L')), member('short', content)])],
    [
      'z.tar',
      Buffer.concat([
        member('x', record('size', `${content.length}`), flag('x')),
        member('z.tar', content, header => void header.write('00000000000', 124)),
      ]),
    ],
    ['g.tar', Buffer.concat([member('g', record('path', 'wrong'), flag('g')), member('g.tar', content)])],
    [
      'l.tar',
      Buffer.concat([
        member('real', content),
        member('././@LongLink', 'real\0', flag('K')),
        member('l.tar', '', flag('2')),
      ]),
    ],
    [
      'l.tar',
      Buffer.concat([
        member('x', record('linkpath', 'real'), flag('x')),
        member('l.tar', '', flag('1')),
        member('real', content),
      ]),
    ],
    ['twice.tar', Buffer.concat([member('twice.tar', 'before'), member('twice.tar', content)])],
    ['signed.tar', signed(member('signed.tar', content, header => void header.write('é', 329, 'latin1')))],
  ];
  for (const [i, [name, bytes]] of cases.entries()) {
    const archive = Buffer.concat([bytes, config, manifest(name), END]);
    const cwd = await writeTo(t, { 'a.tar': archive, 'a.tgz': compress(archive, 'gzip') });
    for (const file of ['a.tar', 'a.tgz'])
      await opened(file, { cwd }, async image => {
        assert.equal(image.layers[0]?.missing, undefined, `case ${i}`);
        assert.equal(String(await drain(image.layers[0]!.open())), content, `case ${i}`);
        const window = image.layers[0]?.window;
        if (window !== undefined)
          assert.equal(String(archive.subarray(window.start, window.start + window.length)), content);
      });
  }
});

/** The checksum as old tars counted it, with signed bytes. */
function signed(bytes: Buffer): Buffer {
  bytes.fill(' ', 148, 156);
  const sum = bytes.subarray(0, 512).reduce((total, byte) => total + (byte > 127 ? byte - 256 : byte), 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return bytes;
}

test('names that lead out are not members', async t => {
  const archive = Buffer.concat([member('../up.tar', 'x'), config, manifest('../up.tar'), END]);
  const cwd = await writeTo(t, { 'a.tar': archive });
  await opened('a.tar', { cwd }, image => {
    assert.match(image.notes[0] ?? '', /lead out of the archive/);
    assert.match(image.layers[0]?.missing ?? '', /holds no \.\.\/up\.tar/);
  });
});

test('an archive that is cut keeps what stands before the cut', async t => {
  const members = await dockerMembers(recipe, 'classic');
  const { 'manifest.json': last, ...rest } = members;
  const archive = await packTar({ 'manifest.json': last!, ...rest });
  const end = archive.length - 1024;
  const cut = async (bytes: Buffer, name = 'a.tar') => writeTo(t, { [name]: bytes });
  // Without its end blocks, with a note; one of them is enough.
  for (const at of [end, end + 512])
    await opened('a.tar', { cwd: await cut(archive.subarray(0, at)) }, image =>
      assert.match(image.notes.join(), at === end ? /without end-of-archive blocks/ : /^$/),
    );
  const headers: { at: number; name: string; size: number }[] = [];
  for (let at = 0; at < end; ) {
    const { name, size } = readHeader(archive.subarray(at, at + 512), at);
    headers.push({ at, name, size });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  const layers = headers.filter(({ name }) => name.endsWith('layer.tar'));
  const { at, size } = layers[1]!;
  for (const wrap of [false, true]) {
    const name = wrap ? 'a.tgz' : 'a.tar';
    const give = (length: number) => {
      const part = archive.subarray(0, length);
      return cut(wrap ? compress(part, 'gzip') : part, name);
    };
    await fails(
      name,
      { cwd: await give(at + 512 + size - 600) },
      'truncated',
      /holds no .*\.json: the archive is cut short at byte \d+, in .*layer\.tar; save or pull the image again\.$/,
    );
    await fails(name, { cwd: await give(at + 100) }, 'truncated', /cut short at byte/);
    await fails(
      name,
      { cwd: await give(600) },
      'truncated',
      /manifest\.json in a\.t\w+ is cut short|cut short at byte 600/,
    );
  }
  // The configuration stands before the second layer: then the image opens, and the layer tells.
  const order = [...headers.filter(({ name }) => !name.endsWith('layer.tar')), ...layers];
  const sorted = Buffer.concat(
    order.map(one => archive.subarray(one.at, one.at + 512 + Math.ceil(one.size / 512) * 512)),
  );
  const lastSize = layers[1]!.size;
  for (const short of [600, lastSize, lastSize + 512]) {
    const part = sorted.subarray(0, sorted.length - (Math.ceil(lastSize / 512) * 512 - lastSize) - short);
    const zipped = compress(sorted, 'gzip');
    const cwd = await writeTo(t, {
      'a.tar': part,
      'a.tgz': compress(part, 'gzip'),
      'b.tgz': zipped.subarray(0, zipped.length - 30),
    });
    for (const file of ['a.tar', 'a.tgz'])
      await opened(file, { cwd }, async image => {
        assert.equal((await drain(image.layers[0]!.open())).length, built.tars[0]?.length);
        if (short > lastSize) assert.match(image.layers[1]?.missing ?? '', /holds no|cut short/);
        else {
          assert.equal(image.layers[1]?.window, undefined);
          await assert.rejects(
            drain(image.layers[1]!.open()),
            (error: unknown) => error instanceof ImageError && error.code === 'truncated',
          );
        }
      });
    await opened('b.tgz', { cwd }, async image => {
      assert.ok(image.notes.length > 0);
      await assert.rejects(async () => drain(image.layers[1]!.open()), ImageError);
    });
  }
});

test('a header that is broken is told with its place', async t => {
  const broken = Buffer.concat([config, member('x', 'x'), manifest('layer.tar'), END]);
  broken[config.length + 5] = 0x41;
  const negative = member('n', '', header => header.fill(0xff, 124, 136));
  const huge = member('x', 'y', header => header.write('77777777777', 124) && header.write('x', 156));
  const cwd = await writeTo(t, {
    'a.tar': broken,
    'b.tar': Buffer.concat([config, negative, END]),
    'c.tar': Buffer.concat([config, huge, END]),
    'd.tar': Buffer.concat([config, member('x', `${'9'.repeat(30)} path=x\n`, flag('x')), member('e', ''), END]),
  });
  await fails(
    'a.tar',
    { cwd },
    'corrupt',
    /neither a manifest\.json nor an index\.json: the tar header at byte 1024 has a wrong checksum; save /,
  );
  await fails('b.tar', { cwd }, 'corrupt', /size that is no number/);
  await fails('c.tar', { cwd }, 'too-large', /a name of 8589934591 bytes/);
  await fails('d.tar', { cwd }, 'not-an-image', /neither/);
});

test('an archive that unpacks without end is given up', async t => {
  const bomb = Buffer.concat([
    member('zeros', '', header => void header.write('77777777777', 124)),
    Buffer.alloc(64 * 2 ** 20),
  ]);
  const cwd = await writeTo(t, { 'a.tgz': compress(bomb, 'gzip'), 'w.tar.zst': Buffer.from('28b52ffd00b0', 'hex') });
  await fails('a.tgz', { cwd }, 'too-large', /times its stored size/);
  await fails('w.tar.zst', { cwd }, 'too-large', /wants a window of 4294967296 bytes/);
});

test('files are closed on every path', async t => {
  const archive = await asDockerArchive(recipe, 'skopeo');
  const cwd = await writeTo(t, {
    'a.tar': archive,
    'a.tgz': compress(archive, 'gzip'),
    'b.tar': archive.subarray(0, 900),
    'c.tar': 'x',
  });
  const openFiles = () => {
    try {
      return fs
        .readdirSync('/proc/self/fd')
        .flatMap(fd => {
          try {
            return [fs.readlinkSync(`/proc/self/fd/${fd}`)];
          } catch {
            return [];
          }
        })
        .filter(file => file.startsWith(path.join(cwd, '/')));
    } catch {
      return [];
    }
  };
  for (const file of ['a.tar', 'a.tgz']) await opened(file, { cwd }, async image => drain(image.layers[0]!.open()));
  for (const reference of ['a.tar', 'a.tgz']) await fails(reference, { cwd, ref: 'x' }, 'not-found', /no image x/);
  await fails('b.tar', { cwd }, 'truncated', /cut short/);
  await fails('c.tar', { cwd }, 'not-an-image', /no tar/);
  await fails('rootfs:c.tar', { cwd }, 'not-an-image', /no tar/);
  assert.deepEqual(openFiles(), []);
  // After closing, a layer can no longer be read, and says so.
  const layer = await opened('a.tar', { cwd }, image => image.layers[0]!);
  await assert.rejects(drain(layer.open()), ImageError);
});

test('whatever bytes change, nothing but an ImageError is thrown', async t => {
  const good = await asDockerArchive(recipe, 'containerd');
  const cwd = await writeTo(t, {});
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 5 }),
      fc.nat(good.length),
      fc.constantFrom('tar', 'tgz'),
      async (changes, length, ending) => {
        const bytes = Buffer.from(good.subarray(0, Math.max(length, good.length - 20_000)));
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
        const file = `${run++}.${ending}`;
        fs.writeFileSync(path.join(cwd, file), ending === 'tgz' ? compress(bytes, 'gzip') : bytes);
        try {
          await opened(file, { cwd }, async image => {
            for (const layer of image.layers) await drain(layer.open());
          });
        } catch (error) {
          assert.ok(error instanceof ImageError, String(error));
        }
      },
    ),
    { numRuns: 150 },
  );
});
