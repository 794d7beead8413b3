/** Memory that two threads share: one fills its slots in turn, the other empties them. */

/** Bytes of a slot: what the decoders make in one step. */
export const SLOT = 256 * 1024;
const SLOTS = 8;
const WRITTEN = 0;
const READ = 1;
const STOPPED = 2;
const TAKEN = 3;
const LENGTHS = 4;
/** The taken bytes are told in these, since the counter has 32 bits. */
const TAKEN_UNIT = 1024;

/** The shared memory, to be sent to the other thread. */
export interface RingMemory {
  /** Slots filled, slots emptied (both modulo 2^32), whether to stop, stored bytes used; then a length for each slot. */
  readonly control: Int32Array<SharedArrayBuffer>;
  readonly slots: SharedArrayBuffer;
}

export function makeRing(): RingMemory {
  return {
    control: new Int32Array(new SharedArrayBuffer(4 * (LENGTHS + SLOTS))),
    slots: new SharedArrayBuffer(SLOT * SLOTS),
  };
}

/** Thrown in the filling thread when nobody wants more. */
export class Stopped extends Error {}

/** The side that fills; it may block its thread. */
export class RingWriter {
  readonly #control: Int32Array<SharedArrayBuffer>;
  readonly #slots: readonly Buffer[];

  constructor({ control, slots }: RingMemory) {
    this.#control = control;
    this.#slots = slotsOf(slots);
  }

