/** Requests over HTTP: certificates, proxies, redirects, timeouts and bounds. Knows no registry and no daemon. */
import type { Socket } from 'node:net';
import type { Dispatcher, Pool as PoolType } from 'undici';
import { ImageError } from '../image/model.js';
import { shown } from '../image/text.js';
import { VERSION } from '../version.js';
import { codeOf, networkFailure, type Place, speaksNoTls } from './failures.js';
import { Answer } from './http/answer.js';
import { connectorFor, ProxyFailure } from './http/connect.js';
import { isLoopback, mayBeInsecure, mayLead } from './http/hosts.js';
import { type Proxy, proxyFor } from './http/proxy.js';
import { Pool } from './http/undici.js';
import type { RemoteOptions } from './types.js';

/** A request. */
export interface Ask {
  readonly method?: 'GET' | 'HEAD' | 'POST';
  /** By lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What is asked for, for messages: `the manifest of docker.io/library/nginx:latest`. */
  readonly what: string;
  /** Who named the URL, if it was not the user. */
  readonly from?: URL;
}

const REDIRECTS = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 5;

/** Headers that prove who asks: they go to whom they were meant for, and no further. */
const SECRET = ['authorization', 'cookie', 'proxy-authorization'];

/** A URL with another scheme. A port that is written stays. */
function inPlain(url: URL): URL {
  const plain = new URL(url);
  plain.protocol = 'http:';
  return plain;
}

/** The client of one run. To be closed: then no socket is left. */
export class Http {
  readonly #options: RemoteOptions;
  readonly #named: readonly string[];
  readonly #pools = new Map<string, PoolType>();
  readonly #sockets = new Set<Socket>();
  #closed = false;
  /** Hosts that may be insecure, and what they turned out to speak. */
  readonly #spoken = new Map<string, 'http:' | 'https:'>();

  constructor(options: RemoteOptions) {
    this.#options = options;
    this.#named = options.insecure ?? [];
  }

