/** The language server: the life of a conversation from `initialize` to `exit`. */
import { at } from './params.js';
import { Frames } from './rpc/frames.js';
import { CODES, Peer, RpcError } from './rpc/peer.js';
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
  const life = new Life(around);
  const chunks = input[Symbol.asyncIterator]();
  const frames = new Frames();
  try {
    for (;;) {
      const next = await Promise.race([chunks.next(), life.ended]);
      if (typeof next === 'number') return next;
      if (next.done === true) break;
      for (const frame of frames.push(next.value)) {
        life.peer.receive(frame);
        // What was asked is begun before more is read: an editor that floods us waits.
        await new Promise(resolve => setImmediate(resolve));
        if (life.code !== undefined) return life.code;
      }
    }
    await life.peer.settled();
    return life.wasShutDown ? IN_ORDER : OUT_OF_ORDER;
  } catch {
    // The pipe broke: the editor is gone.
    return life.wasShutDown ? IN_ORDER : OUT_OF_ORDER;
  } finally {
    life.end();
  }
}

/** Where in its life a conversation is, and what that allows. */
class Life {
  readonly peer: Peer;
  readonly ended: Promise<number>;
  /** The exit code, once it is known. */
  code: number | undefined;
  wasShutDown = false;
  readonly #session: Session;
  readonly #around: Surroundings;
  readonly #end: (code: number) => void;
  #isBegun = false;
  #watch: NodeJS.Timeout | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
    let end: (code: number) => void = () => {};
    this.ended = new Promise(resolve => (end = resolve));
    this.#end = code => end((this.code ??= code));
    this.peer = new Peer(text => around.write(text), {
      request: (method, params) => this.#request(method, params),
      notification: (method, params) => this.#notification(method, params),
      failed: (what, error) => voice.failed(what, error),
    });
    const voice = new Voice(this.peer);
    this.#session = new Session(around, this.peer, voice);
    this.#outlive(around.parent);
  }

  end(): void {
    clearInterval(this.#watch);
    this.#session.end();
  }

  #request(method: string, params: unknown): unknown {
    if (this.wasShutDown) throw new RpcError(CODES.invalidRequest, 'the server was shut down; start it again.');
    if (method === 'initialize') return this.#begin(params);
    if (!this.#isBegun)
      throw new RpcError(CODES.serverNotInitialized, `${method} came too early; send initialize first.`);
    if (method === 'shutdown') {
      this.wasShutDown = true;
      this.#session.end();
      return null;
    }
    const { requests } = this.#session;
    if (!Object.hasOwn(requests, method))
      throw new RpcError(CODES.methodNotFound, 'there is no such method here; see the capabilities of the server.');
    return requests[method]?.(params);
  }

  #notification(method: string, params: unknown): unknown {
    if (method === 'exit') return this.#end(this.wasShutDown ? IN_ORDER : OUT_OF_ORDER);
    const { notifications } = this.#session;
    if (!this.#isBegun || this.wasShutDown || !Object.hasOwn(notifications, method)) return undefined;
    return notifications[method]?.(params);
  }

  #begin(params: unknown): unknown {
    if (this.#isBegun)
      throw new RpcError(CODES.invalidRequest, 'the server is initialized already; send initialize once.');
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