  /** The slot to fill next, once it is free; the same until it was published. @throws Stopped */
  room(): Buffer {
    const written = Atomics.load(this.#control, WRITTEN);
    for (;;) {
      if (Atomics.load(this.#control, STOPPED) !== 0) throw new Stopped();
      const read = Atomics.load(this.#control, READ);
      if (((written - read) | 0) < SLOTS) return this.#slots[(written >>> 0) % SLOTS] as Buffer;
      Atomics.wait(this.#control, READ, read);
    }
  }

  /** Hands over bytes: as they are if they stand in the slot that `room` gave, else copied. @throws Stopped */
  publish(chunk: Uint8Array, taken: number): void {
    Atomics.store(this.#control, TAKEN, Math.floor(taken / TAKEN_UNIT));
    const slot = this.room();
    if (chunk.buffer === slot.buffer) this.#hand(chunk.length);
    else
      for (let at = 0; at < chunk.length; at += SLOT) {
        const part = chunk.subarray(at, at + SLOT);
        this.room().set(part);
        this.#hand(part.length);
      }
  }

  /** Says that nothing more comes. */
  end(): void {
    try {
      this.room();
      this.#hand(0);
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  }

  #hand(length: number): void {
    const written = Atomics.load(this.#control, WRITTEN);
    Atomics.store(this.#control, LENGTHS + ((written >>> 0) % SLOTS), length);
    Atomics.store(this.#control, WRITTEN, (written + 1) | 0);
    Atomics.notify(this.#control, WRITTEN);
  }
}

/** The side that empties; it never blocks its thread. */
export class RingReader {
  readonly #control: Int32Array<SharedArrayBuffer>;
  readonly #slots: readonly Buffer[];
  #gone = false;

  constructor({ control, slots }: RingMemory) {
    this.#control = control;
    this.#slots = slotsOf(slots);
  }

  /** Stored bytes used so far, less than a KiB behind. */
  get taken(): number {
    return Atomics.load(this.#control, TAKEN) * TAKEN_UNIT;
  }

  /** Begins anew; nobody may be filling. */
  reset(): void {
    this.#control.fill(0);
  }

  /** What is handed over, to the end or until the other thread is gone. A chunk holds until the next is taken. */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let read = 0; ; ) {
      const written = Atomics.load(this.#control, WRITTEN);
      if (written === read) {
        if (this.#gone) return;
        const { async, value } = Atomics.waitAsync(this.#control, WRITTEN, written);
        if (async) await value;
        continue;
      }
      const slot = (read >>> 0) % SLOTS;
      const length = Atomics.load(this.#control, LENGTHS + slot);
      if (length > 0) yield (this.#slots[slot] as Buffer).subarray(0, length);
      read = (read + 1) | 0;
      Atomics.store(this.#control, READ, read);
      Atomics.notify(this.#control, READ);
      if (length === 0) return;
    }
  }

  /** Wants no more: whoever fills is told. */
  stop(): void {
    Atomics.store(this.#control, STOPPED, 1);
    Atomics.notify(this.#control, READ);
  }

  /** Nothing more can come, whether or not it was said. */
  gone(): void {
    this.#gone = true;
    Atomics.notify(this.#control, WRITTEN);
  }
}

/** The side that fills, in a thread that must not block: bytes for another thread to unpack. */
export class RingFeeder {
  readonly #control: Int32Array<SharedArrayBuffer>;
  readonly #slots: readonly Buffer[];
  /** Bytes in the slot that is being filled. */
  #filled = 0;

  constructor({ control, slots }: RingMemory) {
    this.#control = control;
    this.#slots = slotsOf(slots);
  }

  /** Begins anew; nobody may be emptying. */
  reset(): void {
    this.#control.fill(0);
    this.#filled = 0;
  }

  /** Hands over all chunks, copied, and says when that was all. Ends early if nobody wants more. */
  async feed(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; ) {
        const slot = await this.#room();
        if (slot === undefined) return;
        const part = chunk.subarray(at, at + SLOT - this.#filled);
        slot.set(part, this.#filled);
        this.#filled += part.length;
        at += part.length;
        if (this.#filled === SLOT) this.#hand();
      }
    }
    await this.end();
  }

  /** Says that nothing more comes. */
  async end(): Promise<void> {
    if (this.#filled > 0) this.#hand();
    if ((await this.#room()) !== undefined) this.#hand();
  }

  /** Wants whoever empties to stop, and whoever feeds. */
  stop(): void {
    Atomics.store(this.#control, STOPPED, 1);
    Atomics.notify(this.#control, WRITTEN);
    Atomics.notify(this.#control, READ);
  }

  async #room(): Promise<Buffer | undefined> {
    const written = Atomics.load(this.#control, WRITTEN);
    for (;;) {
      if (Atomics.load(this.#control, STOPPED) !== 0) return undefined;
      const read = Atomics.load(this.#control, READ);
      if (((written - read) | 0) < SLOTS) return this.#slots[(written >>> 0) % SLOTS] as Buffer;
      const { async, value } = Atomics.waitAsync(this.#control, READ, read);
      if (async) await value;
    }
  }

  #hand(): void {
    const written = Atomics.load(this.#control, WRITTEN);
    Atomics.store(this.#control, LENGTHS + ((written >>> 0) % SLOTS), this.#filled);
    Atomics.store(this.#control, WRITTEN, (written + 1) | 0);
    Atomics.notify(this.#control, WRITTEN);
    this.#filled = 0;
  }
}

/** The side that empties and may block its thread. A chunk holds until the next is taken. */
export function* emptied({ control, slots: memory }: RingMemory): Generator<Uint8Array, void, undefined> {
  const slots = slotsOf(memory);
  for (let read = 0; ; ) {
    if (Atomics.load(control, STOPPED) !== 0) return;
    const written = Atomics.load(control, WRITTEN);
    if (written === read) {
      Atomics.wait(control, WRITTEN, written);
      continue;
    }
    const slot = (read >>> 0) % SLOTS;
    const length = Atomics.load(control, LENGTHS + slot);
    if (length > 0) yield (slots[slot] as Buffer).subarray(0, length);
    read = (read + 1) | 0;
    Atomics.store(control, READ, read);
    Atomics.notify(control, READ);
    if (length === 0) return;
  }
}

function slotsOf(memory: SharedArrayBuffer): Buffer[] {
  return Array.from({ length: SLOTS }, (_, i) => Buffer.from(memory, i * SLOT, SLOT));
}
