/** What fails in a known way, and what opens. */
import assert from 'node:assert/strict';
import { ImageError, type ImageSource } from '../../../src/image/model.js';
import { type OpenOptions, openImage } from '../../../src/image/open.js';

/** The sentence ends with what to do. */
const MEND =
  /(?:: |; |, )(?:to read those, write|save|name|choose|check|run|write|load|pull|copy|unpack|raise|give|if it is) [^;]*\.$/;

/** Opening fails with this code, and one sentence that says this and what to do. */
export async function fails(
  reference: string,
  options: OpenOptions,
  code: ImageError['code'],
  says: RegExp,
): Promise<void> {
  const error = await openImage(reference, options).then(
    image => assert.fail(`${reference} opened as ${image.kind}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ImageError, `${reference}: ${error}`);
  assert.equal(error.code, code, error.message);
  assert.match(error.message, says);
  assert.match(error.message, /^[^\u0000-\u001f]+\.$/);
  assert.match(error.message, MEND);
  assert.doesNotMatch(error.message, /\. [A-Z]/, 'one sentence');
}

/** Opens, asks, closes. */
export async function opened<T>(
  reference: string,
  options: OpenOptions,
  ask: (image: ImageSource) => T | Promise<T>,
): Promise<T> {
  const image = await openImage(reference, options);
  try {
    return await ask(image);
  } finally {
    await image.close();
  }
}

/** All bytes of something that streams. */
export async function drain(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return Buffer.concat(all);
}
