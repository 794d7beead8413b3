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
      /^\{"kind":"[\w #.-]{5,50}","encrypted":(?:true|false),(?:"line":\d+,)?"number":1,"secret":\{"mark":"[0-9a-f]{16}","format":"private-key"\},"digests":\["\w{16}","\w{16}","\w{16}"\]\}$/,
      name,
    );
  }
  const secret = noise(20).toString('hex');
  assert.match(
    keptOf(stores, 'stores', 'root/.netrc', Buffer.from(`machine x login y password ${secret}`)),
    /^\{"line":1,"secret":\{"mark":"[0-9a-f]{16}","format":"credential-file"\},"digests":\["\w{16}","\w{16}","\w{16}"\]\}$/,
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

test('hashes of passwords are a warning', async () => {
  const { findings } = await lintImageWith(stores, {
    layers: [{ 'etc/nginx/.htpasswd': 'me:$apr1$abcdefgh$ABCDEFGHIJKLMNOPQRSTU/\n' }],
  });
  assert.deepEqual(
    findings.map(({ severity }) => severity),
    ['warning'],
  );
});
