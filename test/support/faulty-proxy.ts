/** Stands before a registry and does what networks and bad servers do, by plan: one fault a request, then none. */
import http from 'node:http';
import type { TestContext } from 'node:test';
import { answer, type Got, type Serving, serve } from './fake-registry.js';

export type Fault =
  /** Passes the request on as it is. */
  | { readonly do: 'nothing' }
  /** Breaks the connection after so many bytes of the body; of 0 bytes, before any header. */
  | { readonly do: 'cut'; readonly after: number }
  /** Ends the body after so many bytes as if that were all. */
  | { readonly do: 'truncate'; readonly after: number }
  /** Turns a bit of one byte. */
  | { readonly do: 'wrong'; readonly at: number }
  /** Sends so many bytes at a time, with a pause in milliseconds before each. */
  | { readonly do: 'slow'; readonly bytes: number; readonly pause: number }
  /** Says nothing more after so many bytes; of 0 bytes, not even a header. */
  | { readonly do: 'silence'; readonly after: number }
  | {
      readonly do: 'status';
      readonly status: number;
      readonly headers?: http.OutgoingHttpHeaders;
      readonly body?: string | object;
    }
  /** The body is followed by zeros without end, and has no length. */
  | { readonly do: 'endless' }
  /** Changes headers; `undefined` takes one away. */
  | { readonly do: 'headers'; readonly headers: Readonly<Record<string, string | undefined>>; readonly status?: number }
  /** The whole body, whatever range was asked for. */
  | { readonly do: 'no-range' }
  /** So many kilobytes of headers. */
  | { readonly do: 'flood'; readonly kilobytes: number }
  /** What is no HTTP. */
  | { readonly do: 'garbage' };

/** Faults of the requests whose path matches, in their order; when they are used up, the last one stays if `for ever`. */
export interface Plan {
  readonly path: RegExp;
  readonly faults: readonly Fault[];
  readonly always?: boolean;
}

/** A proxy before `target` (`127.0.0.1:5000`). Plans are consumed. */
export async function faultyProxy(t: TestContext, target: string, plans: readonly Plan[]): Promise<Serving> {
  const left = plans.map(plan => ({ ...plan, faults: [...plan.faults] }));
  const next = (url: string): Fault => {
    for (const plan of left) {
      if (!plan.path.test(url) || plan.faults.length === 0) continue;
      return (plan.always === true && plan.faults.length === 1 ? plan.faults[0] : plan.faults.shift()) as Fault;
    }
    return { do: 'nothing' };
  };
  return serve(t, (request, response) => {
    // The registry behind may be gone before the last request is.
    act(next(request.url), request, response, target).catch(() => response.destroy());
  });
}

async function ask({ method, url, headers, body }: Got, target: string, range: boolean) {
  const [hostname, port] = target.split(':');
  const { range: _, ...others } = headers;
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const asked = http.request(
      { hostname, port, method, path: url, headers: range ? headers : others, agent: false },
      incoming => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => void chunks.push(chunk));
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

async function act(fault: Fault, request: Got, response: http.ServerResponse, target: string): Promise<void> {
  const { socket } = response;
  if (fault.do === 'status') return answer(response, fault.status, fault.body ?? '', fault.headers);
  if (fault.do === 'flood') return answer(response, 200, '', { 'x-flood': 'x'.repeat(fault.kilobytes * 1024) });
  if (fault.do === 'garbage') return void socket?.end('SSH-2.0-OpenSSH_9.2\r\n');
  if ((fault.do === 'cut' || fault.do === 'silence') && fault.after === 0) {
    if (fault.do === 'cut') socket?.destroy();
    return;
  }
  const { status, headers, body } = await ask(request, target, fault.do !== 'no-range');
  const { connection: _, 'keep-alive': __, ...kept } = headers;
  if (fault.do === 'headers') {
    for (const [name, value] of Object.entries(fault.headers))
      if (value === undefined) delete kept[name];
      else kept[name] = value;
    response.writeHead(fault.status ?? status, kept);
    return void response.end(body);
  }
  if (fault.do === 'wrong') body[fault.at] = (body[fault.at] ?? 0) ^ 1;
  if (fault.do === 'truncate') {
    response.writeHead(status, { ...kept, 'content-length': fault.after });
    return void response.end(body.subarray(0, fault.after));
  }
  if (fault.do === 'endless') {
    delete kept['content-length'];
    response.writeHead(status, kept);
    response.write(body);
    const zeros = Buffer.alloc(64 * 1024);
    while (!response.destroyed)
      if (!response.write(zeros))
        await Promise.race([pause(20), new Promise(resolve => response.once('drain', resolve))]);
    return;
  }
  response.writeHead(status, kept);
  if (fault.do === 'slow') {
    for (let at = 0; at < body.length && !response.destroyed; at += fault.bytes) {
      await pause(fault.pause);
      response.write(body.subarray(at, at + fault.bytes));
    }
    return void response.end();
  }
  if (fault.do === 'cut' || fault.do === 'silence') {
    response.write(body.subarray(0, fault.after), () => fault.do === 'cut' && socket?.destroy());
    return;
  }
  response.end(body);
}
