/** Images of daemons that were exported once: remembered whole, and told to nobody who only has the cache. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FactCache } from '../../src/image/facts.js';
import type { ImageSource, PassingImage } from '../../src/image/model.js';
import { recalled, remember } from '../../src/image/recall.js';

const SECRET = 'hunter2-and-more';
const config = Buffer.from(
  JSON.stringify({ config: { Env: [`PASSWORD=${SECRET}`] }, rootfs: { diff_ids: ['sha256:1'] } }),
);
const id = `sha256:${'ab'.repeat(32)}`;

const passing = (own = id): PassingImage => ({
  kind: 'docker-daemon',
  reference: 'app:1',
  inspected: { id: own, diffIds: ['sha256:1'] },
  pass: () => Promise.reject(new Error('not to be exported')),
  async close() {},
});
const source = (more: Partial<ImageSource> = {}): ImageSource => ({
  kind: 'docker-daemon',
  reference: 'app:1',
  name: 'app:1',
  manifestDigest: undefined,
  config,
  layers: [
    {
      digest: undefined,
      size: 7,
      mediaType: 'a/b',
      missing: undefined,
      window: undefined,
      open: () => assert.fail('not to be read'),
    },
  ],
  notes: ['one'],
  async close() {},
  ...more,
});

class Kept implements FactCache {
  readonly all = new Map<string, Uint8Array>();
  async read(key: string) {
    return this.all.get(key);
  }
  async write(key: string, bytes: Uint8Array) {
    this.all.set(key, bytes);
  }
}

test('what was remembered comes back, for the same identifier alone', async () => {
  const cache = new Kept();
  await remember(passing(), source(), cache);
  const found = await recalled(passing(), cache);
  assert.deepEqual(Buffer.from(found?.config ?? []), config);
  assert.deepEqual([found?.name, found?.notes, found?.layers.length], ['app:1', ['one'], 1]);
  assert.equal(found?.layers[0]?.size, 7);
  assert.equal(await recalled(passing(`sha256:${'cd'.repeat(32)}`), cache), undefined);
});

test('neither keys nor contents tell the configuration or what it is encrypted with', async () => {
  const cache = new Kept();
  await remember(passing(), source(), cache);
  assert.equal(cache.all.size, 1);
  for (const [key, bytes] of cache.all)
    for (const text of [SECRET, Buffer.from(SECRET).toString('base64').slice(0, 12), id, id.slice(7), 'PASSWORD'])
      assert.ok(!key.includes(text) && !Buffer.from(bytes).includes(text), text);
});

test('damaged or somebody else’s bytes are nothing', async () => {
  const cache = new Kept();
  await remember(passing(), source(), cache);
  const [[key, bytes] = ['', new Uint8Array()]] = cache.all;
  for (const at of [0, 13, bytes.length - 1]) {
    const wrong = Uint8Array.from(bytes);
    wrong[at] = (wrong[at] as number) ^ 1;
    cache.all.set(key, wrong);
    assert.equal(await recalled(passing(), cache), undefined);
  }
  for (const length of [0, 5, 20]) {
    cache.all.set(key, bytes.subarray(0, length));
    assert.equal(await recalled(passing(), cache), undefined);
  }
});

test('what was not whole is not remembered', async () => {
  const cache = new Kept();
  const [layer] = source().layers;
  assert.ok(layer !== undefined);
  await remember(passing(), source({ damaged: true }), cache);
  await remember(passing(), source({ layers: [{ ...layer, missing: 'It is not there.' }] }), cache);
  await remember(passing(), source({ config: undefined }), cache);
  assert.equal(cache.all.size, 0);
});
