/** What is read of rpm's databases: all of what is whole, and nothing that is not there. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { type Paths, pathNumber } from '../../rules/_share/path-numbers.js';
import { capabilitiesOfText } from '../../rules/_share/rpm/capability-text.js';
import { RpmError } from '../../rules/_share/rpm/error.js';
import { blobsOf, rpmFiles } from '../../rules/_share/rpm/files.js';
import { Header, TAG } from '../../rules/_share/rpm/header.js';
import {
  bdbOf,
  headerOf,
  ndbOf,
  type PackagedFile,
  packageOf,
  shorts,
  sqliteOf,
  textField,
  textsField,
  words,
} from '../support/rpm-databases.js';

const numbers = (...paths: string[]): number[] =>
  paths.map(path => pathNumber(Buffer.from(path))).sort((a, b) => a - b);
const sorted = (paths: Paths): number[] => [...paths].sort((a, b) => a - b);

/** Packages of every size: without files, with some, with more than fit in any page. */
const LISTS: readonly (readonly PackagedFile[])[] = Array.from({ length: 60 }, (_, i) =>
  Array.from({ length: [0, 1, 3, 40, 700][i % 5] as number }, (_, j) => ({
    path: `/usr/lib/p${i}/d${j % 7}/file-${j}`,
  })),
);
const MANY: readonly Buffer[] = LISTS.map((files, i) => packageOf(`p${i}`, files));
const ALL = numbers(...LISTS.flatMap(files => files.map(({ path }) => path)));

const RIGHTS = packageOf('rights', [
  { path: '/usr/bin/su', mode: 0o104755 },
  { path: '/usr/bin/wall', mode: 0o102755 },
  { path: '/usr/bin/ping', mode: 0o100755, capabilities: 'cap_net_admin,cap_net_raw=p' },
  { path: '/usr/bin/plain', mode: 0o100755 },
  { path: '/srv/www', mode: 0o042775 },
  { path: '/opt/link', mode: 0o124777 },
]);

const WRITERS: readonly (readonly [string, (blobs: readonly Buffer[]) => Buffer])[] = [
  ['sqlite', blobs => sqliteOf(blobs)],
  ['sqlite, small pages', blobs => sqliteOf(blobs, { pageSize: 1024, reserved: 32 })],
  ['sqlite, large pages', blobs => sqliteOf(blobs, { pageSize: 65536 })],
  ['ndb', ndbOf],
  ['bdb', blobs => bdbOf(blobs)],
  ['bdb, big-endian', blobs => bdbOf(blobs, { pageSize: 512, little: false })],
  ['bdb, large pages', blobs => bdbOf(blobs, { pageSize: 65536 })],
];

for (const [kind, write] of WRITERS)
  describe(kind, () => {
    test('all files of all packages', () => {
      const { paths, missing, special } = rpmFiles(write(MANY));
      assert.equal(missing, undefined);
      assert.deepEqual(sorted(paths), ALL);
      assert.equal(special.size, 0);
      assert.deepEqual(rpmFiles(write([])), {
        paths: new Uint32Array(),
        digests: new Uint32Array(),
        special: new Map(),
        capable: new Map(),
      });
    });

    test('the bits and capabilities that packages give to programs', () => {
      const { special, capable, paths } = rpmFiles(write([RIGHTS]));
      assert.deepEqual(
        [...special],
        [
          ['usr/bin/su', 0o4755],
          ['usr/bin/wall', 0o2755],
        ],
      );
      assert.deepEqual([...capable], [['usr/bin/ping', ['cap_net_admin', 'cap_net_raw']]]);
      assert.equal(paths.length, 6);
    });

    test('cut anywhere: what is missing is said', () => {
      const whole = write(MANY);
      const all = new Set(ALL);
      for (let end = 0; end < whole.length; end += 1 + Math.floor(whole.length / 97)) {
        const { paths, missing } = rpmFiles(whole.subarray(0, end));
        assert.notEqual(missing, undefined, `of ${whole.length} bytes ${end}`);
        for (const path of paths) assert.ok(all.has(path));
        assert.equal(rpmFiles(whole.subarray(0, end), whole.length).missing?.startsWith('it has'), true);
      }
    });

    test('any bytes changed: no other error, and no time', () => {
      const whole = write([...MANY.slice(0, 12), RIGHTS]);
      const place = fc.oneof(
        fc.nat(whole.length - 1),
        fc.nat(255),
        fc.nat(8191).map(at => at % whole.length),
      );
      const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
      const change = fc.tuple(place, fc.array(value, { minLength: 1, maxLength: 8 }));
      fc.assert(
        fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), fc.nat(whole.length), (changes, end) => {
          const bytes = Uint8Array.from(whole);
          for (const [at, values] of changes) bytes.set(values.slice(0, bytes.length - at), at);
          const started = performance.now();
          for (const file of [bytes, bytes.subarray(0, end)]) rpmFiles(file);
          assert.ok(performance.now() - started < 1000);
          try {
            for (const blob of blobsOf(bytes)) new Header(blob);
          } catch (error) {
            assert.ok(error instanceof RpmError, String(error));
          }
        }),
        { numRuns: 1000 },
      );
    });
  });

