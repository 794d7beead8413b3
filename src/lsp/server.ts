/** The language server: the life of a conversation from `initialize` to `exit`. */
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { shown } from '../image/text.js';
import { at } from './params.js';
import { Peer } from './rpc/peer.js';
import { Session } from './session.js';
import type { Surroundings } from './surroundings.js';
import { Voice } from './voice.js';

/** How often it is looked whether the editor is still there, in milliseconds. */
const LOOK_EVERY = 3000;

/** Ended as the protocol wants it: `shutdown`, then `exit`. */
const IN_ORDER = 0;
const OUT_OF_ORDER = 1;

/**
 * Serves one editor until it ends the conversation, goes away or sends nothing more.
 *
 * @param input what the editor sends
 * @returns the exit code: 0 if `shutdown` came before the end, else 1
 */
export async function serve(input: AsyncIterable<Uint8Array>, around: Surroundings): Promise<number> {
  const life = new Life(input, around);
  try {
    return await life.ended;
  } finally {
    await life.end();
  }
}

/** Where in its life a conversation is, and what that allows. */
class Life {
  /** The exit code, once it is known. */
  readonly ended: Promise<number>;
  readonly #peer: Peer;
  readonly #session: Session;
  readonly #around: Surroundings;
  readonly #end: (code: number) => void;
  #isBegun = false;
  #wasShutDown = false;
  #watch: NodeJS.Timeout | undefined;

  constructor(input: AsyncIterable<Uint8Array>, around: Surroundings) {
    this.#around = around;
    let end: (code: number) => void = () => {};
    this.ended = new Promise(resolve => (end = resolve));
    this.#end = end;
    this.#peer = new Peer(input, text => around.write(text), {
      request: (method, params) => this.#request(method, params),
      notification: (method, params) => this.#notification(method, params),
      failed: (what, error) => voice.failed(what, error),
      lost: () => {
        voice.log('it cannot be told where the next message begins; start the language server again.');
        this.#end(this.#code());
      },
    });
    const voice = new Voice(this.#peer);
    this.#session = new Session(around, this.#peer, voice);
    this.#outlive(around.parent);
    void this.#answerToTheEnd();
    this.#peer.listen();
  }

  /** Nothing is done any more; what is to be sent is sent. */
  async end(): Promise<void> {
    clearInterval(this.#watch);
    this.#session.end();
    await this.#peer.end();
  }

  /** Where the input ends, what was asked is answered first. */
  async #answerToTheEnd(): Promise<void> {
    await this.#peer.closed;
    await this.#peer.settled();
    this.#end(this.#code());
  }

  #code(): number {
    return this.#wasShutDown ? IN_ORDER : OUT_OF_ORDER;
  }

  #request(method: string, params: unknown): unknown {
    if (this.#wasShutDown)
      throw new ResponseError(ErrorCodes.InvalidRequest, 'the server was shut down; start it again.');
    if (method === 'initialize') return this.#begin(params);
    if (!this.#isBegun)
      throw new ResponseError(
        ErrorCodes.ServerNotInitialized,
        `${shown(method)} came too early; send initialize first.`,
      );
    if (method === 'shutdown') {
      this.#wasShutDown = true;
      this.#session.end();
      return null;
    }
    const { requests } = this.#session;
    if (!Object.hasOwn(requests, method))
      throw new ResponseError(
        ErrorCodes.MethodNotFound,
        'there is no such method here; see the capabilities of the server.',
      );
    return requests[method]?.(params);
  }

  #notification(method: string, params: unknown): unknown {
    if (method === 'exit') return this.#end(this.#code());
    const { notifications } = this.#session;
    if (!this.#isBegun || this.#wasShutDown || !Object.hasOwn(notifications, method)) return undefined;
    return notifications[method]?.(params);
  }

  #begin(params: unknown): unknown {
    if (this.#isBegun)
      throw new ResponseError(ErrorCodes.InvalidRequest, 'the server is initialized already; send initialize once.');
    const answer = this.#session.begin(params);
    this.#isBegun = true;
    const parent = at(params, 'processId');
    if (typeof parent === 'number') this.#outlive(parent);
    return answer;
  }

  /** Ends soon after that process has. */
  #outlive(parent: number | undefined): void {
    if (parent === undefined || !Number.isSafeInteger(parent) || parent <= 0) return;
    clearInterval(this.#watch);
    this.#watch = setInterval(() => {
      if (!this.#around.isRunning(parent)) this.#end(OUT_OF_ORDER);
    }, LOOK_EVERY);
  }
}
