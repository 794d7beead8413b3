/** An image, the registry that has it, and how it is asked, without a wait. */
import assert from 'node:assert/strict';
import { ImageError, type ImageSource } from '../../src/image/model.js';
import { parseName } from '../../src/remote/name.js';
import { openRegistry } from '../../src/remote/registry.js';
import type { Waits } from '../../src/remote/retry.js';
import type { RemoteOptions } from '../../src/remote/types.js';
import { type Holding, holding } from '../support/fake-registry.js';
import { build, imageRecipe, putImage } from '../support/image-fixtures.js';

/** Bytes that no compression makes small, the same each time. */
export function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 12345;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[i] = state >>> 16;
  }
  return bytes;
}

/** One layer of 300 kB, one of a few bytes; uncompressed in the registry, so that sizes are what they seem. */
export const recipe = imageRecipe({
  layers: [{ files: { 'usr/lib/big': noise(300_000) } }, { files: { 'etc/motd': 'hello' } }],
  config: { User: '1000' },
});

export const built = await build(recipe);

export function image(): Holding & { manifest: string } {
  const tree: Record<string, Uint8Array> = {};
  const { manifest } = putImage(tree, built, 'plain');
  return { ...holding(tree, { 'team/app:1': manifest.digest }), manifest: manifest.digest };
}

/** Sleeps take no time and are written down. */
export function waits(now = 0): Waits & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    random: () => 0.5,
    async sleep(milliseconds) {
      slept.push(milliseconds);
    },
  };
}

export function options(more: Partial<RemoteOptions> = {}): RemoteOptions {
  return { env: {}, cwd: '/', timeout: 5000, ...more };
}

export const USER = { username: 'user', password: 'pa:ss' };

/** Opens `HOST/team/app:1`, asks, closes. */
export async function opened<T>(
  host: string,
  ask: (image: ImageSource) => T | Promise<T>,
  more: Partial<RemoteOptions> = {},
  wait: Waits = waits(),
  path = 'team/app:1',
): Promise<T> {
  const name = parseName(`${host}/${path}`);
  assert.ok(name);
  const source = await openRegistry(name, `${host}/${path}`, options(more), wait);
  try {
    return await ask(source);
  } finally {
    await source.close();
  }
}

export async function drain(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return Buffer.concat(all);
}

/** All bytes of all layers. */
export const layers = (source: ImageSource) => Promise.all(source.layers.map(layer => drain(layer.open())));

/** What is to fail does so with this code, and one sentence that says this. No secret is in it. */
export async function fails(promise: Promise<unknown>, code: ImageError['code'], ...says: RegExp[]): Promise<void> {
  const error = await promise.then(
    () => assert.fail('it did not fail'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ImageError, String((error as Error)?.stack ?? error));
  assert.equal(error.code, code, error.message);
  for (const text of says) assert.match(error.message, text);
  assert.match(error.message, /^[^\u0000-\u001f]+\.$/);
  assert.doesNotMatch(error.message, /\. [A-Z]/, 'one sentence');
  assert.doesNotMatch(error.message, /pa:ss|dXNlcjpwYTpzcw|refresh-me|token-\d/);
  assert.equal(error.cause, undefined);
}
