import type { Worker } from 'node:worker_threads';
import { ImageError } from '../model.js';
import type { Unpacking } from '../unpack.js';
import { makeRing, RingFeeder, RingReader } from './ring.js';
import { spawn } from './spawn.js';
import type { Done, Job, Memory } from './worker.js';

/** A thread that unpacks layers, one after the other. */
export class UnpackThread {
  readonly #memory: Memory = { input: makeRing(), output: makeRing() };
  readonly #ring = new RingReader(this.#memory.output);
  readonly #feeder = new RingFeeder(this.#memory.input);
  readonly #worker: Worker;
  #settle: (done: Done) => void = () => {};
  #failed: Done | undefined;

  /** @throws what the system says where no thread can be had */
  constructor() {
    this.#worker = spawn(this.#memory);
    this.#worker.on('message', (done: Done) => this.#settle(done));
    this.#worker.on('error', error => this.#fail(error.message));
    this.#worker.on('exit', () => this.#fail('its thread ended'));
  }

  /**
   * Unpacks a layer; the one before must be finished.
   *
   * @param source its stored bytes, if the job names no window; what it throws, the chunks throw
   */
  unpack(job: Job, source?: AsyncIterable<Uint8Array>): Unpacking {
    const ring = this.#ring;
    const feeder = this.#feeder;
    ring.reset();
    feeder.reset();
    const broken: { error?: unknown } = {};
    const answer = new Promise<Done>(settle => {
      this.#settle = settle;
    });
    if (this.#failed === undefined) this.#worker.postMessage(job);
    else this.#settle(this.#failed);
    const fed = source === undefined ? Promise.resolve() : feed(source, feeder, broken);
    async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
      yield* ring.chunks();
      const { error } = await answer;
      if ('error' in broken) throw broken.error;
      if (error?.code !== undefined) throw new ImageError(error.code, error.message);
      if (error !== undefined) throw new Error(error.message);
    }
    const unpacked = chunks();
    return {
      chunks: unpacked,
      hashes: job.plainHash !== undefined,
      // Only what is compressed is sent here.
      compression: undefined,
      get taken() {
        return ring.taken;
      },
      async finish(all) {
        if (!all) ring.stop();
        await unpacked.return(undefined);
        const { stored } = await answer;
        // The thread may have ended before its input did, as after damage: whoever feeds must not write into the next layer.
        feeder.stop();
        await fed;
        // How far the thread had come by then is chance, and chance tells nothing.
        return all ? stored : { ...stored, digest: undefined, notes: [] };
      },
    };
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker.terminate();
    this.#fail('its thread ended');
  }

  /** What was not said yet is answered by this, and so is every later job. */
  #fail(why: string): void {
    const stored = { compression: undefined, notes: [], bytes: 0, digest: undefined };
    this.#failed ??= { stored, error: { code: undefined, message: why } };
    this.#settle(this.#failed);
    this.#ring.gone();
  }
}

/** Feeds the thread; what the source throws is kept, and ends the bytes. */
async function feed(source: AsyncIterable<Uint8Array>, feeder: RingFeeder, broken: { error?: unknown }): Promise<void> {
  try {
    await feeder.feed(source);
  } catch (error) {
    broken.error = error;
    await feeder.end();
  }
}