test('the result does not hold on to the bytes', () => {
  const { paths } = rpmFiles(sqliteOf(MANY));
  assert.equal(paths.buffer.byteLength, paths.length * 4);
});

test('what is no database', () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('RpmP'), Buffer.alloc(5000), Buffer.from('SQLite format 3\0')])
    assert.notEqual(rpmFiles(bytes).missing, undefined);
  assert.match(rpmFiles(Buffer.from('#!/bin/sh\n')).missing ?? '', /no rpm database/);
});

test('pages that are used twice, or in a circle', () => {
  const sqlite = sqliteOf(MANY);
  sqlite.writeUInt32BE(2, 4096 + 8);
  assert.match(rpmFiles(sqlite).missing ?? '', /used twice/);
  const bdb = bdbOf(MANY);
  bdb.writeUInt32LE(1, 4096 + 16);
  assert.match(rpmFiles(bdb).missing ?? '', /used twice/);
});

test('one blob sold many times', () => {
  const ndb = ndbOf(MANY.slice(0, 5));
  for (let i = 5; i < 254; i++) ndb.copy(ndb, 32 + i * 16, 32 + 4 * 16, 32 + 5 * 16);
  const { paths, missing } = rpmFiles(ndb);
  assert.match(missing ?? '', /has no blob/);
  assert.ok(paths.length < 2000);
  const sqlite = sqliteOf([packageOf('x', [{ path: '/x' }])], { pageSize: 65536 });
  const leaf = 65536 * 2;
  assert.equal(sqlite[leaf], 13);
  const cell = sqlite.readUInt16BE(leaf + 8);
  sqlite.writeUInt16BE(20_000, leaf + 3);
  for (let i = 0; i < 20_000; i++) sqlite.writeUInt16BE(cell, leaf + 8 + i * 2);
  assert.match(rpmFiles(sqlite).missing ?? '', /more bytes than the file/);
});

