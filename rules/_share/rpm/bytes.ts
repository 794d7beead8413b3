import { RpmError } from './error.js';

/** Numbers at places that a file itself names: whatever lies outside throws {@link RpmError}. */
export class Bytes {
  readonly all: Uint8Array;
  readonly little: boolean;
  readonly #view: DataView;

  constructor(all: Uint8Array, little: boolean) {
    this.all = all;
    this.little = little;
    this.#view = new DataView(all.buffer, all.byteOffset, all.length);
  }

  get length(): number {
    return this.all.length;
  }

  u8(at: number): number {
    this.#check(at, 1);
    return this.#view.getUint8(at);
  }

  u16(at: number): number {
    this.#check(at, 2);
    return this.#view.getUint16(at, this.little);
  }

  u32(at: number): number {
    this.#check(at, 4);
    return this.#view.getUint32(at, this.little);
  }

  /** A view, no copy. */
  part(at: number, length: number): Uint8Array {
    this.#check(at, length);
    return this.all.subarray(at, at + length);
  }

  #check(at: number, length: number): void {
    if (at < 0 || length < 0 || at + length > this.all.length)
      throw new RpmError(`the bytes from ${at} to ${at + length} are wanted of ${this.all.length}`);
  }
}

/** Pages that were read: a second reading of one would be a loop, or one page sold twice. */
export class Once {
  readonly #seen: Uint8Array;

  /** @param pages how many there are, counted from 0 */
  constructor(pages: number) {
    this.#seen = new Uint8Array(pages);
  }

  take(page: number): void {
    if (page < 0 || page >= this.#seen.length) throw new RpmError(`there is no page ${page}`);
    if (this.#seen[page] === 1) throw new RpmError(`page ${page} is used twice`);
    this.#seen[page] = 1;
  }
}
