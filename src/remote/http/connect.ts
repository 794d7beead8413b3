/** Connections: to a host itself, or through a proxy. */
import type { Socket } from 'node:net';
import tls from 'node:tls';
import type { buildConnector as Connectors, Dispatcher } from 'undici';
import { guardedLookup } from './hosts.js';
import type { Proxy } from './proxy.js';
import { buildConnector, Client } from './undici.js';

/** How a connection is made. */
export interface Way {
  /** Is the certificate checked? */
  readonly verified: boolean;
  /** Certificates to trust besides the usual ones, PEM. */
  readonly ca: string | undefined;
  /** Milliseconds until the connection stands. */
  readonly timeout: number;
  readonly proxy: Proxy | undefined;
  /** Named by another host, so its name may not lead to our own network's secrets; `loopback`: that host is our own machine. */
  readonly guard: 'none' | 'loopback' | 'full';
  /** Where sockets are kept while they are open: undici forgets those that are still connecting when it is closed. */
  readonly sockets: Set<Socket>;
}

/** Something about the proxy, not about the host behind it. */
export class ProxyFailure extends Error {
  /** What it answered to CONNECT. */
  readonly status: number | undefined;

  constructor(status: number | undefined, cause?: unknown) {
    super('the proxy failed', { cause });
    this.status = status;
  }
}

/** With `ca`, Node would trust nothing else. */
function trusted(ca: string): string[] {
  // Newer than the types of the oldest Node that is supported.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
  return [...(getCACertificates?.('default') ?? tls.rootCertificates), ca];
}

/** Makes the connections of one pool. */
export function connectorFor({ verified, ca, timeout, proxy, guard, sockets }: Way): Connectors.connector {
  // Whose certificate is not checked needs none to check it with, and Node takes 20 ms to read those it brings.
  const own = !verified ? { ca: [] } : ca === undefined ? {} : { ca: trusted(ca) };
  const direct = kept(sockets, {
    timeout,
    rejectUnauthorized: verified,
    ...own,
    ...(guard === 'none' ? {} : { lookup: guardedLookup(guard === 'loopback') }),
  });
  if (proxy === undefined) return direct;
  const toProxy = kept(sockets, { timeout, ...(ca === undefined ? {} : { ca: trusted(ca) }) });
  return (options, callback) => {
    const port = options.port || (options.protocol === 'https:' ? '443' : '80');
    const target = `${options.hostname.includes(':') && !options.hostname.startsWith('[') ? `[${options.hostname}]` : options.hostname}:${port}`;
    tunnel(proxy, target, timeout, toProxy).then(
      httpSocket => direct({ ...options, httpSocket } as Connectors.Options, callback),
      (error: unknown) => callback(error as Error, null),
    );
  };
}

/** A connector that keeps its sockets in a set as long as they are open. */
function kept(sockets: Set<Socket>, options: object): Connectors.connector {
  const connect = buildConnector(options as Connectors.BuildOptions);
  return (target, callback) => {
    // It gives the socket before it is connected, though its type does not say so.
    const socket = connect(target, callback) as unknown as Socket;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
}

/** A way through the proxy to a host (RFC 9110, 9.3.6). @throws ProxyFailure */
async function tunnel(proxy: Proxy, target: string, timeout: number, connect: Connectors.connector) {
  const client = new Client(proxy.origin, { headersTimeout: timeout, connect });
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new ProxyFailure(undefined, { code: 'UND_ERR_HEADERS_TIMEOUT' })),
    2 * timeout,
  );
  try {
    const asked: Promise<Dispatcher.ConnectData> = client.connect({
      path: target,
      headers: {
        host: target,
        ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization }),
      },
      signal: late.signal,
    });
    const { statusCode, socket } = await asked;
    if (statusCode >= 200 && statusCode < 300) return socket;
    socket.on('error', () => {}).destroy();
    throw new ProxyFailure(statusCode);
  } catch (error) {
    void client.destroy().catch(() => {});
    throw error instanceof ProxyFailure ? error : new ProxyFailure(undefined, error);
  } finally {
    clearTimeout(timer);
  }
}
