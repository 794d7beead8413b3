import fs from 'node:fs';
import type { BlobWindow } from '../model.js';
import { type Item, members, type TarOptions } from './members.js';

/** Bytes read at a place that was jumped to, where most likely one header is wanted; and where reading goes straight on. */
const JUMP = 4 * 1024;
const STRAIGHT = 64 * 1024;

/** A window's descriptor; its file is opened if it is named by its path. @throws the system's error if it cannot be */
export function openWindow({ file }: BlobWindow): number {
  return typeof file === 'number' ? file : fs.openSync(file, 'r');
}

/** Lets go of what `openWindow` gave. */
export function closeWindow({ file }: BlobWindow, fd: number): void {
  if (typeof file === 'string') fs.closeSync(fd);
}

/**
 * Reads an uncompressed tar archive by position: bodies that nobody wants are passed over without being read. The same
 * entries, notes and errors as `readTar`.
 *
 * @throws ImageError as `members` does; the system's error when the file cannot be read
 */
export function* readTarAt(window: BlobWindow, options: TarOptions): Generator<Item, void, undefined> {
  const fd = openWindow(window);
  try {
    const reader = new Reader(fd, window);
    const steps = members(reader, options);
    let given: Buffer = NOTHING;
    for (;;) {
      const { done, value } = steps.next(given);
      if (done === true) return;
      given = NOTHING;
      if (typeof value !== 'number') yield value;
      else if (value < 0) reader.skip(-value);
      else given = reader.take(value);
    }
  } finally {
    closeWindow(window, fd);
  }
}

const NOTHING = Buffer.alloc(0);

/** The first bytes of a window; fewer when it is shorter. */
export function peekAt(window: BlobWindow, count: number): Buffer {
  const fd = openWindow(window);
  try {
    return new Reader(fd, window).take(count);
  } finally {
    closeWindow(window, fd);
  }
}

class Reader {
  offset = 0;
  readonly #fd: number;
  readonly #window: BlobWindow;
  readonly #buffer = Buffer.allocUnsafeSlow(STRAIGHT);
  /** What part of the window the buffer holds. */
  #from = 0;
  #to = 0;

  constructor(fd: number, window: BlobWindow) {
    this.#fd = fd;
    this.#window = window;
  }

  take(count: number): Buffer {
    const end = Math.min(this.offset + count, this.#window.length);
    if (this.offset < this.#from || end > this.#to) {
      if (end - this.offset > STRAIGHT) return this.#large(end - this.offset);
      const want = this.offset === this.#to && this.#to > 0 ? STRAIGHT : Math.max(JUMP, end - this.offset);
      this.#from = this.offset;
      this.#to = this.#from + this.#read(this.#buffer, want);
    }
    const at = this.offset - this.#from;
    this.offset = Math.max(this.offset, Math.min(end, this.#to));
    return this.#buffer.subarray(at, this.offset - this.#from);
  }

  skip(count: number): void {
    // The file may be shorter than the window: whether the last byte is there decides if the body was.
    const end = Math.min(this.offset + count, this.#window.length);
    const sure = end <= this.#to || end === this.offset;
    this.offset = sure ? end : end - 1;
    if (!sure) this.take(1);
  }

  #large(count: number): Buffer {
    // In steps, so that a size that is only claimed costs no memory.
    const parts: Buffer[] = [];
    for (let left = count; left > 0; ) {
      const part = Buffer.allocUnsafe(Math.min(left, 2 ** 20));
      const read = this.#read(part, part.length);
      if (read === 0) break;
      this.offset += read;
      left -= read;
      parts.push(part.subarray(0, read));
    }
    return Buffer.concat(parts);
  }

  /** Fills the buffer from where the reader stands; less only at the end. */
  #read(into: Buffer, count: number): number {
    const { start, length } = this.#window;
    const most = Math.min(count, into.length, length - this.offset);
    let done = 0;
    while (done < most) {
      const read = fs.readSync(this.#fd, into, done, most - done, start + this.offset + done);
      if (read === 0) break;
      done += read;
    }
    return done;
  }
}
