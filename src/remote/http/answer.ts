/** What came back. */
import type { Dispatcher } from 'undici';
import { ImageError } from '../../image/model.js';
import { shown } from '../../image/text.js';
import { networkFailure, type Place } from '../failures.js';

/** What is read of an answer that is thrown away, in bytes, so that its connection can be used again. */
const DREGS = 16 * 1024;

/** An answer whose body has not been read yet. It has to be read or dropped. */
export class Answer {
  readonly status: number;
  /** Who answered, in the end. */
  readonly url: URL;
  readonly #answer: Dispatcher.ResponseData;
  readonly #place: Place;
  readonly #signal: AbortSignal | undefined;
  #read: Buffer | undefined;

  constructor(answer: Dispatcher.ResponseData, url: URL, place: Place, signal: AbortSignal | undefined) {
    this.status = answer.statusCode;
    this.url = url;
    this.#answer = answer;
    this.#place = place;
    this.#signal = signal;
  }

  /** All values of a header. */
  headers(name: string): readonly string[] {
    const value = this.#answer.headers[name];
    return value === undefined ? [] : Array.isArray(value) ? value : [value];
  }

  /** The first value of a header. */
  header(name: string): string | undefined {
    return this.headers(name)[0];
  }

  /** `Content-Length`, in bytes. */
  get length(): number | undefined {
    const text = this.header('content-length') ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  }

  /** The body as it comes. Whoever stops early ends the connection. @throws ImageError */
  async *body(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const chunk of this.#answer.body) yield chunk as Uint8Array;
    } catch (error) {
      if (this.#signal?.aborted) throw this.#signal.reason;
      throw networkFailure(error, this.#place);
    }
  }

  /** The whole body; may be asked for again. @throws ImageError `too-large` above `limit` bytes; `timeout` if it trickles */
  async bytes(limit: number): Promise<Buffer> {
    if (this.#read !== undefined) return this.#read;
    const { host, what, timeout } = this.#place;
    const tooLarge = () =>
      new ImageError(
        'too-large',
        `${shown(host)} answers with more than ${limit} bytes to who asks for ${what}, and at most that is read: check the name.`,
      );
    if ((this.length ?? 0) > limit) {
      this.stop();
      throw tooLarge();
    }
    // A byte now and then would keep the other timers quiet for ever.
    const late = setTimeout(
      () => this.#answer.body.destroy(Object.assign(new Error('slow'), { code: 'ERR_SLOW_ANSWER' })),
      10 * timeout,
    );
    try {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of this.body()) {
        size += chunk.length;
        if (size > limit) throw tooLarge();
        chunks.push(chunk);
      }
      return (this.#read = Buffer.concat(chunks));
    } finally {
      clearTimeout(late);
    }
  }

  /** Lets go of a body that nobody wants, politely if it is small. */
  drop(): void {
    void this.#answer.body.dump({ limit: DREGS }).catch(() => {});
  }

  /** Ends the connection. */
  stop(): void {
    this.#answer.body.destroy();
  }
}
