const EMPTY = Buffer.alloc(0);

/** Chunks read as one run of bytes: by count, across their edges. Views it hands out hold until the next call. */
export class Feed {
  /** What was pulled last; the bytes before `at` are used up. */
  chunk: Buffer = EMPTY;
  at = 0;
  #before = 0;
  /** Two, taken in turns, so that what is gathered anew never lies where it comes from. */
  readonly #scratch: [Buffer, Buffer] = [EMPTY, EMPTY];
  #turn: 0 | 1 = 0;
  readonly #source: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#source = chunks[Symbol.asyncIterator]();
  }

  /** Bytes used up since the start. */
  get offset(): number {
    return this.#before + this.at;
  }

  /** Bytes at hand without waiting. */
  get left(): number {
    return this.chunk.length - this.at;
  }

  /** Has at least one byte at hand, or is at the end: false. */
  async more(): Promise<boolean> {
    while (this.left === 0) {
      const next = await this.#pull();
      if (next === undefined) return false;
      this.#put(next);
    }
    return true;
  }

  /** Has at least so many bytes at hand, side by side; false when the end comes first. */
  async gather(count: number): Promise<boolean> {
    if (this.left >= count) return true;
    // The source may fill its chunk anew as soon as the next is asked for, so what stays is copied.
    let have = 0;
    const keep = (bytes: Buffer) => {
      const whole = this.#other(have + bytes.length, have);
      have += bytes.copy(whole, have);
    };
    keep(this.chunk.subarray(this.at));
    while (have < count) {
      const next = await this.#pull();
      if (next === undefined) break;
      keep(next);
    }
    this.#put(this.#scratch[this.#turn].subarray(0, have));
    this.#turn = this.#turn === 0 ? 1 : 0;
    return have >= count;
  }

  /** The buffer to gather in, which is not the one that was gathered in before, with room for so many bytes. */
  #other(room: number, used: number): Buffer {
    const scratch = this.#scratch[this.#turn];
    if (scratch.length >= room) return scratch;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 ** 16, 2 ** Math.ceil(Math.log2(room))));
    scratch.copy(larger, 0, 0, used);
    return (this.#scratch[this.#turn] = larger);
  }

  /** The next bytes; fewer only at the end. */
  async take(count: number): Promise<Buffer> {
    await this.gather(count);
    return this.takeLeft(count);
  }

  /** As many of the next bytes as are at hand. */
  takeLeft(count: number): Buffer {
    const start = this.at;
    this.at = Math.min(start + count, this.chunk.length);
    return this.chunk.subarray(start, this.at);
  }

  /** Passes over bytes; over fewer at the end, which `offset` tells. */
  async skip(count: number): Promise<void> {
    while (count > this.left) {
      count -= this.left;
      this.at = this.chunk.length;
      if (!(await this.more())) return;
    }
    this.at += count;
  }

  /** Lets go of the source before its end. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  async #pull(): Promise<Buffer | undefined> {
    const { done, value } = await this.#source.next();
    return done === true ? undefined : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }

  #put(chunk: Buffer): void {
    this.#before += this.at;
    this.chunk = chunk;
    this.at = 0;
  }
}
