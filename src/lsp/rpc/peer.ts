/** One end of a conversation in JSON-RPC 2.0, as the Language Server Protocol uses it: requests and notifications both ways. */
import {
  type CancellationToken,
  createMessageConnection,
  ErrorCodes,
  type Message,
  type MessageConnection,
  type RequestMessage,
  ResponseError,
  type ResponseMessage,
} from 'vscode-jsonrpc/node';
import { Pace, turn } from './pace.js';
import { NoMessage, readerOf } from './reader.js';
import { Writer } from './writer.js';

/** A number of the protocol; its own constant would bring all of the protocol's library along. */
const REQUEST_CANCELLED = -32800;

/** Who does what is asked. Both may throw; a `ResponseError` is told as it is. */
export interface Handlers {
  request(method: string, params: unknown): unknown;
  notification(method: string, params: unknown): unknown;
  /** Something went wrong that no answer tells. */
  failed(what: string, error: unknown): void;
  /** Nothing more can be understood of what comes in. */
  lost(): void;
}

/** Asks and tells the editor. */
export class Peer {
  /** Nothing more comes in. */
  readonly closed: Promise<void>;
  readonly #connection: MessageConnection;
  readonly #writer: Writer;
  readonly #handlers: Handlers;
  readonly #running = new Set<Promise<unknown>>();
  #isLost = false;

  constructor(input: AsyncIterable<Uint8Array>, write: (text: string) => void, handlers: Handlers) {
    this.#handlers = handlers;
    this.#writer = new Writer(write);
    const pace = new Pace();
    // It logs nothing: its words cite messages.
    const connection = createMessageConnection(readerOf(input, pace), this.#writer, undefined, {
      connectionStrategy: { cancelUndispatched: request => answer((request as RequestMessage).id, cancelled()) },
      messageStrategy: {
        handleMessage: (message, next) => {
          pace.step();
          return next(message);
        },
      },
    });
    this.#connection = connection;
    this.closed = new Promise(resolve => connection.onClose(resolve));
    connection.onRequest((method, params, token) => this.#serve(method, params, token));
    connection.onNotification((method, params) => this.#guarded(method, params));
    connection.onError(([error]) => this.#wrong(error));
  }

  /** Takes what comes in from now on. */
  listen(): void {
    this.#connection.listen();
  }

  /** Asks the other end. Rejects with a `ResponseError` if it does not answer with a result. */
  async ask(method: string, params?: object): Promise<unknown> {
    try {
      return await (params === undefined
        ? this.#connection.sendRequest(method)
        : this.#connection.sendRequest(method, params));
    } catch (error) {
      const code = error instanceof ResponseError ? error.code : ErrorCodes.InternalError;
      throw new ResponseError(code, 'the editor refused.');
    }
  }

  /** Tells the other end something. */
  async tell(method: string, params: object): Promise<void> {
    try {
      await this.#connection.sendNotification(method, params);
    } catch {
      // It is gone.
    }
  }

  /** Waits until all that was asked so far is answered. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
    await turn();
  }

  /** Sends what is still to be sent, and lets the other end go. */
  async end(): Promise<void> {
    await this.#writer.flushed();
    this.#connection.dispose();
  }

  #serve(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    const running = this.#answer(method, params, token).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  async #answer(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    try {
      const result = await this.#handlers.request(method, params);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      if (error instanceof ResponseError) return error;
      this.#handlers.failed(method, error);
      return new ResponseError(ErrorCodes.InternalError, `${method} failed inside Plimsoll; its log tells why.`);
    }
  }

  async #guarded(method: string, params: unknown): Promise<void> {
    try {
      await this.#handlers.notification(method, params);
    } catch (error) {
      this.#handlers.failed(method, error);
    }
  }

  #wrong(error: Error): void {
    // What could not be sent comes here, too: to tell that would go on for ever.
    if (this.#isLost) return;
    this.#isLost = !(error instanceof NoMessage);
    if (!(error instanceof NoMessage)) this.#handlers.lost();
    else if (error.id === undefined) this.#handlers.failed('$/cancelRequest', error.error);
    else this.#writer.write(answer(error.id, error.error)).catch(() => {});
  }
}

function answer(id: ResponseMessage['id'], error: ResponseError): ResponseMessage & Message {
  return { jsonrpc: '2.0', id, error: error.toJson() };
}

function cancelled(): ResponseError {
  return new ResponseError(REQUEST_CANCELLED, 'the request was cancelled by the editor; send it again if it matters.');
}
