/** What rules make of rpm's databases: whose a program with rights of its own is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OTHER_DATABASES, originOf, RPM_FILES } from '../../rules/_share/owners.js';
import { rpmFiles } from '../../rules/_share/rpm/files.js';
import fileCapabilities from '../../rules/user/file-capabilities.js';
import unexpectedSetuid from '../../rules/user/unexpected-setuid.js';
import type { Entry, FileRecipe, Layer, RegisteredRule } from '../../src/rule.js';
import { lintImageWith, placeInImage } from '../support/image-example.js';
import { bdbOf, ndbOf, type PackagedFile, packageOf, sqliteOf } from '../support/rpm-databases.js';
import { rulesOnDisk } from '../support/rules.js';

const PROGRAMS: readonly PackagedFile[] = [
  { path: '/usr/bin/ours', mode: 0o104755 },
  { path: '/bin/old', mode: 0o102755 },
  { path: '/usr/bin/plain', mode: 0o100755 },
  { path: '/usr/bin/able', mode: 0o100755, capabilities: 'cap_net_raw,cap_sys_admin=ep' },
];
const DATABASE = sqliteOf([packageOf('ours', PROGRAMS), packageOf('empty', [])]);
const SETUID = { mode: 0o4755 };
/** Version 2 with the effective flag, and these permitted. */
const able = (permitted: string): FileRecipe => ({
  mode: 0o755,
  xattrs: { 'security.capability': `01000002${permitted}${'00'.repeat(12)}` },
});
// A recipe's content is text; bytes are taken as they are.
const bytes = (content: Uint8Array): FileRecipe => ({ content: content as unknown as string });

const rules = await rulesOnDisk();
const registered = ({ id }: { id: string }): RegisteredRule => {
  const found = rules.find(({ rule }) => rule.id === id);
  assert.ok(found !== undefined);
  return found.rule;
};

async function lint(rule: { id: string }, ...layers: Readonly<Record<string, FileRecipe>>[]) {
  const { findings, outcome } = await lintImageWith(registered(rule), { layers });
  return { at: findings.map(placeInImage), messages: findings.map(({ message }) => message), outcome };
}

test("a bit that the package gave is the package's own", async () => {
  const { at, outcome } = await lint(unexpectedSetuid, {
    'usr/bin/ours': SETUID,
    'usr/bin/old': { mode: 0o2755 },
    'var/lib/rpm/rpmdb.sqlite': bytes(DATABASE),
  });
  assert.deepEqual(at, []);
  assert.equal(outcome.state, 'ran');
});

test('any other is told, of every kind of database and wherever it stands', async () => {
  const packages = [packageOf('ours', PROGRAMS)];
  for (const [path, content] of [
    ['var/lib/rpm/rpmdb.sqlite', sqliteOf(packages)],
    ['usr/lib/sysimage/rpm/rpmdb.sqlite', sqliteOf(packages)],
    ['usr/share/rpm/rpmdb.sqlite', sqliteOf(packages)],
    ['usr/lib/sysimage/rpm/Packages.db', ndbOf(packages)],
    ['var/lib/rpm/Packages', bdbOf(packages)],
    ['var/lib/rpm/Packages', bdbOf(packages, { little: false })],
  ] as const) {
    const { at, messages } = await lint(unexpectedSetuid, {
      'usr/bin/ours': SETUID,
      'usr/bin/plain': SETUID,
      'usr/local/bin/mine': SETUID,
      [path]: bytes(content),
    });
    assert.deepEqual(at, ['usr/bin/plain', 'usr/local/bin/mine'], path);
    assert.match(messages[0] ?? '', /that no package gave it/);
    assert.match(messages[1] ?? '', /that no package brought/);
  }
});

