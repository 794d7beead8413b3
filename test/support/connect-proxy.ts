/** A proxy of the tests' own, which leads every name to a server on loopback: so hosts can have names, without DNS. */
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import type { Got } from './fake-registry.js';

/** Where names lead: `registry.example:443` to `127.0.0.1:41234`. */
export type Routes = Readonly<Record<string, string>>;

/** Starts it. It serves CONNECT, and whole URLs in plain HTTP. @param refuses answers with a status instead */
export async function connectProxy(
  t: TestContext,
  routes: Routes,
  refuses?: number | 'silent',
): Promise<{ host: string; got: Got[] }> {
  const got: Got[] = [];
  const remember = ({ method = '', url = '', headers }: http.IncomingMessage) =>
    got.push({ method, url, headers, body: '' });
  const refused = () => (typeof refuses === 'number' ? `HTTP/1.1 ${refuses} No\r\ncontent-length: 0\r\n\r\n` : '');
  const sockets = new Set<net.Socket>();
  const server = http.createServer((request, response) => {
    remember(request);
    const url = new URL(request.url ?? '');
    const [hostname, port] = (routes[`${url.hostname}:${url.port || 80}`] ?? '').split(':');
    if (refuses !== undefined || port === undefined) {
      response.writeHead(typeof refuses === 'number' ? refuses : 502);
      return void response.end();
    }
    const { method, headers } = request;
    const asked = http.request(
      { hostname, port, method, path: url.pathname + url.search, headers, agent: false },
      incoming => {
        response.writeHead(incoming.statusCode ?? 0, incoming.headers);
        incoming.pipe(response);
      },
    );
    asked.on('error', () => response.destroy());
    request.pipe(asked);
  });
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    remember(request);
    if (refuses === 'silent') return;
    const [hostname, port] = (routes[request.url ?? ''] ?? '').split(':');
    if (refuses !== undefined || port === undefined) return void socket.end(refused() || 'HTTP/1.1 502 No\r\n\r\n');
    const onward = net.connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
  });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>(resolve => server.close(() => resolve()));
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}
