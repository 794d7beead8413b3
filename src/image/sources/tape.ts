/** A tar archive from front to back: by position where that is possible, else as it streams. */
import type { FileHandle } from 'node:fs/promises';
import { readAt } from './position.js';

/** What the index of members needs to read an archive. */
export interface Tape {
  /** How many bytes were taken and skipped so far. */
  readonly position: number;
  /** The next bytes; fewer only at the end. The memory is the caller's until the next call. */
  take(length: number): Promise<Buffer>;
  /** Passes over bytes and says how many of them are there. */
  skip(length: number): Promise<number>;
}

/** Reads a window of this many bytes for a header: most members of an archive are blobs, far apart. */
const WINDOW = 4096;

/** A file that can be read by position: skipped bytes cost nothing. */
export class FileTape implements Tape {
  position = 0;
  #window: Buffer = Buffer.alloc(0);
  #start = 0;
  readonly #handle: FileHandle;
  readonly #size: number;
  readonly #label: string;

  /** @param size of the file, in bytes */
  constructor(handle: FileHandle, size: number, label: string) {
    this.#handle = handle;
    this.#size = size;
    this.#label = label;
  }

  async take(length: number): Promise<Buffer> {
    const at = this.position;
    if (at < this.#start || at + length > this.#start + this.#window.length) {
      this.#window = await readAt(this.#handle, at, Math.max(length, WINDOW), this.#label);
      this.#start = at;
    }
    const bytes = this.#window.subarray(at - this.#start, at - this.#start + length);
    this.position += bytes.length;
    return bytes;
  }

  async skip(length: number): Promise<number> {
    const there = Math.max(0, Math.min(length, this.#size - this.position));
    this.position += there;
    return there;
  }
}

/** Bytes that stream by once. Holds one chunk at a time. */
export class StreamTape implements Tape {
  position = 0;
  #rest: Buffer = Buffer.alloc(0);
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    this.#rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
    return true;
  }

  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0 && (this.#rest.length > 0 || (await this.#more()))) {
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      // One part is given as it is; of several, each outlives the chunk it came from.
      parts.push(part.length === length ? part : Buffer.from(part));
      missing -= part.length;
    }
    this.position += length - missing;
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  async skip(length: number): Promise<number> {
    let missing = length;
    while (missing > 0 && (this.#rest.length > 0 || (await this.#more()))) {
      const passed = Math.min(missing, this.#rest.length);
      this.#rest = this.#rest.subarray(passed);
      missing -= passed;
    }
    this.position += length - missing;
    return length - missing;
  }

  /** The next bytes as they come, not more than `length`; empty at the end. */
  async some(length: number): Promise<Buffer> {
    if (this.#rest.length === 0 && !(await this.#more())) return this.#rest;
    const part = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(part.length);
    this.position += part.length;
    return part;
  }

  /** Stops the stream and what feeds it. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
