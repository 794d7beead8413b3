const EMPTY = Buffer.alloc(0);

/** Chunks read as one run of bytes: by count, across their edges. Views it hands out hold until the next call. */
export class Feed {
  /** What was pulled last; the bytes before `at` are used up. */
  chunk: Buffer = EMPTY;
  at = 0;
  #before = 0;
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
    const parts: Buffer[] = [Buffer.from(this.chunk.subarray(this.at))];
    let have = this.left;
    while (have < count) {
      const next = await this.#pull();
      if (next === undefined) break;
      parts.push(Buffer.from(next));
      have += next.length;
    }
    this.#put(Buffer.concat(parts));
    return have >= count;
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
