/** An image that comes out of an engine as one archive. */
import type { ImageSource, PassingImage } from '../../image/model.js';
import { passingArchive } from '../../image/sources/passing.js';
import { shown } from '../../image/text.js';
import type { RemoteOptions } from '../types.js';
import type { Engine } from './engine.js';
import { NAMES } from './failures.js';
import { type Chosen, notExported } from './inspect.js';

/**
 * The export of an image. It is asked for when it is taken, not before: whoever knows the image already needs no export.
 * @param reference what the user named
 */
export function exportedImage(
  engine: Engine,
  { inspected, name, query }: Chosen,
  reference: string,
  { platform, signal }: RemoteOptions,
): PassingImage {
  const kind = engine.client.endpoint.kind;
  const source: ImageSource['kind'] = kind === 'docker' ? 'docker-daemon' : 'podman';
  const close = () => engine.client.close();
  return {
    kind: source,
    reference,
    close,
    async pass(take) {
      const broken: { error?: unknown } = {};
      try {
        const stream = await engine.client.stream(engine.exportPath(name, query));
        if ('status' in stream) throw notExported(stream, engine, name);
        const label = `${shown(reference)} in ${NAMES[kind]}`;
        // Of an archive with all platforms the one that was chosen.
        const one = platform ?? (query === undefined ? undefined : inspected.platform);
        const about = { kind: source, reference, label, close, ...(one === undefined ? {} : { platform: one }) };
        const image = await passingArchive(noticed(stream, broken), about).pass(take);
        // What was broken off on purpose is no image, even if all that is needed had come.
        if (signal?.aborted) await image.close();
        signal?.throwIfAborted();
        return image;
      } catch (error) {
        signal?.throwIfAborted();
        // All that follows comes of it, and tells it with more words.
        throw broken.error ?? error;
      } finally {
        await close();
      }
    },
  };
}

/** The stream; what ends it before its time is remembered. */
async function* noticed(
  stream: AsyncIterable<Uint8Array>,
  broken: { error?: unknown },
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* stream;
  } catch (error) {
    broken.error = error;
    throw error;
  }
}
