/** What comes of asking a daemon. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { inflate } from '../../src/image/inflate.js';
import { ImageError, type ImageSource, type LayerBlob, type Passed } from '../../src/image/model.js';
import type { DaemonAnswer, DaemonImage } from '../../src/remote/daemon.js';

interface Hashed extends Passed {
  readonly diffId: string;
}

/** Reads a layer as it passes, and keeps the digest of what is in it. */
export async function hashed(layer: LayerBlob): Promise<Hashed> {
  const hash = createHash('sha256');
  for await (const chunk of inflate(layer.open())) hash.update(chunk);
  return { passed: true, diffId: `sha256:${hash.digest('hex')}` };
}

/** The diffIDs of an image's layers, as they were read. */
export function diffIdsOf(image: ImageSource): (string | undefined)[] {
  return image.layers.map(({ passed }) => (passed as Hashed | undefined)?.diffId);
}

/** The answer, if it is an image. */
export function isImage(answer: DaemonAnswer): DaemonImage {
  assert.equal(answer.absent, undefined, JSON.stringify(answer));
  return answer as DaemonImage;
}

/** It throws an ImageError with this code, in one sentence that says this. */
export async function failsWith(code: ImageError['code'], says: RegExp, what: () => Promise<unknown>): Promise<string> {
  const error = await what().then(
    value => assert.fail(`no error, but ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ImageError, String((error as Error)?.stack ?? error));
  assert.match(error.message, says);
  assert.equal(error.code, code, error.message);
  assert.match(error.message, /^[^\u0000-\u001f]+[;:,] [^;]+\.$/, 'a mend at the end');
  assert.doesNotMatch(error.message, /\. [A-Z]|\n/, 'one sentence');
  return error.message;
}
