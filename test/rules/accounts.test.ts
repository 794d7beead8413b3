/** Files of accounts, of sudo and of packages, read whatever stands in them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readAccount, readGroup, readShadow, readTable, splitUser } from '../../rules/_share/accounts.js';
import { capabilitiesOf } from '../../rules/_share/capabilities.js';
import { apkFiles } from '../../rules/_share/listings/apk.js';
import { md5sumsOf, pathsOfList } from '../../rules/_share/listings/dpkg.js';
import { originOf } from '../../rules/_share/owners.js';
import { readSudoers } from '../../rules/_share/sudoers.js';
import type { Entry, Layer } from '../../src/rule.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('accounts', () => {
  test('odd lines are passed over', () => {
    const text = '\n  \n#a:x:1:1\n+\n+b::::::\n-@c\nshort\n:x:1:1\nd:x\ne::-1:abc\r\nf:x:007:99999999999:::/bin/sh\r\n';
    const { lines, whole } = readTable(bytes(text), readAccount);
    assert.deepEqual(
      lines.map(({ name, uid, gid, password, shell, line }) => [name, uid, gid, password, shell, line]),
      [
        ['d', undefined, undefined, 'shadow', '', 9],
        ['e', undefined, undefined, 'empty', '', 10],
        ['f', 7, undefined, 'shadow', '/bin/sh', 11],
      ],
    );
    assert.equal(whole, true);
  });

  test('a password field is told by its form', () => {
    const of = (field: string) => readTable(bytes(`a:${field}:1\n`), readShadow).lines[0]?.password;
    assert.deepEqual(
      [
        '',
        '*',
        '!',
        '!!',
        '!$6$abcdefghijkl',
        'x',
        '*LK*',
        'NP',
        '$6$abcdefghijkl',
        'ab01FAX.bQRSU',
        '$y$j9T$abc$def',
      ].map(of),
      ['empty', 'locked', 'locked', 'locked', 'locked', 'shadow', 'locked', 'locked', 'hash', 'hash', 'hash'],
    );
  });

  test('any bytes and any number of lines', () => {
    assert.deepEqual(readTable(Uint8Array.of(255, 254, 0, 10, 58, 58), readGroup).lines, []);
    const many = readTable(bytes('a:x:1:b,,c\n'.repeat(20_000)), readGroup);
    assert.equal(many.lines.length, 10_000);
    assert.equal(many.whole, false);
    assert.deepEqual(many.lines[0]?.members, ['b', 'c']);
  });

  test('USER as runtimes split it', () => {
    assert.deepEqual(splitUser('a:b:c'), { user: 'a', group: 'b' });
    assert.deepEqual(splitUser(':b'), { user: '', group: 'b' });
  });
});

describe('sudoers', () => {
  const grants = (text: string) =>
    readSudoers(text).grants.map(({ who, all }) => `${who.join(' ')}${all ? ' ALL' : ''}`);

  test('grants without a password', () => {
    for (const [text, expected] of [
      ['app ALL=(ALL) NOPASSWD: ALL', ['app ALL']],
      ['a, b ALL = NOPASSWD:SETENV: ALL', ['a b ALL']],
      ['%wheel\tALL=(root:root) NOPASSWD: /bin/x, PASSWD: ALL', ['%wheel']],
      ['app ALL=(www) NOPASSWD: ALL', []],
      ['app ALL=(www) /a, (ALL) NOPASSWD: ALL', ['app ALL']],
      ['app ALL=(ALL) ALL # NOPASSWD: ALL', []],
      ['#1000 ALL=NOPASSWD: ALL', ['#1000 ALL']],
      ['# 1000 ALL=NOPASSWD: ALL', []],
      ['app ALL=NOPASSWD: !/bin/su', []],
      ['Cmnd_Alias X = ALL\napp ALL=NOPASSWD: X', ['app ALL']],
      ['Defaults env_reset, !authenticate', ['ALL ALL']],
      ['Defaults:app !authenticate', ['app ALL']],
      ['Defaults env_reset', []],
      ['NOPASSWD:', []],
      ['=NOPASSWD: ALL', []],
      ['app ALL=(ALL NOPASSWD: ALL', []],
    ] as const)
      assert.deepEqual(grants(text), expected, text);
  });

  test('includes, and lines that go on', () => {
    assert.deepEqual(readSudoers('#includedir /etc/sudoers.d\n@include "/x"\n').includes, ['/etc/sudoers.d', '/x']);
    assert.equal(readSudoers('\napp ALL=\\\n NOPASSWD: \\\n ALL').grants[0]?.line, 2);
    const started = Date.now();
    readSudoers(`${'\\\n'.repeat(100_000)}${' ,'.repeat(100_000)}=NOPASSWD:${' \t'.repeat(100_000)}`);
    readSudoers(`${`a${' '.repeat(4000)}`.repeat(20)}\n`.repeat(1000));
    assert.ok(Date.now() - started < 2000);
  });
});

describe('capabilities', () => {
  test('versions, sizes', () => {
    const of = (hex: string) => capabilitiesOf(Buffer.from(hex, 'hex'));
    assert.deepEqual(of('0100000200200000000000000000000000000000'), ['cap_net_raw']);
    assert.deepEqual(of('0000000200000000000000000001000000000000'), ['cap_checkpoint_restore']);
    assert.deepEqual(of('010000030000200000000000000000000000000064000000'), ['cap_sys_admin']);
    assert.deepEqual(of('010000010200000000000000'), ['cap_dac_override']);
    for (const hex of ['', '01', '01000009', '010000020200000000000000']) assert.deepEqual(of(hex), []);
  });
});

describe('owners', () => {
  const seen = <T>(value: T, index: number, path = 'x') => ({
    value,
    entry: { path } as Entry,
    layer: { index } as Layer,
  });

  test('apk tells modes', () => {
    const { special, paths } = apkFiles(bytes('P:a\nF:usr/bin\nM:0:0:755\nR:x\na:0:0:4755\nR:y\n\nR:z\na:0:0:2755\n'));
    assert.deepEqual(
      [...special],
      [
        ['usr/bin/x', 0o4755],
        ['z', 0o2755],
      ],
    );
    assert.equal(paths.length, 3);
  });

  test('dpkg tells names and layers', () => {
    const dpkg = [seen(pathsOfList(bytes('/.\n/bin\n/bin/x')), 1)];
    const origin = originOf({ dpkg, modes: [seen(['opt/m'], 0)], apk: [], rpm: [], other: [] });
    assert.deepEqual(
      [origin('usr/bin/x', 1), origin('bin/x', 2), origin('bin/y', 1), origin('opt/m', 5)],
      ['package', 'changed', 'unowned', 'package'],
    );
    const sums = md5sumsOf(bytes(`${'0'.repeat(32)}  usr/x\n`)).paths;
    assert.equal(originOf({ dpkg: [seen(sums, 0)], modes: [], apk: [], rpm: [], other: [] })('usr/x', 0), 'package');
  });

  test('of databases that are not read only the layers are known', () => {
    const origin = originOf({ dpkg: [], modes: [], apk: [], rpm: [], other: [seen(true as const, 0)] });
    assert.deepEqual([origin('usr/bin/x', 0), origin('usr/bin/x', 1)], ['unknown', 'changed']);
  });
});