test('a database that cannot be read to its end leaves open whose the rest is', async () => {
  const cut = DATABASE.subarray(0, DATABASE.length - 1);
  const files = { 'usr/bin/ours': SETUID, 'usr/bin/mine': SETUID };
  for (const more of [
    { 'var/lib/rpm/rpmdb.sqlite': bytes(cut) },
    { 'var/lib/rpm/rpmdb.sqlite': bytes(DATABASE), 'var/lib/rpm/rpmdb.sqlite-wal': 'newer pages' },
    { 'var/lib/rpm/rpmdb.sqlite': bytes(DATABASE), 'var/lib/rpmmanifest/container-manifest-2': 'bash\t5.1\n' },
    { 'usr/bin/ours': '', 'var/lib/rpm/rpmdb.sqlite': { link: 'sysroot/x', type: 'hardlink' as const } },
  ]) {
    const { at, outcome } = await lint(unexpectedSetuid, { ...files, ...more });
    assert.deepEqual(at, []);
    assert.equal(outcome.state, 'not-evaluated');
    assert.match(outcome.why ?? '', /usr\/bin\/mine/);
  }
  const newer = await lint(unexpectedSetuid, {
    'usr/bin/plain': SETUID,
    'var/lib/rpm/rpmdb.sqlite': bytes(DATABASE),
    'var/lib/rpm/rpmdb.sqlite-wal': 'newer pages',
  });
  assert.equal(newer.outcome.state, 'not-evaluated', 'a newer version of the package may give the bit');
  const { at } = await lint(unexpectedSetuid, {
    ...files,
    'var/lib/rpm/rpmdb.sqlite': bytes(DATABASE),
    'var/lib/rpm/rpmdb.sqlite-wal': '',
  });
  assert.deepEqual(at, ['usr/bin/mine'], 'rpm leaves an empty -wal behind');
  const later = await lint(unexpectedSetuid, { 'var/lib/rpm/rpmdb.sqlite': bytes(cut) }, { 'opt/mine': SETUID });
  assert.deepEqual(later.at, ['opt/mine'], 'a layer that changed no package brought none');
});

test('later layers', async () => {
  const base = { 'usr/bin/ours': SETUID, 'usr/bin/plain': '', 'var/lib/rpm/rpmdb.sqlite': bytes(DATABASE) };
  const at = async (...layers: Record<string, FileRecipe>[]) => (await lint(unexpectedSetuid, base, ...layers)).at;
  assert.deepEqual(await at({ 'usr/bin/plain': SETUID }), ['usr/bin/plain']);
  assert.deepEqual(await at({ 'var/lib/.wh.rpm': '' }), [], 'the database was removed to save its bytes');
  assert.deepEqual(await at({ 'usr/bin/ours': SETUID }), [], 'copied once more');
});

test('what a package asks for is not told', async () => {
  const database = { 'var/lib/rpm/rpmdb.sqlite': bytes(DATABASE) };
  const raw = '00200000';
  const both = '00202000';
  const more = '00602000';
  const find = async (permitted: string, path = 'usr/bin/able') =>
    (await lint(fileCapabilities, { [path]: able(permitted), ...database })).at;
  assert.deepEqual(await find(both), []);
  assert.deepEqual(await find(raw), [], 'fewer');
  assert.deepEqual(await find(more), ['usr/bin/able'], 'one more than it asks for');
  assert.deepEqual(await find(raw, 'usr/bin/plain'), ['usr/bin/plain']);
  assert.deepEqual((await lint(fileCapabilities, { 'usr/bin/able': able(both) })).at, ['usr/bin/able']);
});

test('one database, read for several rules, is made out once', () => {
  const entry = { path: 'var/lib/rpm/Packages', type: 'file', size: DATABASE.length } as Entry;
  assert.equal(RPM_FILES.keep(entry, DATABASE), RPM_FILES.keep(entry, DATABASE));
  assert.equal(RPM_FILES.keep({ ...entry, type: 'directory' }, DATABASE), undefined);
  assert.match(RPM_FILES.keep({ ...entry, size: DATABASE.length + 1 }, DATABASE)?.missing ?? '', /were read/);
  const wal = { ...entry, path: 'var/lib/rpm/rpmdb.sqlite-wal' };
  assert.deepEqual(
    [0, 1].map(size => OTHER_DATABASES.keep({ ...wal, size }, Buffer.alloc(0))),
    [undefined, true],
  );
});

test('dpkg and rpm in one image: each speaks for its own files', () => {
  const layer = { index: 0 } as Layer;
  const entry = { path: 'x' } as Entry;
  const dpkg = [{ entry, layer, value: rpmFiles(sqliteOf([packageOf('d', [{ path: '/usr/bin/d' }])])).paths }];
  const rpm = [{ entry, layer, value: rpmFiles(DATABASE) }];
  const origin = originOf({ dpkg, modes: [], apk: [], rpm, other: [] });
  assert.deepEqual(
    ['usr/bin/d', 'usr/bin/ours', 'usr/bin/plain', 'usr/bin/none'].map(path => origin(path, 0)),
    ['package', 'package', 'changed', 'unowned'],
  );
});
