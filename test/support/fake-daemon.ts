/** A daemon that a test writes: an HTTP server on a socket in a folder of its own, which remembers what it was asked. */
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { openDaemon } from '../../src/remote/daemon.js';
import type { RemoteOptions } from '../../src/remote/types.js';
import { asDockerArchive, build, type ImageRecipe, sha256 } from './image-fixtures.js';

export type Handler = (request: http.IncomingMessage, answer: http.ServerResponse) => void;
/** By the path, without `/v1.41`, without a query. */
export type Routes = Readonly<Record<string, Handler>>;

export interface FakeDaemon {
  readonly socket: string;
  readonly folder: string;
  /** Paths with queries, in order. */
  readonly asked: string[];
  /** Waits until nobody is connected; the test's own time limit ends a wait that is in vain. */
  quiet(): Promise<void>;
  /** For Docker, which then asks here and nowhere else. */
  readonly options: RemoteOptions;
}

/** Milliseconds; far more than anything takes that answers. */
const AMPLE = 20_000;

export function optionsWith(env: RemoteOptions['env'], more: Partial<RemoteOptions> = {}): RemoteOptions {
  return { env, cwd: '/nowhere', timeout: AMPLE, ...more };
}

/** Sends JSON. */
export function reply(status: number, value: unknown, headers: http.OutgoingHttpHeaders = {}): Handler {
  return (_, answer) => {
    answer.writeHead(status, { 'content-type': 'application/json', ...headers });
    answer.end(JSON.stringify(value));
  };
}

/** What an engine answers to `_ping`. */
export const ping = (version = '1.41', more: http.OutgoingHttpHeaders = {}): Handler =>
  reply(200, 'OK', { 'api-version': version, ...more });

/** Sends bytes. */
export function send(bytes: Uint8Array): Handler {
  return (_, answer) => {
    answer.writeHead(200, { 'content-type': 'application/x-tar' });
    answer.end(bytes);
  };
}

/** A new folder that lives as long as the test. */
export function folderFor(t: TestContext): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'daemon-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts one that lives as long as the test. @param at a socket, in a folder of its own by default */
export async function fakeDaemon(t: TestContext, routes: Routes, at?: string): Promise<FakeDaemon> {
  const folder = folderFor(t);
  const socket = at ?? path.join(folder, 'docker.sock');
  const { asked, quiet } = await serve(t, http.createServer(), routes, socket);
  return { socket, folder, asked, quiet, options: optionsWith({ DOCKER_HOST: `unix://${socket}` }) };
}

/** The same behind TCP, with TLS if there are certificates; gives its port. */
export async function fakeTcpDaemon(t: TestContext, routes: Routes, tls?: https.ServerOptions) {
  const server = tls === undefined ? http.createServer() : https.createServer(tls);
  const { asked, quiet } = await serve(t, server, routes, undefined);
  return { asked, quiet, port: (server.address() as AddressInfo).port };
}

async function serve(t: TestContext, server: http.Server, routes: Routes, socket: string | undefined) {
  const [asked, open, waiting]: [string[], Set<Socket>, (() => void)[]] = [[], new Set(), []];
  server.on('connection', (connection: Socket) => {
    open.add(connection);
    connection.on('error', () => {});
    connection.on('close', () => {
      open.delete(connection);
      if (open.size === 0) for (const done of waiting.splice(0)) done();
    });
  });
  server.on('request', (request: http.IncomingMessage, answer: http.ServerResponse) => {
    const url = request.url ?? '';
    asked.push(url);
    answer.on('error', () => {});
    const bare = url.replace(/\?.*/, '').replace(/^\/v[\d.]+(?=\/)/, '');
    const handler = request.method === 'GET' ? routes[bare] : undefined;
    (handler ?? reply(404, { message: 'page not found' }))(request, answer);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if (socket === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(socket, resolve);
  });
  t.after(async () => {
    for (const connection of open) connection.destroy();
    await new Promise<void>(resolve => server.close(() => resolve()));
  });
  const quiet = () => (open.size === 0 ? Promise.resolve() : new Promise<void>(resolve => waiting.push(resolve)));
  return { asked, quiet };
}

/** What an engine says and exports of an image. */
export async function imageRoutes(recipe: ImageRecipe, name = recipe.name ?? 'app:1', more: object = {}) {
  const built = await build(recipe);
  const archive = await asDockerArchive(recipe, 'classic');
  const [Os, Architecture, Variant = ''] = built.recipe.platform.split('/');
  const inspected = {
    Id: `sha256:${sha256(built.config)}`,
    RepoTags: [built.recipe.name],
    Os,
    Architecture,
    Variant,
    RootFS: { Type: 'layers', Layers: built.diffIds },
    ...more,
  };
  const routes: Routes = {
    '/_ping': ping(),
    [`/images/${name}/json`]: reply(200, inspected),
    [`/images/${name}/get`]: send(archive),
  };
  return { built, archive, inspected, routes };
}

// Pipes of Windows have names of their own; what is said over them is the same.
export const posix = { skip: process.platform === 'win32' ? 'sockets of Unix' : false };

/** What the fakes have as `app:1`. */
export const recipe: ImageRecipe = {
  name: 'app:1',
  config: { User: '1000', Healthcheck: { Test: ['CMD', 'true'] } },
  layers: [{ files: { a: 'a'.repeat(100_000) } }, { files: { 'b/': '', '.wh.a': '' } }],
};
/** Milliseconds; long enough for what answers at once, on a machine that is busy. */
export const SHORT = 250;
/** Never answers. */
export const forever: Handler = () => {};
/** Answers, and says nothing. */
export const started: Handler = (_, answer) => {
  answer.writeHead(200);
  answer.flushHeaders();
};

/** Asks a fake for `app:1`. */
export async function asks(t: TestContext, routes: Routes, more: Partial<RemoteOptions> = {}) {
  const daemon = await fakeDaemon(t, routes);
  const open = (name = 'app:1') => openDaemon('docker', name, name, { ...daemon.options, ...more });
  return { ...daemon, open };
}