  /** May the host be spoken to in plain HTTP? */
  mayBeInsecure(url: URL): boolean {
    return mayBeInsecure(url, this.#named);
  }

  /**
   * Asks, and follows redirects, except with POST. What proves who asks is left out as soon as the origin changes. An
   * `https:` URL of a host that may be insecure is tried with TLS first, whatever its certificate, then without.
   * @returns any answer, refusals too; its body has to be read or dropped
   * @throws ImageError for networks, certificates, proxies and redirects that lead where none may; the reason of an abort
   */
  async send(url: URL, ask: Ask): Promise<Answer> {
    const first = ask.from ?? url;
    let headers: Readonly<Record<string, string>> = { 'user-agent': `plimsoll/${VERSION}`, ...ask.headers };
    let at = url;
    for (let hops = 0; ; hops++) {
      this.#check(first, at, ask, hops > 0);
      const answer = await this.#ask(at, { ...ask, headers }, first);
      const location = answer.header('location');
      if (!REDIRECTS.includes(answer.status) || ask.method === 'POST' || location === undefined) return answer;
      answer.drop();
      const refused = (why: string) =>
        new ImageError('unreachable', `${shown(at.host)} cannot be asked for ${ask.what}: ${why}.`);
      if (hops === MOST_REDIRECTS)
        throw refused(`it redirects more than ${MOST_REDIRECTS} times; name the host that it leads to`);
      if (!URL.canParse(location, answer.url.href))
        throw refused('it redirects to something that is no URL; check the host and the port');
      const next = new URL(location, answer.url.href);
      if (next.origin !== answer.url.origin) headers = withoutSecrets(headers);
      at = next;
    }
  }

  /** Ends everything at once. */
  async close(): Promise<void> {
    this.#closed = true;
    const pools = [...this.#pools.values()];
    this.#pools.clear();
    const closed = Promise.all(pools.map(pool => pool.destroy()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #check(first: URL, url: URL, { what }: Ask, redirected: boolean): void {
    const leads = redirected ? 'redirects to' : 'names';
    const refused = (why: string) =>
      new ImageError('unreachable', `${shown(first.host)} cannot be asked for ${what}: it ${leads} ${why}.`);
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw refused(
        `a URL with the scheme ${shown(url.protocol.slice(0, -1))}, and only http and https are used; check the host`,
      );
    if (!mayLead(first, url, this.#named))
      throw refused(
        `${shown(url.host)}, which is link-local or this machine, where no registry may send anybody; name it with --insecure ${shown(url.host)} if it is right`,
      );
    if (url.protocol === 'http:' && !this.mayBeInsecure(url))
      throw refused(`plain HTTP at ${shown(url.host)}; allow it with --insecure ${shown(url.host)} if it is right`);
  }

  /** One request, in what the host turns out to speak. */
  async #ask(url: URL, ask: Ask, first: URL): Promise<Answer> {
    if (url.protocol === 'http:' || !this.mayBeInsecure(url)) return this.#once(url, ask, first);
    const known = this.#spoken.get(url.host);
    if (known !== undefined) return this.#once(known === 'http:' ? inPlain(url) : url, ask, first);
    let speaks: 'http:' | 'https:' = 'https:';
    const answer = await this.#once(url, ask, first, error => {
      if (!speaksNoTls(error) && codeOf(error) !== 'ECONNREFUSED') return undefined;
      speaks = 'http:';
      return this.#once(inPlain(url), ask, first);
    });
    this.#spoken.set(url.host, speaks);
    return answer;
  }

  /** @param otherwise what to do instead of failing */
  async #once(
    url: URL,
    { method = 'GET', headers = {}, body, what }: Ask,
    first: URL,
    otherwise: (error: unknown) => Promise<Answer> | undefined = () => undefined,
  ): Promise<Answer> {
    const { timeout, signal, env } = this.#options;
    signal?.throwIfAborted();
    if (this.#closed) throw new Error('the client was closed before it was asked');
    const proxy = proxyFor(url, env);
    const place: Place = { host: url.host, what, proxy: proxy?.host, timeout };
    // A proxy is given the whole URL of what is not encrypted, and a tunnel for everything else.
    const whole = proxy !== undefined && url.protocol === 'http:';
    const stop = new AbortController();
    const aborted = () => stop.abort(signal?.reason);
    signal?.addEventListener('abort', aborted, { once: true });
    // undici's own patience begins anew with each of several steps, and with each 1xx answer.
    const late = setTimeout(() => stop.abort({ code: 'UND_ERR_HEADERS_TIMEOUT' }), 3 * timeout);
    const letGo = () => signal?.removeEventListener('abort', aborted);
    let answer: Dispatcher.ResponseData;
    try {
      const host = whole ? { host: url.host, ...proxyHeader(proxy) } : {};
      const coming = this.#pool(url, first, proxy, whole).request({
        origin: whole ? proxy.origin : url.origin,
        path: `${whole ? url.origin : ''}${url.pathname}${url.search}`,
        method,
        headers: { ...headers, ...host },
        ...(body === undefined ? {} : { body }),
        signal: stop.signal,
      });
      answer = await unless(stop.signal, coming);
    } catch (error) {
      letGo();
      if (signal?.aborted) throw signal.reason;
      const other = otherwise(error);
      if (other !== undefined) return await other;
      throw networkFailure(error, place);
    } finally {
      clearTimeout(late);
    }
    answer.body.once('close', letGo);
    // Somebody has to listen before the body is read: a connection may break at any time.
    answer.body.on('error', () => {});
    if (answer.statusCode === 407 && proxy !== undefined) {
      answer.body.destroy();
      throw networkFailure(new ProxyFailure(407), place);
    }
    return new Answer(answer, url, place, signal);
  }

  #pool(url: URL, first: URL, proxy: Proxy | undefined, whole: boolean): PoolType {
    const insecure = this.mayBeInsecure(url);
    // A host that the user named may be anywhere; a stranger's may not be where strangers must not send us.
    const guard =
      url.hostname === first.hostname || insecure || proxy !== undefined
        ? 'none'
        : isLoopback(first.hostname)
          ? 'loopback'
          : 'full';
    const origin = whole && proxy !== undefined ? proxy.origin : url.origin;
    const key = `${origin} ${guard} ${proxy?.host ?? ''} ${whole}`;
    const known = this.#pools.get(key);
    if (known !== undefined) return known;
    const { timeout, ca } = this.#options;
    const sockets = this.#sockets;
    const way = {
      ca,
      timeout,
      guard,
      sockets,
      verified: whole || !insecure,
      proxy: whole ? undefined : proxy,
    } as const;
    const pool = new Pool(origin, { connect: connectorFor(way), headersTimeout: timeout, bodyTimeout: timeout });
    this.#pools.set(key, pool);
    return pool;
  }
}

/** What is coming, or the reason of an abort, at once: undici itself waits for a connection before it gives up. */
function unless(signal: AbortSignal, coming: Promise<Dispatcher.ResponseData>): Promise<Dispatcher.ResponseData> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      reject(signal.reason);
      coming.then(
        ({ body }) => body.on('error', () => {}).destroy(),
        () => {},
      );
    };
    signal.addEventListener('abort', aborted, { once: true });
    coming.then(resolve, reject).finally(() => signal.removeEventListener('abort', aborted));
  });
}

function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET.includes(name)));
}

function proxyHeader({ authorization }: Proxy): Record<string, string> {
  return authorization === undefined ? {} : { 'proxy-authorization': authorization };
}
