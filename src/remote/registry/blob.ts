/** Blobs of a repository as they flow; a connection that breaks is taken up where it broke. */
import { blobPath, type Descriptor, layerObstacle, verifyDigest } from '../../image/descriptors.js';
import { ImageError, type LayerBlob } from '../../image/model.js';
import { isWindows, WINDOWS } from '../../image/sources/blobs.js';
import { missingLayer } from '../../image/sources/store.js';
import { AGAIN, JSON_LIMIT, type Json, shown } from '../../image/text.js';
import { isBroken } from '../failures.js';
import type { Answer } from '../http/answer.js';
import { backoff, TRIES } from '../retry.js';
import { refusal } from './refusal.js';
import type { Registry } from './session.js';

/** How many bytes have to come before a broken connection counts as progress: a few at a time would go on for ever. */
const PROGRESS = 64 * 1024;

/** A blob that was asked for. */
interface Wanted {
  readonly registry: Registry;
  readonly digest: string;
  /** In bytes. */
  readonly size: number;
  /** For messages. */
  readonly what: string;
}

/** What goes on after the bytes that are there; the first of them stands at `from`. @throws ImageError */
async function askFrom(
  { registry, digest, size, what }: Wanted,
  done: number,
): Promise<{ answer: Answer; from: number }> {
  const answer = await registry.get(registry.url(`blobs/${digest}`), { what, ...(done > 0 ? { range: done } : {}) });
  if (answer.status === 200) return { answer, from: 0 };
  if (answer.status === 404) {
    answer.drop();
    throw new ImageError(
      'missing-blob',
      `${shown(answer.url.host)} has not got ${what}, which its manifest names: push the image again.`,
    );
  }
  if (answer.status === 416 && done > 0) {
    answer.drop();
    throw new ImageError(
      'corrupt',
      `${shown(answer.url.host)} has only ${done} bytes of ${what}, and its manifest says ${size}: push the image again.`,
    );
  }
  if (answer.status !== 206 || done === 0) throw await refusal(answer, registry, what);
  const said = answer.header('content-range') ?? '';
  const [, start, , total = '*'] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/.exec(said.trim()) ?? [];
  if (Number(start) === done && (total === '*' || Number(total) === size)) return { answer, from: done };
  answer.stop();
  throw new ImageError(
    'corrupt',
    `${shown(answer.url.host)}, asked to go on with ${what} from byte ${done}, answers with another part (${shown(said) || 'it does not say which'}): try again, or ask who runs the registry.`,
  );
}

function excess({ size, what }: Wanted): ImageError {
  return new ImageError(
    'corrupt',
    `The registry sends more than ${size} bytes of ${what}, and its manifest says that these are all: ${AGAIN}.`,
  );
}

/**
 * The bytes of a blob, as they come. Not more than its descriptor says; whether they are right is for the digest to say.
 * @throws ImageError `truncated` if the connection breaks again and again
 */
async function* stream(wanted: Wanted): AsyncGenerator<Uint8Array, void, undefined> {
  const { registry, size, what } = wanted;
  const { waits, options } = registry;
  for (let [done, tries, mark] = [0, 1, 0]; ; tries++) {
    const { answer, from } = await askFrom(wanted, done);
    if (from === 0 && (answer.length ?? 0) > size) {
      answer.stop();
      throw excess(wanted);
    }
    let at = from;
    try {
      for await (const chunk of answer.body()) {
        const known = Math.min(done - at, chunk.length);
        at += chunk.length;
        if (at > size) throw excess(wanted);
        if (known === chunk.length) continue;
        done = at;
        yield known > 0 ? chunk.subarray(known) : chunk;
      }
      if (done === size) return;
    } catch (error) {
      if (!isBroken(error)) throw error;
      if (done === size) return;
    }
    if (done - mark >= PROGRESS) [tries, mark] = [1, done];
    if (tries >= TRIES)
      throw new ImageError(
        'truncated',
        `The connection broke ${TRIES} times while ${what} was read, of which ${done} of ${size} bytes came: check the network, and try again.`,
      );
    await waits.sleep(backoff(tries - 1, waits), options.signal);
  }
}

/** What is wrong with a descriptor that leads to no blob. */
function problemOf({ digest, size }: Descriptor): string | undefined {
  if (blobPath(digest) === undefined) return `${shown(digest)} is no sha256 or sha512 digest`;
  return size === undefined ? `the descriptor of ${digest} has no size` : undefined;
}

/** A small blob, size and digest verified. @throws ImageError */
export async function fetchSmall(registry: Registry, descriptor: Descriptor, what: string): Promise<Buffer> {
  const { digest, size = 0, data } = descriptor;
  const problem = problemOf(descriptor);
  if (problem !== undefined)
    throw new ImageError('corrupt', `There is an error in what names ${what}, ${problem}: ${AGAIN}.`);
  if (size > JSON_LIMIT)
    throw new ImageError(
      'too-large',
      `The size of ${what} is ${size} bytes, and at most ${JSON_LIMIT} are read: check the name.`,
    );
  const chunks: Uint8Array[] = [];
  if (data === undefined) for await (const chunk of stream({ registry, digest, size, what })) chunks.push(chunk);
  else chunks.push(Buffer.from(data, 'base64'));
  const bytes = Buffer.concat(chunks);
  verifyDigest(bytes, digest, `${what[0]?.toUpperCase()}${what.slice(1)}`);
  if (bytes.length !== size)
    throw new ImageError('corrupt', `The size of ${what} should be ${size} bytes, but is ${bytes.length}: ${AGAIN}.`);
  return bytes;
}

/** A layer as its descriptor says; whatever is wrong with it is told by `missing`. Nothing is asked before it is opened. */
export function layerOf(
  registry: Registry,
  descriptor: Descriptor,
  config: Json,
  index: number,
  label: string,
): LayerBlob {
  const { digest, size, mediaType } = descriptor;
  const obstacle = layerObstacle(descriptor);
  if (isWindows(config)) return missingLayer(WINDOWS, descriptor);
  if (obstacle === 'other')
    return missingLayer(`Its media type ${shown(mediaType ?? '')} is no file system.`, descriptor);
  if (obstacle === 'foreign')
    return missingLayer(
      `It is a foreign layer (${shown(mediaType ?? '')}), whose bytes stay in their registry.`,
      descriptor,
    );
  const problem = problemOf(descriptor);
  if (problem !== undefined || size === undefined)
    return missingLayer(`Its descriptor leads nowhere, ${problem}: ${AGAIN}.`, { mediaType });
  const what = `layer ${index} of ${label}`;
  return {
    digest,
    size,
    mediaType,
    missing: undefined,
    window: undefined,
    remote: true,
    open: () => stream({ registry, digest, size, what }),
  };
}
