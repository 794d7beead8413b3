import { availableParallelism } from 'node:os';
import type { LayerBlob } from './model.js';
import { UnpackThread } from './unpack/thread.js';

/** Below so many stored bytes of all layers a thread takes longer to start than it saves. */
const WORTH_THREADS = 16 * 2 ** 20;
/** Layers smaller than this are unpacked where they are read. */
const WORTH_SENDING = 2 ** 20;
const MOST_THREADS = 4;
/** Layers that were read wait for those below them, so none may be read further ahead than this. */
const AHEAD = 16;

/**
 * How many threads unpack layers: as many as there are processors and large layers, 4 at most; none for a small image or
 * on a single processor.
 *
 * @param wanted instead of the number of processors
 */
export function threadsFor(layers: readonly LayerBlob[], wanted: number | undefined): number {
  const sizes = layers.map(storedSize).filter(size => size >= WORTH_SENDING);
  const enough = wanted !== undefined || sizes.reduce((sum, size) => sum + size, 0) >= WORTH_THREADS;
  const processors = wanted ?? (availableParallelism() > 1 ? availableParallelism() : 0);
  return enough ? Math.min(processors, sizes.length, MOST_THREADS) : 0;
}

/** Hands out layers to lanes that read them at the same time, and takes the results in the order of the layers. */
export class Lanes<T> {
  readonly #layers: readonly LayerBlob[];
  readonly #take: (result: T, index: number) => void;
  readonly #waiting = new Map<number, T>();
  #next = 0;
  #taken = 0;
  #wake: (() => void)[] = [];

  /** @param take given each layer's result, base first */
  constructor(layers: readonly LayerBlob[], take: (result: T, index: number) => void) {
    this.#layers = layers;
    this.#take = take;
  }

  /** Reads all layers. Throws the first thing that `read` threw, when every lane has ended. */
  async run(threads: number, read: (index: number, thread: UnpackThread | undefined) => Promise<T>): Promise<void> {
    const lanes = Array.from({ length: Math.max(1, threads) }, () => this.#lane(threads > 0, read));
    for (const ended of await Promise.allSettled(lanes)) if (ended.status === 'rejected') throw ended.reason;
  }

  async #lane(threaded: boolean, read: (index: number, thread: UnpackThread | undefined) => Promise<T>): Promise<void> {
    let thread: UnpackThread | undefined;
    let mayStart = threaded;
    try {
      for (let index = this.#next++; index < this.#layers.length; index = this.#next++) {
        while (index > this.#taken + AHEAD) await new Promise<void>(resolve => this.#wake.push(resolve));
        const isLarge = storedSize(this.#layers[index] as LayerBlob) >= WORTH_SENDING;
        if (mayStart && isLarge) {
          thread = startThread();
          mayStart = false;
        }
        this.#done(index, await read(index, isLarge ? thread : undefined));
      }
    } catch (error) {
      // The others have nothing left to do, and nobody waits for this one's layer.
      this.#next = this.#layers.length;
      this.#taken = this.#layers.length;
      this.#wakeAll();
      throw error;
    } finally {
      await thread?.close();
    }
  }

  #done(index: number, result: T): void {
    this.#waiting.set(index, result);
    for (let next = this.#waiting.get(this.#taken); next !== undefined; next = this.#waiting.get(this.#taken)) {
      this.#waiting.delete(this.#taken);
      this.#take(next, this.#taken++);
    }
    this.#wakeAll();
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}

/** Stored bytes that a thread could unpack: of a window, or of a layer that is fetched. */
function storedSize({ window, remote, size, passed }: LayerBlob): number {
  if (passed !== undefined) return 0;
  return window?.length ?? (remote === true ? (size ?? 0) : 0);
}

/** A thread, or none where the system does not give one: the layers are unpacked here then. */
function startThread(): UnpackThread | undefined {
  try {
    return new UnpackThread();
  } catch {
    return undefined;
  }
}
