/** A registry of the tests' own: OCI distribution over plain HTTP or TLS on loopback, with basic, bearer or no authentication. */
import { createHash } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** A request as it came. */
export interface Got {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

type Handler = (request: Got, response: http.ServerResponse) => void;

export interface Serving {
  /** `127.0.0.1:41234` */
  readonly host: string;
  readonly got: Got[];
  /** How many connections are open. */
  open(): number;
}

/** A server that lives as long as the test and remembers what it was asked. */
export async function serve(t: TestContext, handler: Handler, tls?: https.ServerOptions): Promise<Serving> {
  const got: Got[] = [];
  const listener: http.RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('error', () => {});
    response.on('error', () => {});
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      got.push(one);
      handler(one, response);
    });
  };
  const server = tls === undefined ? http.createServer(listener) : https.createServer(tls, listener);
  const sockets = new Set<import('node:net').Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>(resolve => server.close(() => resolve()));
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, got, open: () => sockets.size };
}

export function answer(
  response: http.ServerResponse,
  status: number,
  body: string | Uint8Array | object = '',
  headers: http.OutgoingHttpHeaders = {},
): void {
  const bytes =
    typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

export const problem = (code: string, message: string) => ({ errors: [{ code, message }] });

/** What is in a registry. */
export interface Holding {
  /** Manifests and blobs by digest. */
  readonly blobs: Map<string, Uint8Array>;
  /** By repository and tag: `team/app:1`. */
  readonly tags: Map<string, string>;
}

/** Puts a tree of `blobs/sha256/…` (of a layout) into a registry, and tags a digest of it. */
export function holding(tree: Readonly<Record<string, Uint8Array>>, tags: Readonly<Record<string, string>>): Holding {
  const blobs = new Map<string, Uint8Array>();
  for (const bytes of Object.values(tree))
    blobs.set(`sha256:${createHash('sha256').update(bytes).digest('hex')}`, bytes);
  return { blobs, tags: new Map(Object.entries(tags)) };
}

export interface Manner {
  readonly auth?: 'basic' | 'bearer';
  /** `user:password` of whoever may read. Bearer tokens are given to anybody if it is missing. */
  readonly user?: string;
  /** A refresh token that is accepted; `post: false`: only by GET, as some registries have it. */
  readonly refresh?: { readonly token: string; readonly post?: boolean };
  /** Tokens that were given so far stop being good when it returns true for a request. */
  readonly expires?: (request: Got) => boolean;
  /** Blobs are elsewhere: the status and URL of the redirect. */
  readonly blobsAt?: (digest: string) => string;
  /** Of the tags; all on one page if it is missing. */
  readonly page?: number;
  /** Where tokens are given, if not at this registry itself. */
  readonly realm?: string;
  readonly tls?: https.ServerOptions;
}

/** Bytes with `Range`, as object stores answer. */
export function ranged(request: Got, response: http.ServerResponse, bytes: Uint8Array, type: string): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? -1);
  if (start < 0) answer(response, 200, bytes, { 'content-type': type });
  else if (start >= bytes.length) answer(response, 416, '', { 'content-range': `bytes */${bytes.length}` });
  else
    answer(response, 206, bytes.subarray(start), {
      'content-type': type,
      'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
    });
}

/** Starts a registry. Tokens are given at `/token` of the same server. */
export async function fakeRegistry(t: TestContext, { blobs, tags }: Holding, manner: Manner = {}): Promise<Serving> {
  let good = new Set<string>();
  let count = 0;
  const basicOf = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const token = (request: Got, response: http.ServerResponse) => {
    const url = new URL(request.url, 'http://registry');
    const form = new URLSearchParams(request.body);
    const { refresh, user } = manner;
    if (request.method === 'POST' && (refresh === undefined || refresh.post === false))
      return answer(response, 405, 'no such method');
    const isGood =
      request.method === 'POST'
        ? form.get('grant_type') === 'refresh_token' && form.get('refresh_token') === refresh?.token
        : (user === undefined && refresh === undefined) ||
          (user !== undefined && request.headers.authorization === basicOf(user)) ||
          (refresh !== undefined && request.headers.authorization === basicOf(`<token>:${refresh.token}`));
    if (!isGood) return answer(response, 401, problem('UNAUTHORIZED', 'authentication required'));
    const made = `token-${++count}-${(request.method === 'POST' ? form : url.searchParams).get('scope')}`;
    good.add(made);
    return answer(response, 200, request.method === 'POST' ? { access_token: made } : { token: made, expires_in: 300 });
  };
  const isWelcome = ({ headers: { authorization = '' } }: Got): boolean =>
    manner.auth === undefined ||
    (manner.auth === 'basic'
      ? authorization === basicOf(manner.user ?? '')
      : good.has(authorization.replace(/^Bearer /, '')));
  const listed = (request: Got, response: http.ServerResponse, repository: string) => {
    const all = [...tags.keys()]
      .filter(key => key.startsWith(`${repository}:`))
      .map(key => key.slice(repository.length + 1));
    if (all.length === 0)
      return answer(response, 404, problem('NAME_UNKNOWN', 'repository name not known to registry'));
    const from = Number(new URL(request.url, 'http://registry').searchParams.get('from') ?? 0);
    const to = manner.page === undefined ? all.length : from + manner.page;
    const link = to < all.length ? { link: `</v2/${repository}/tags/list?from=${to}>; rel="next"` } : {};
    return answer(response, 200, { name: repository, tags: all.slice(from, to) }, link);
  };
  const self = await serve(
    t,
    (request, response) => {
      const path = request.url.replace(/\?.*$/, '');
      if (path === '/token') return token(request, response);
      if (manner.expires?.(request) === true) good = new Set();
      if (!isWelcome(request)) {
        const realm = manner.realm ?? `${manner.tls === undefined ? 'http' : 'https'}://${request.headers.host}/token`;
        const bearer = `Bearer realm="${realm}",service="fake",scope="repository:team/app:pull"`;
        const challenge = manner.auth === 'basic' ? 'Basic realm="fake"' : bearer;
        return answer(response, 401, problem('UNAUTHORIZED', 'authentication required'), {
          'www-authenticate': ['Negotiate', challenge],
        });
      }
      if (path === '/v2/') return answer(response, 200, '{}');
      const [, repository = '', kind, reference = ''] =
        /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(path) ?? [];
      if (kind === 'tags') return listed(request, response, repository);
      const digest = kind === 'manifests' ? (tags.get(`${repository}:${reference}`) ?? reference) : reference;
      const bytes = blobs.get(digest);
      if (kind === 'manifests') {
        if (bytes === undefined) return answer(response, 404, problem('MANIFEST_UNKNOWN', 'manifest unknown'));
        const { mediaType = 'application/octet-stream' } = JSON.parse(Buffer.from(bytes).toString()) as {
          mediaType?: string;
        };
        return answer(response, 200, bytes, { 'content-type': mediaType, 'docker-content-digest': digest });
      }
      if (bytes === undefined) return answer(response, 404, problem('BLOB_UNKNOWN', 'blob unknown to registry'));
      if (manner.blobsAt !== undefined) return answer(response, 307, '', { location: manner.blobsAt(digest) });
      return ranged(request, response, bytes, 'application/octet-stream');
    },
    manner.tls,
  );
  return self;
}
