/** HTTP to one daemon: one connection, GET only, every wait and every answer bounded. */
import type { Client as ClientType, Dispatcher } from 'undici';
import { ImageError } from '../../image/model.js';
import { JSON_LIMIT, parseJson } from '../../image/text.js';
import { Client } from '../http/undici.js';
import type { RemoteOptions } from '../types.js';
import type { Endpoint } from './address.js';
import { cutShort, nobody, slow, whoIs } from './failures.js';
import { tlsOptions } from './tls.js';
import { unreached } from './unreached.js';

/** An answer that is small. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly bytes: Buffer;
}

/** What is measured in milliseconds can be no longer than this. */
const LONGEST = 2 ** 31 - 1;
/** A connection on the same machine or in the same house takes no longer, in milliseconds. */
const CONNECT = 5000;
/** How many times longer than any other step an engine may prepare an export, or send one small answer in all. */
const PATIENCE = 10;

/** A connection to a daemon. To be closed. */
export class DaemonClient {
  readonly endpoint: Endpoint;
  readonly #client: ClientType;
  readonly #options: RemoteOptions;
  /** What ended everything: the caller's reason, or a wait that was too long. */
  #ended: { readonly reason: unknown } | undefined;
  readonly #abort = () => this.#end(this.#options.signal?.reason);

  constructor(endpoint: Endpoint, options: RemoteOptions) {
    this.endpoint = endpoint;
    this.#options = options;
    const timeout = Math.min(options.timeout, CONNECT);
    this.#client = new Client(endpoint.origin, {
      ...(endpoint.socket === undefined ? {} : { socketPath: endpoint.socket }),
      connect: { timeout, ...tlsOptions(endpoint, options) },
      // Waits are bounded below, for they differ from one part of an answer to the next.
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
    });
    options.signal?.addEventListener('abort', this.#abort, { once: true });
    if (options.signal?.aborted) this.#abort();
  }

  /**
   * A small answer, whatever its status.
   * @param path with its query
   * @throws ImageError; `Nobody` if nothing listens at the endpoint
   */
  async get(path: string): Promise<Answer> {
    const total = this.#timer(PATIENCE, 'did not finish');
    try {
      return await this.#small(await this.#request(path, 1), path);
    } finally {
      clearTimeout(total);
    }
  }

  /** JSON of an answer. @throws ImageError */
  json({ bytes }: Answer, what: string): unknown {
    return parseJson(bytes, `${what} from ${whoIs(this.endpoint)}`);
  }

  /**
   * A large answer as it comes.
   * @returns the body; or the whole answer, if its status is not 200
   * @throws ImageError
   */
  async stream(path: string): Promise<AsyncIterable<Uint8Array> | Answer> {
    const answer = await this.#request(path, PATIENCE);
    if (answer.statusCode === 200) return this.#chunks(answer.body, PATIENCE);
    const total = this.#timer(PATIENCE, 'did not finish');
    try {
      return await this.#small(answer, path);
    } finally {
      clearTimeout(total);
    }
  }

  /** Drops the connection, and whatever it was doing. */
  async close(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#abort);
    if (!this.#client.destroyed) await this.#client.destroy();
  }

  #end(reason: unknown): void {
    this.#ended ??= { reason };
    // What waits is told by this; there is only ever one request.
    if (!this.#client.destroyed) void this.#client.destroy(reason instanceof Error ? reason : null);
  }

  #timer(times: number, what: 'sent nothing' | 'did not finish' = 'sent nothing'): NodeJS.Timeout {
    const wait = Math.min(this.#options.timeout * times, LONGEST);
    return setTimeout(() => this.#end(slow(this.endpoint, what, wait)), wait);
  }

  async #request(path: string, patience: number) {
    const timer = this.#timer(patience);
    try {
      const answer = await this.#client.request({ method: 'GET', path: this.endpoint.prefix + path });
      // It may fail before anybody reads it.
      answer.body.on('error', () => {});
      return answer;
    } catch (error) {
      throw this.#explained(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async #small({ statusCode, headers, body }: Dispatcher.ResponseData, path: string): Promise<Answer> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.#chunks(body, 1)) {
      size += chunk.length;
      if (size > JSON_LIMIT) throw this.#tooLarge(path);
      chunks.push(chunk);
    }
    return { status: statusCode, headers, bytes: Buffer.concat(chunks) };
  }

  /** A body's chunks, each in memory of its own. @param patience for the first one */
  async *#chunks(body: AsyncIterable<Buffer>, patience: number): AsyncGenerator<Buffer, void, undefined> {
    const chunks = body[Symbol.asyncIterator]();
    let done = 0;
    for (;;) {
      const timer = this.#timer(done === 0 ? patience : 1);
      let next: IteratorResult<Buffer>;
      try {
        next = await chunks.next();
      } catch (error) {
        throw this.#explained(error, done);
      } finally {
        clearTimeout(timer);
      }
      if (this.#ended !== undefined) throw this.#ended.reason;
      if (next.done) return;
      done += next.value.length;
      yield next.value;
    }
  }

  #explained(error: unknown, done?: number): unknown {
    if (this.#ended !== undefined) return this.#ended.reason;
    if (done !== undefined) return cutShort(error, this.endpoint, done);
    return nobody(error, this.endpoint) ?? unreached(error, this.endpoint);
  }

  #tooLarge(path: string): ImageError {
    return new ImageError(
      'too-large',
      `The answer of ${whoIs(this.endpoint)} to ${path.replace(/\?.*/, '')} is larger than ${JSON_LIMIT} bytes: ` +
        'check that a container engine listens there.',
    );
  }
}