describe('headers', () => {
  const missing = (...fields: Parameters<typeof headerOf>[0]) => rpmFiles(ndbOf([headerOf(fields)])).missing;
  const name = textField(TAG.name, 'x');
  const names = textsField(TAG.baseNames, ['a', 'b']);
  const folders = textsField(TAG.dirNames, ['/']);
  const modes = shorts(TAG.fileModes, [0o100644, 0o100644]);
  const index = words(TAG.dirIndexes, [0, 0]);

  test('name, version, release and architecture', () => {
    const header = new Header(packageOf('bash', []));
    assert.deepEqual(
      [TAG.name, TAG.version, TAG.release, TAG.arch, TAG.oldFileNames].map(tag => header.text(tag)),
      ['bash', '1.0', '1', 'noarch', undefined],
    );
  });

  test('what does not agree is damage', () => {
    assert.equal(missing(name, names, folders, modes, index), undefined);
    for (const fields of [
      [names, folders, modes, index],
      [name, names, folders, modes],
      [name, names, folders, index],
      [name, names, modes, index],
      [name, names, folders, modes, words(TAG.dirIndexes, [0, 1])],
      [name, names, folders, shorts(TAG.fileModes, [0]), index],
      [name, names, folders, modes, index, textsField(TAG.fileCaps, ['x'])],
      [name, textField(TAG.baseNames, 'a'), folders, modes, index],
      [name, textsField(TAG.oldFileNames, ['/a'])],
      [{ ...name, type: 4 }],
      [name, { ...names, count: 3 }, folders, modes, index],
      [name, { ...names, count: 2 ** 32 - 1 }, folders, modes, index],
      [name, names, folders, { ...modes, count: 2 ** 30 }, index],
    ])
      assert.notEqual(missing(...fields), undefined, JSON.stringify(fields.map(({ tag }) => tag)));
  });

  test('of two tags with one number the later one holds', () => {
    const blob = headerOf([name, names, folders, modes, index, textsField(TAG.dirNames, ['/etc/'])]);
    assert.deepEqual(sorted(rpmFiles(ndbOf([blob])).paths), numbers('etc/a', 'etc/b'));
  });

  test('a long folder of many files takes no long time', () => {
    const count = 200_000;
    const blob = headerOf([
      name,
      textsField(
        TAG.baseNames,
        Array.from({ length: count }, () => 'x'),
      ),
      textsField(TAG.dirNames, [`/${'d'.repeat(1 << 20)}/`]),
      shorts(TAG.fileModes, new Array(count).fill(0o100644)),
      words(TAG.dirIndexes, new Array(count).fill(0)),
    ]);
    const started = performance.now();
    assert.equal(rpmFiles(ndbOf([blob])).paths.length, count);
    assert.ok(performance.now() - started < 2000);
    const set = headerOf([
      name,
      textsField(TAG.baseNames, ['x']),
      textsField(TAG.dirNames, [`/${'d'.repeat(1 << 20)}/`]),
      shorts(TAG.fileModes, [0o104755]),
      words(TAG.dirIndexes, [0]),
    ]);
    assert.match(rpmFiles(ndbOf([set])).missing ?? '', /longer than any/);
  });
});

test('capabilities as text', () => {
  for (const [text, expected] of [
    ['cap_net_raw=ep', ['cap_net_raw']],
    ['cap_net_admin,cap_net_raw+p', ['cap_net_admin', 'cap_net_raw']],
    ['= cap_net_raw+ep', ['cap_net_raw']],
    ['cap_net_raw=ei', []],
    ['cap_net_raw=ep cap_net_raw-p', []],
    ['cap_chown=p cap_kill=ep cap_chown=i', ['cap_kill']],
    ['=ep', ['all']],
    ['all=ep', ['all']],
    ['=ep cap_sys_admin-p', []],
    ['cap_sys_admin', []],
    ['cap_sys_admin=x', []],
    ['', []],
  ] as const)
    assert.deepEqual(capabilitiesOfText(text), expected, text);
});

test("SUSE's kind, as rpm itself wrote it", () => {
  // rpm 4.18 with `_db_backend ndb`: two packages, one without files.
  const bytes = inflateRawSync(Buffer.from(REAL_NDB, 'base64'));
  const { paths, special, capable, missing } = rpmFiles(bytes);
  assert.equal(missing, undefined);
  assert.deepEqual(sorted(paths), numbers('usr/bin/able', 'usr/bin/helper', 'usr/bin/plain'));
  assert.deepEqual([...special], [['usr/bin/helper', 0o4755]]);
  assert.deepEqual([...capable], [['usr/bin/able', ['cap_net_raw']]]);
});

