/** What the rules about keys and stores of credentials say of layers, and what they remember of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Entry, RegisteredRule } from '../../src/rule.js';
import { lintImageWith } from '../support/image-example.js';
import { rulesOnDisk } from '../support/rules.js';
import { FRAMED, noise, WHOLE } from './keys/makers.js';

const rules = new Map((await rulesOnDisk()).map(({ rule }) => [rule.id, rule]));
const [keys, stores] = ['private-key-in-layer', 'credential-file-in-layer'].map(id => rules.get(id) as RegisteredRule);
assert.ok(keys !== undefined && stores !== undefined);
const entryOf = (path: string, size: number): Entry => ({
  ...{ path, size, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0 },
  ...{ link: undefined, xattrs: new Map(), sparse: false },
});
const keptOf = (rule: RegisteredRule, read: string, path: string, bytes: Uint8Array): string =>
  JSON.stringify(rule.reads?.[read]?.keep(entryOf(path, bytes.length), bytes) ?? 'nothing');

test('what is remembered is small and has nothing of the key in it', () => {
  for (const { name, bytes } of [...FRAMED, ...WHOLE]) {
    const kept = keptOf(keys, 'keys', 'srv/x', bytes);
    assert.match(
      kept,
      /^\{"kind":"[\w #.-]{5,50}","encrypted":(?:true|false),(?:"line":\d+,)?"number":1,"mark":\d+\}$/,
      name,
    );
  }
  const secret = noise(20).toString('hex');
  assert.match(
    keptOf(stores, 'stores', 'root/.netrc', Buffer.from(`machine x login y password ${secret}`)),
    /^\{"line":1,"mark":\d+\}$/,
  );
});

test('keys with a passphrase are warnings, others are errors', async () => {
  for (const { name, bytes, encrypted } of FRAMED) {
    const { findings } = await lintImageWith(keys, { layers: [{ 'srv/x': bytes.toString('latin1') }] });
    assert.deepEqual(
      findings.map(one => one.severity),
      [encrypted ? 'warning' : 'error'],
      name,
    );
    assert.equal(findings[0]?.message.includes('passphrase'), encrypted, name);
  }
});

test('what a package brought is public; what a later layer puts there is not', async () => {
  const [first, second] = FRAMED.map(({ bytes }) => bytes.toString('latin1'));
  assert.ok(first !== undefined && second !== undefined);
  const lists = [
    { 'var/lib/dpkg/info/x.list': '/.\n/usr/lib/x/a.key\n' },
    { 'lib/apk/db/installed': 'P:x\nF:usr/lib/x\nR:a.key\n\n' },
  ];
  for (const list of lists) {
    const brought: Readonly<Record<string, string>> = { ...list, 'usr/lib/x/a.key': first };
    const pathsOf = async (...layers: Readonly<Record<string, string>>[]): Promise<unknown[]> =>
      (await lintImageWith(keys, { layers })).findings.map(one => one.image?.path);
    assert.deepEqual(await pathsOf(brought), []);
    assert.equal((await pathsOf(brought, { 'usr/lib/x/a.key': second })).length, 1);
    assert.equal((await pathsOf(list, { 'usr/lib/x/a.key': first })).length, 1);
    assert.equal((await pathsOf({ ...brought, 'usr/lib/x/b.key': second })).length, 1);
  }
});

test('hashes of passwords are a warning', async () => {
  const { findings } = await lintImageWith(stores, {
    layers: [{ 'etc/nginx/.htpasswd': 'me:$apr1$abcdefgh$ABCDEFGHIJKLMNOPQRSTU/\n' }],
  });
  assert.deepEqual(
    findings.map(({ severity }) => severity),
    ['warning'],
  );
});
