/** What runs in the thread: unpacks one layer after the other into the ring. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { type BlobWindow, ImageError } from '../model.js';
import { closeWindow, openWindow } from '../tar/window.js';
import { type Stored, type UnpackOptions, unpackHere } from '../unpack.js';
import { emptied, type RingMemory, RingWriter, Stopped } from './ring.js';

/** The memory that both threads share: stored bytes come in, unpacked ones go out. */
export interface Memory {
  readonly input: RingMemory;
  readonly output: RingMemory;
}

/** A layer to unpack. */
export interface Job extends Pick<UnpackOptions, 'digest' | 'limits' | 'covered'> {
  /** Where it stands in a file that is open in this process; `undefined`: its bytes come in through the ring. */
  readonly window: BlobWindow | undefined;
  /** Take the digest of the unpacked bytes too, with this hash. */
  readonly plainHash?: 'sha256' | 'sha512' | undefined;
}

/** What came of it. */
export interface Done {
  readonly stored: Stored;
  /** Why the unpacked bytes end early, in words for people or, without a code, of the system. */
  readonly error: { readonly code: ImageError['code'] | undefined; readonly message: string } | undefined;
}

const CHUNK = 256 * 1024;

/** The bytes of a window; fewer where the file is shorter. Each chunk holds until the next. */
async function* bytesOf(window: BlobWindow): AsyncGenerator<Uint8Array, void, undefined> {
  const { start, length } = window;
  const fd = openWindow(window);
  const buffer = Buffer.allocUnsafeSlow(CHUNK);
  try {
    for (let done = 0; done < length; ) {
      const read = fs.readSync(fd, buffer, 0, Math.min(CHUNK, length - done), start + done);
      if (read === 0)
        throw new ImageError('truncated', `The layer is cut short: ${done} of ${length} stored bytes are there.`);
      done += read;
      yield buffer.subarray(0, read);
    }
  } finally {
    closeWindow(window, fd);
  }
}

async function* fed(): AsyncGenerator<Uint8Array, void, undefined> {
  yield* emptied(memory.input);
}

async function unpack(job: Job, ring: RingWriter): Promise<Done> {
  const unpacking = unpackHere(job.window === undefined ? fed() : bytesOf(job.window), {
    ...job,
    room: () => ring.room(),
  });
  const hash = job.plainHash === undefined ? undefined : createHash(job.plainHash);
  let plainDigest: string | undefined;
  let error: unknown;
  try {
    for (;;) {
      const { done, value } = await unpacking.chunks.next();
      if (done === true) break;
      hash?.update(value);
      ring.publish(value, unpacking.taken);
    }
    plainDigest = hash && `${job.plainHash}:${hash.digest('hex')}`;
  } catch (thrown) {
    error = thrown;
  }
  const past = error instanceof Stopped || (error instanceof ImageError && error.code === 'too-large');
  let stored: Stored;
  try {
    stored = await unpacking.finish(!past);
  } catch (thrown) {
    error ??= thrown;
    stored = await unpacking.finish(false);
  }
  return {
    stored: { ...stored, plainDigest },
    error: error === undefined || error instanceof Stopped ? undefined : told(error),
  };
}

function told(error: unknown): NonNullable<Done['error']> {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof ImageError ? error.code : undefined, message };
}

const memory = workerData as Memory;
const ring = new RingWriter(memory.output);
parentPort?.on('message', async (job: Job) => {
  const done = await unpack(job, ring);
  // In this order: once the answer is there, the ring may be used anew.
  ring.end();
  parentPort?.postMessage(done);
});