const REAL_NDB = `
7ZlLiBxFGMe/7plk89SERI2ecvCwQWe369FdVWKQZKNmMcY1GyWGmFDVVbU7pHdmmJlNNkHUCB6E4BMkHhQED7l5ECQHkSAixFMO
HsSLBKIYddX4woMa6elvzLSPQPCgyBT09Pzqq68eXd3//2zvrtbcFABABQACPA+W6azZzevz4E7kEAB2BgCPIf+x/ZCHPOQhD3nI
Qx7ykIc85CEPechD/m/x1sxMB/i3/1vVXtUoQMgB4A4AGAEIngOANQBgAWAZpgUAlc8AYCkAhMgXkEeQP0dejvwlfl+JvIi8Gvkr
AKjiWDl/jfnrkS9ifCPyjxi/Gfkn7G8U+ReMc+RfkW8ruLoeeQvyDbi+XcgbcLw9xWuR6o0Yt8g3Ib+BPIr9ncH8PZh/FvkhbP8B
ssH2HyJb5I+RHfJ5ZI98ATlD/qLgdS8U4/Xf1qx7r4gHVeTzxfjBCuRPsP0O5AsYnyo4CDD+GvISvB9OFnsUrMb+T2F8LfI5vN7f
FPkh7k/1emTcn+oM8q3Is8hRzhPQaDYcECCwAAsAbvoiZM1UZ7PNTv8GvndyNzzQ6LRcWvd1ZyGrN+YXoNHU7XS2l14jNTLWaadj
7dZc0V8+0Ir+0W7NZXUzOtGca7Vdp+PsXfXM7dRzrrMJMJbXbKvPuE73ct2UPpI1da9xZ7s+5KbaztcXNgEbi8Z4jQAfS8ai3rn4
JHIsXxIsIzUCtfvoxtoMpK16E2aO1lugcMI160xdN2rFInrt57u+JkF7phxJidKeC6mdFzpixinpvFZWGa0pld4or5hjklObWGEI
14QnseaxKvqizEacUsO901R6IYiTggpOjGEiEioyLLVRzKTT3vCEUMacpJGR3MRC0/xeLATh0qX8Oeo9pACVc+OfvnlyyZkdH609
kh19ufvKdzaOueDWRUxbTdOUp6nnKooFdzRWVqnEMeYjDpa6fKqcmzjhlNnEpdw7IoxQPNYxl4n3xiqhlNHGJjGJFIkcVam01DqS
L+tgMHICAB7JJ4Lfe2XunalduZZtzcydub6FKFJnR3rhzagVqG+V+/+n+lbF/rahPi3F17tTyMuRH0Rege33Ia/E6zGLvAr14Rbk
1agPEfK1GL8deQ3yPciot8FenN91mJ9hHPU3WCjrb/B4ce7rb/AsMupvgDrT19/wGsy/G/VkA/a/fUCPcp4s8sP+/FGvQ17W61Ai
78N4f30PY3w78n7kvWV9D21Z38ODZX0PW2V9D+fL+h4eRu7i+MdxvHnkE8iHcHzU63XPI79exPv+EJ4u+0P4btkfwvfL/lBZVfaH
ypqyP1Rs2R8qs2V/qCyU/aHyatkfKn1/WzLw3FUu+0XvuRrwi17egF9Uvi/8otOcu7JfLL2iXxSlLxXhscWnFo8tFpW5tvQPwVLD
ZCx1IoWWXPFUM0ZZFLOIJFRSz6y2TFlOU5/QVHMnlLWaap0Kq3QK/34HfyrtZrP79x/5dS0ZKVwaKL2rDmVfvQpvndCtf2625Aqm
iz9tB49w4N9cPU8eLNpkDmZd1nJtaGW63oDx+U573NQb41fj3X9ZtkxPTE5u7LqFLqS6daDhugfa+vBm14JBv/eJZonOzV4rbjnV
RsdxTJ10ksVUeK6ollrExkile/vNSESkTYVzNiFJ0VfClfA6UVGijGSSRJbGLrHUCKJEoqmQzEQyNpSa2BJNnPeCMaO8c0YaRwb8
/ufTv/v9SHzg25ndP7RePL7/0aefeOmZI2C9Ta2VKvYu8rGJDfVUGslpIm0Uu0gbLo2TFCJHOVfWaUp1LL3OvV7SiNAoJl7zNDFE
eyEcSdI0sbHXlFMREUEizz236WW/z7dw2aDnr9385Nu5t+d+/xs=`;
