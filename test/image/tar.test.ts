/** Formats of tar archives and how their names are read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LIMITS } from '../../src/image/guard.js';
import { packTar } from '../support/image-fixtures.js';
import { archive, base256, END, header, listing, member, packed, padded, pax, record } from '../support/tar.js';

const paths = async (bytes: Uint8Array) => (await listing(bytes)).entries.map(entry => entry.path);

test('an entry has all that a ustar header says', async () => {
  const { entries, notes } = await listing(
    archive(
      member({ name: 'bin/su', mode: 0o4755, uid: 10, gid: 20, mtime: 1700000000 }, 'hello'),
      member({ name: 'a', prefix: 'very/long' }),
      member({ name: 'l', type: '2', link: '../x//y' }),
      member({ name: 'h', type: '1', link: './bin//su' }),
      member({ name: 'dev/null', type: '3' }),
      member({ name: 'dev/sda', type: '4' }),
      member({ name: 'd/', type: '5' }),
      member({ name: 'p', type: '6' }),
      member({ name: 'c', type: '7' }, 'x'),
    ),
  );
  assert.deepEqual(entries[0], {
    path: 'bin/su',
    type: 'file',
    mode: 0o4755,
    uid: 10,
    gid: 20,
    size: 5,
    mtime: 1700000000,
    link: undefined,
    xattrs: new Map(),
    sparse: false,
    content: 'hello',
  });
  assert.deepEqual(
    entries.map(({ path, type, size, link }) => [path, type, size, link]),
    [
      ['bin/su', 'file', 5, undefined],
      ['very/long/a', 'file', 0, undefined],
      ['l', 'symlink', 0, '../x//y'],
      ['h', 'hardlink', 0, 'bin/su'],
      ['dev/null', 'character-device', 0, undefined],
      ['dev/sda', 'block-device', 0, undefined],
      ['d', 'directory', 0, undefined],
      ['p', 'fifo', 0, undefined],
      ['c', 'file', 1, undefined],
    ],
  );
  assert.deepEqual(notes, []);
});

test('entries are frozen', async () => {
  const { readTar } = await import('../../src/image/tar.js');
  const { Remarks } = await import('../../src/image/guard.js');
  const { chunks } = await import('../support/tar.js');
  const options = { want: () => 0, limits: LIMITS, remarks: new Remarks() };
  for await (const { entry } of readTar(chunks(archive(member({}))), options)) assert.ok(Object.isFrozen(entry));
});

test('PAX settings win over the header, and binary attributes stay as they are', async () => {
  const capability = Uint8Array.of(1, 0, 0, 2, 0xc0, 0x80, 0xff, 0x0a, 0x20, 0x3d, 0);
  const { entries } = await listing(
    archive(
      pax({
        path: `./${'deep/'.repeat(60)}näme`,
        uid: '4000000000',
        gid: '12',
        mtime: '1700000000.987654321',
        'SCHILY.xattr.security.capability': capability,
        'LIBARCHIVE.xattr.user.a%20b': Buffer.from('value').toString('base64'),
        'LIBARCHIVE.xattr.security.capability': 'AAAA',
      }),
      member({ name: 'short', uid: 1 }, 'x'),
      pax({ linkpath: 'far/away' }),
      member({ name: 'l', type: '2', link: 'cut' }),
      pax({ size: '3' }),
      member({ name: 'sized', size: 0 }),
      padded('abc'),
      member({ name: 'after' }),
    ),
  );
  const [first, link, sized, after] = entries;
  // Written as Latin-1 by the helper, so the ä is one byte that is no UTF-8.
  assert.equal(first?.path, `${'deep/'.repeat(60)}n\udce4me`);
  assert.deepEqual([first?.uid, first?.gid, first?.mtime], [4000000000, 12, 1700000000]);
  assert.deepEqual(first?.xattrs.get('security.capability'), capability);
  assert.equal(Buffer.from(first?.xattrs.get('user.a b') ?? []).toString(), 'value');
  assert.equal(link?.link, 'far/away');
  assert.deepEqual([sized?.size, sized?.content], [3, 'abc']);
  assert.deepEqual([after?.path, after?.xattrs.size], ['after', 0]);
});

test('a global PAX header holds for all that follow, is overridden, and is told', async () => {
  const { entries, notes } = await listing(
    archive(
      member({ name: 'before', uid: 5 }),
      pax({ uid: '7', comment: 'from git' }, 'g'),
      member({ name: 'a' }),
      pax({ uid: '8' }),
      member({ name: 'b' }),
      pax({ uid: '' }),
      member({ name: 'c', uid: 9 }),
    ),
  );
  assert.deepEqual(
    entries.map(entry => entry.uid),
    [5, 7, 8, 9],
  );
  assert.match(notes.join(), /global header sets "uid"/);
  assert.deepEqual((await listing(archive(pax({ comment: 'x' }, 'g'), member({})))).notes, []);
});

test('GNU long names and links', async () => {
  const name = `${'long/'.repeat(40)}name`;
  const { entries } = await listing(
    archive(
      member({ name: '././@LongLink', type: 'L', magic: 'gnu' }, `${name}\0`),
      member({ name: '././@LongLink', type: 'K', magic: 'gnu' }, `${name}-target\0`),
      member({ name: name.slice(0, 100), type: '2', link: 'cut', magic: 'gnu' }),
      member({ name: 'next', magic: 'gnu', prefix: 'times, not a prefix' }),
    ),
  );
  assert.deepEqual(
    entries.map(({ path, link }) => [path, link]),
    [
      [name, `${name}-target`],
      ['next', undefined],
    ],
  );
});

test('base-256 numbers, also below zero; blanks are zero', async () => {
  const { entries } = await listing(
    archive(
      member({
        uid: base256(4294967294n, 8),
        gid: base256(2n ** 40n, 8),
        mtime: base256(-5n, 12),
        size: base256(3n, 12),
      }),
      padded('abc'),
      member({
        name: 'blank',
        patch: [
          [108, '       \0'],
          [116, '\0\0\0\0\0\0\0\0'],
          [136, ' 17        \0'],
        ],
      }),
    ),
  );
  const [first, blank] = entries;
  assert.deepEqual([first?.uid, first?.gid, first?.mtime, first?.content], [4294967294, 2 ** 40, -5, 'abc']);
  assert.deepEqual([blank?.uid, blank?.gid, blank?.mtime], [0, 0, 0o17]);
});

test('old formats: V7, a directory told by its slash, signed checksums, dump directories, volume labels', async () => {
  const { entries } = await listing(
    archive(
      member({ name: 'v7', type: '\0', magic: 'v7', prefix: 'rubbish' }, 'x'),
      member({ name: 'dir/', type: '\0', magic: 'v7' }),
      member({ name: 'file/', type: '0' }, 'y'),
      member({ name: 'caf\xe9', checksum: 'signed' }),
      member({ name: 'label', type: 'V', magic: 'gnu' }),
      member({ name: 'dump/', type: 'D', magic: 'gnu' }, 'Ya\0\0'),
      member({ name: 'part', type: 'M', magic: 'gnu' }, 'z'),
      pax({ path: 'sun' }, 'X'),
      member({ name: 'cut' }),
    ),
  );
  assert.deepEqual(
    entries.map(({ path, type, size }) => [path, type, size]),
    [
      ['v7', 'file', 1],
      ['dir', 'directory', 0],
      ['file', 'file', 1],
      ['caf\udce9', 'file', 0],
      ['dump', 'directory', 0],
      ['part', 'other', 0],
      ['sun', 'file', 0],
    ],
  );
});

test('links and directories have no content whatever their size says', async () => {
  const bytes = archive(member({ name: 's', type: '2', link: 'x', size: 512 }), member({ name: 'next' }));
  assert.deepEqual(await paths(bytes), ['s', 'next']);
});

test('sparse files of all three kinds: real size, real name, no content, and what follows is found', async () => {
  const map = (more: boolean) => Buffer.concat([Buffer.alloc(504), Buffer.from([more ? 1 : 0]), Buffer.alloc(7)]);
  const octal = (value: number) => `${value.toString(8).padStart(11, '0')}\0`;
  const stored = 'd'.repeat(700);
  const { entries } = await listing(
    archive(
      header({
        name: 'old',
        type: 'S',
        magic: 'gnu',
        size: 700,
        patch: [
          [482, '\x01'],
          [483, octal(5_000_000)],
        ],
      }),
      map(true),
      map(false),
      padded(stored),
      Buffer.concat([
        member(
          { type: 'x' },
          Buffer.concat([
            record('GNU.sparse.size', '6000000'),
            record('GNU.sparse.numblocks', '1'),
            record('GNU.sparse.offset', '0'),
            record('GNU.sparse.numbytes', '700'),
          ]),
        ),
        member({ name: 'zero-zero' }, stored),
      ]),
      pax({ 'GNU.sparse.map': '0,700', 'GNU.sparse.size': '7000000', 'GNU.sparse.name': 'zero-one' }),
      member({ name: 'GNUSparseFile.1/zero-one' }, stored),
      pax({
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.name': 'one',
        'GNU.sparse.realsize': '8000000',
      }),
      member({ name: 'GNUSparseFile.1/one' }, `1\n0\n700\n${stored}`),
      member({ name: 'next' }, 'n'),
    ),
  );
  assert.deepEqual(
    entries.map(({ path, size, sparse, content }) => [path, size, sparse, content]),
    [
      ['old', 5_000_000, true, ''],
      ['zero-zero', 6_000_000, true, ''],
      ['zero-one', 7_000_000, true, ''],
      ['one', 8_000_000, true, ''],
      ['next', 1, false, 'n'],
    ],
  );
});

test('names become canonical paths', async () => {
  const table: Record<string, string> = {
    './': '',
    './a/b/': 'a/b',
    '/etc//passwd': 'etc/passwd',
    'a/./b': 'a/b',
    'a/../b': 'b',
    '.../x': '.../x',
    '..a/b..': '..a/b..',
    ' a ': ' a ',
    'a\\b': 'a\\b',
    '.wh..wh..opq': '.wh..wh..opq',
    'ctrl\n\x1b': 'ctrl\n\x1b',
    'nul\0cut': 'nul',
    '\xef\xbb\xbfbom': '\ufeffbom',
    'caf\xc3\xa9': 'café',
    'caf\xe9': 'caf\udce9',
    '\xed\xa0\x80': '\udced\udca0\udc80',
    '\xc3\xa9\xff\xf0\x9f\x98\x80\xc0\x80': 'é\udcff😀\udcc0\udc80',
  };
  for (const [name, path] of Object.entries(table)) {
    assert.deepEqual(await paths(archive(member({ name, type: '5' }))), [path], JSON.stringify(name));
  }
});

test('what leads out of the root is not delivered but recorded', async () => {
  const { entries, escapes, notes } = await listing(
    archive(
      member({ name: '../etc/passwd' }),
      member({ name: 'a/../../b' }),
      member({ name: '/..' }),
      member({ name: 'h', type: '1', link: '../../shadow' }),
      member({ name: 's', type: '2', link: '../../shadow' }),
      member({ name: '', type: '0' }, 'x'),
      member({ name: 'in' }),
    ),
  );
  assert.deepEqual(
    entries.map(entry => entry.path),
    ['s', 'in'],
  );
  assert.deepEqual(escapes, ['../etc/passwd', 'a/../../b', '/..', 'h -> ../../shadow']);
  assert.match(notes.join('\n'), /has no name/);
});

test('duplicate paths are all delivered, in order', async () => {
  const { entries } = await listing(archive(member({ name: 'a' }, '1'), member({ name: './a' }, '2')));
  assert.deepEqual(
    entries.map(({ path, content }) => [path, content]),
    [
      ['a', '1'],
      ['a', '2'],
    ],
  );
});

test('the end: two blocks, one, or none', async () => {
  const one = member({ name: 'one' }, 'x');
  const after = member({ name: 'after' });
  const none = 'The archive ends without the blocks that mark its end.';
  assert.deepEqual(await listing(Buffer.concat([one, END, after])).then(l => [l.entries.length, l.notes]), [1, []]);
  assert.deepEqual(await listing(Buffer.concat([one, Buffer.alloc(512)])).then(l => [l.entries.length, l.notes]), [
    1,
    [],
  ]);
  assert.deepEqual(await listing(one).then(l => [l.entries.length, l.notes, l.error]), [1, [none], undefined]);
  assert.deepEqual(await listing(Buffer.alloc(0)).then(l => [l.notes, l.error]), [[none], undefined]);
  const lone = await listing(Buffer.concat([one, Buffer.alloc(512), after]));
  assert.deepEqual([lone.entries.length, lone.error], [1, 'corrupt']);
});

test('damage: checksum, numbers, PAX records; with offset, and what came before is delivered', async () => {
  const ok = member({ name: 'ok' }, 'x');
  const bad: [RegExp, Uint8Array][] = [
    [/byte 1024 has a wrong checksum/, header({ checksum: 'wrong' })],
    [/no readable size/, header({ patch: [[124, '9']] })],
    [/no readable owner/, header({ patch: [[108, '\xc0']] })],
    [/size below zero/, header({ size: base256(-1n, 12) })],
    [/PAX record at byte 1536/, member({ type: 'x' }, 'nonsense')],
    [/PAX record at byte 1541/, member({ type: 'x' }, '5 a=\n99 b=c\n')],
    [/uid is not a number/, Buffer.concat([pax({ uid: '0x10' }), member({})])],
  ];
  for (const [message, bytes] of bad) {
    const found = await listing(archive(ok, bytes));
    assert.deepEqual([found.entries.length, found.error], [1, 'corrupt'], String(message));
    assert.match(found.message ?? '', message);
  }
  assert.match((await listing(Buffer.alloc(600, 7))).message ?? '', /is not a tar archive/);
});

test('bounds: huge headers, sizes, counts, paths', async () => {
  const huge = await listing(archive(pax({ comment: 'x'.repeat(2 ** 20) }), member({})), { chunk: 65536 });
  assert.equal(huge.error, 'too-large');
  const claim = header({ name: 'claim', size: base256(2n ** 60n, 12) });
  assert.deepEqual(
    (await listing(archive(claim))).message,
    'The header at byte 0 claims a size of 1152921504606847000; reading stopped there.',
  );
  const less = await listing(archive(header({ name: 'claim', size: base256(2n ** 50n, 12) })));
  assert.deepEqual([less.error, less.entries.length], ['too-large', 0]);
  const limits = { ...LIMITS, entries: 3 };
  const many = await listing(archive(...Array.from({ length: 4 }, () => member({}))), { limits });
  assert.deepEqual([many.error, many.entries.length], ['too-large', 3]);
  const chain = archive(...Array.from({ length: 3000 }, () => pax({ comment: 'x' })), member({}));
  assert.equal((await listing(chain)).error, 'too-large');
  const long = await listing(archive(pax({ path: 'x/'.repeat(3000) }), member({}), member({ name: 'ok' })));
  assert.deepEqual([long.entries.map(entry => entry.path), long.notes.length], [['ok'], 1]);
});

test('an archive cut anywhere says so, and gives what stood before', async () => {
  const bytes = await packed([
    { name: 'a', content: 'first' },
    { name: `${'long/'.repeat(50)}b`, content: 'x'.repeat(600) },
    { name: 'c', type: 'symlink', linkname: 'a' },
    { name: 'd', content: 'last' },
  ]);
  const whole = await listing(bytes);
  assert.equal(whole.entries.length, 4);
  const cuts = Array.from({ length: bytes.length / 512 }, (_, block) =>
    [0, 1, 100, 511].map(more => block * 512 + more),
  );
  for (const cut of cuts.flat()) {
    const found = await listing(bytes.subarray(0, cut), { chunk: 300 });
    assert.deepEqual(found.entries, whole.entries.slice(0, found.entries.length), `cut at ${cut}`);
    if (found.error === undefined) assert.equal(cut % 512, 0, `cut at ${cut} passed`);
    else assert.equal(found.error, 'truncated');
    if (cut < bytes.length - 1024 && found.error === undefined) assert.match(found.notes.join(), /ends without/);
  }
  const inside = await listing(bytes.subarray(0, 700));
  assert.match(inside.message ?? '', /at byte 700, inside "a"/);
});

test("recipes' archives keep raw extended attributes, each at its own entry", async () => {
  const capability = Uint8Array.of(1, 0, 0, 2, 0xff, 0, 0x80);
  const long = `${'n'.repeat(120)}/${'m'.repeat(120)}`;
  const { entries, error } = await listing(
    await packTar({
      'bin/': {},
      'bin/ping': { content: 'x'.repeat(70_000), xattrs: { 'security.capability': capability, 'user.a': 'b' } },
      link: { link: 'bin/ping' },
      [long]: { content: 'y', xattrs: { 'user.a': capability } },
      last: 'z',
    }),
  );
  assert.equal(error, undefined);
  assert.deepEqual(
    entries.map(({ path, xattrs }) => [path, [...xattrs].map(([name, value]) => [name, Buffer.from(value)])]),
    [
      ['bin', []],
      [
        'bin/ping',
        [
          ['security.capability', Buffer.from(capability)],
          ['user.a', Buffer.from('b')],
        ],
      ],
      ['link', []],
      [long, [['user.a', Buffer.from(capability)]]],
      ['last', []],
    ],
  );
});
