/** JSON-RPC 2.0 as the Language Server Protocol uses it: requests and notifications both ways. */
import { type Frame, framed } from './frames.js';

/** Codes of errors, as JSON-RPC and the Language Server Protocol number them. */
export const CODES = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  serverNotInitialized: -32002,
  requestCancelled: -32800,
} as const;

/** What a request is answered when it cannot be done: one sentence. */
export class RpcError extends Error {
  readonly code: number;

  constructor(code: number, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

/** Who does what is asked. Both may throw; an `RpcError` is told as it is. */
export interface Handlers {
  request(method: string, params: unknown): unknown;
  notification(method: string, params: unknown): unknown;
  /** Something went wrong that no answer tells. */
  failed(what: string, error: unknown): void;
}

type Id = string | number;
interface Waiting {
  resolve(result: unknown): void;
  reject(error: RpcError): void;
}

/** One end of a conversation. */
export class Peer {
  readonly #write: (text: string) => void;
  readonly #handlers: Handlers;
  readonly #waiting = new Map<number, Waiting>();
  readonly #cancelled = new Set<Id>();
  readonly #running = new Map<Id, Promise<void>>();
  #last = 0;

  constructor(write: (text: string) => void, handlers: Handlers) {
    this.#write = write;
    this.#handlers = handlers;
  }

  /** Takes a message that came in. Never throws; what it starts may still run when it returns. */
  receive(frame: Frame): void {
    const message = 'bad' in frame ? undefined : parsed(frame.text);
    if ('bad' in frame) this.#refuse(null, CODES.parseError, frame.bad);
    else if (message === undefined)
      this.#refuse(null, CODES.parseError, 'a message is no JSON; start the language server again.');
    else if (typeof message !== 'object' || message === null || Array.isArray(message))
      this.#refuse(null, CODES.invalidRequest, 'a message is no JSON object; send one object a message.');
    else this.#take(message as Readonly<Record<string, unknown>>);
  }

  /** Asks the other end. Rejects with what it answers instead of a result. */
  ask(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, method, params });
    });
  }

  /** Tells the other end something. */
  tell(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  /** Waits until all that was asked so far is answered. */
  async settled(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  #take({ id, method, params, result, error }: Readonly<Record<string, unknown>>): void {
    const known = idOf(id);
    if (method === undefined) this.#answered(id, result, error);
    else if (typeof method !== 'string')
      this.#refuse(known, CODES.invalidRequest, 'the method of a message is no text; give its name.');
    else if (method === '$/cancelRequest') this.#cancel(params);
    else if (id === undefined) void this.#guarded(method, () => this.#handlers.notification(method, params));
    else if (known === null)
      this.#refuse(null, CODES.invalidRequest, 'the id of a request is neither text nor number; give one of these.');
    else this.#begin(known, method, params);
  }

  #begin(id: Id, method: string, params: unknown): void {
    const running = this.#serve(id, method, params).finally(() => {
      this.#cancelled.delete(id);
      if (this.#running.get(id) === running) this.#running.delete(id);
    });
    this.#running.set(id, running);
  }

  async #serve(id: Id, method: string, params: unknown): Promise<void> {
    try {
      const result = (await this.#handlers.request(method, params)) ?? null;
      if (this.#cancelled.has(id)) this.#refuse(id, CODES.requestCancelled, `${method} was cancelled.`);
      else this.#send({ id, result });
    } catch (error) {
      if (!(error instanceof RpcError)) this.#handlers.failed(method, error);
      const known = error instanceof RpcError ? error : undefined;
      this.#refuse(
        id,
        known?.code ?? CODES.internalError,
        known?.message ?? `${method} failed inside Plimsoll; its log tells why.`,
      );
    }
  }

  async #guarded(what: string, run: () => unknown): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.#handlers.failed(what, error);
    }
  }

  #answered(id: unknown, result: unknown, error: unknown): void {
    const waiting = typeof id === 'number' ? this.#waiting.get(id) : undefined;
    if (waiting === undefined) return;
    this.#waiting.delete(id as number);
    const code = (error as { code?: unknown } | null | undefined)?.code;
    if (error === undefined || error === null) waiting.resolve(result);
    else waiting.reject(new RpcError(typeof code === 'number' ? code : CODES.internalError, 'the editor refused.'));
  }

  #cancel(params: unknown): void {
    const id = idOf((params as { id?: unknown } | null | undefined)?.id);
    if (id !== null && this.#running.has(id)) this.#cancelled.add(id);
  }

  #refuse(id: Id | null, code: number, message: string): void {
    this.#send({ id, error: { code, message } });
  }

  #send(message: object): void {
    this.#write(framed({ jsonrpc: '2.0', ...message }));
  }
}

function idOf(value: unknown): Id | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** The value that some JSON holds; `undefined` if it is none. The engine's own words cite the text, which may hold a secret. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
