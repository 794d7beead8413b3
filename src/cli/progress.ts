/** One line on stderr while an image is read, for people who wait at a terminal. */
import type { Progress } from '../image/progress.js';
import type { Sink } from './world.js';

/** Who waits no longer than this, in ms, sees nothing; and a line stays as long as that before the next. */
const BLINK = 400;
const BETWEEN = 100;
const BAR = 20;

export class ProgressLine {
  readonly #sink: Sink;
  readonly #columns: number | undefined;
  readonly #now: () => number;
  #next: number;
  #shown = false;

  /** @param now a clock in milliseconds */
  constructor(sink: Sink, now: () => number = () => performance.now()) {
    this.#sink = sink;
    this.#columns = sink.terminal()?.columns;
    this.#now = now;
    this.#next = now() + BLINK;
  }

  /** Does anybody look? */
  get wanted(): boolean {
    return this.#columns !== undefined;
  }

  /** Shows how far an image is, unless it did so just before. */
  show({ done, layers, bytes, size }: Progress): void {
    this.#put(() => lineFor(done, layers, bytes, size));
  }

  /** Shows how many of several images are done. */
  count(done: number, images: number): void {
    this.#put(() => `${barFor(done / images)} ${done} of ${images} images`);
  }

  #put(line: () => string): void {
    if (this.#columns === undefined || this.#now() < this.#next) return;
    this.#next = this.#now() + BETWEEN;
    this.#sink.write(`\r\u001b[K${line().slice(0, Math.max(0, this.#columns - 1))}`);
    this.#shown = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.#sink.write('\r\u001b[K');
    this.#shown = false;
  }
}

function lineFor(done: number, layers: number | undefined, bytes: number, size: number | undefined): string {
  // How much will pass is not known.
  if (layers === undefined) return `${done} ${done === 1 ? 'layer' : 'layers'} read, ${megabytes(bytes)} MB`;
  const share = size === undefined || size === 0 ? done / layers : Math.min(1, bytes / size);
  const of = size === undefined ? '' : ` of ${megabytes(size)}`;
  return `${barFor(share)} ${done} of ${layers} ${layers === 1 ? 'layer' : 'layers'}, ${megabytes(bytes)}${of} MB`;
}

function barFor(share: number): string {
  const full = Math.round(share * BAR);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}]`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
