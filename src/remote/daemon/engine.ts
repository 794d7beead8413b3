/** One engine that answered, and the paths under which it has images. */
import { ImageError } from '../../image/model.js';
import { shown } from '../../image/text.js';
import type { RemoteOptions } from '../types.js';
import type { Endpoint } from './address.js';
import { type Answer, DaemonClient } from './client.js';
import { Nobody, refused, whoIs } from './failures.js';
import { unreached } from './unreached.js';

/** An engine that answered. To be closed. */
export interface Engine {
  readonly client: DaemonClient;
  /** Of Docker's interface 1.x: the x, at most what is known here; 0 for Podman's own interface. */
  readonly api: number;
  inspect(name: string, query?: string): Promise<Answer>;
  /** The path and query of an image's archive. */
  exportPath(name: string, query?: string): string;
}

/** The newest version of Docker's interface that this is written for, and the oldest. */
const [NEWEST, OLDEST] = [51, 24] as const;

/** Connects, and asks who is there. @returns `undefined` if nobody listens @throws ImageError */
export async function connect(endpoint: Endpoint, options: RemoteOptions): Promise<Engine | Nobody> {
  const client = new DaemonClient(endpoint, options);
  try {
    const answer = await client.get('/_ping');
    if (answer.status !== 200) throw refused(answer, endpoint, 'who it is');
    return engineOf(client, answer);
  } catch (error) {
    await client.close();
    if (error instanceof Nobody) return error;
    throw error;
  }
}

const text = (value: string | string[] | undefined) => (typeof value === 'string' ? value : '');

function engineOf(client: DaemonClient, { headers }: Answer): Engine {
  const libpod = /^(\d+)\.\d/.exec(text(headers['libpod-api-version']))?.[1];
  // Podman's own interface finds names as `podman` does; the one it has for Docker's sake takes `app` for docker.io's.
  if (client.endpoint.kind === 'podman' && libpod !== undefined) {
    const base = `/v${Math.min(Number(libpod), 4)}.0.0/libpod`;
    // As an OCI archive it would come with a configuration that was written anew, without its health check.
    return engineAt(client, base, 0, 'format=docker-archive');
  }
  const [, major, minor] = /^(\d+)\.(\d+)$/.exec(text(headers['api-version'])) ?? [];
  const who = whoIs(client.endpoint);
  if (major === undefined) throw new ImageError('unsupported', `${who} is no container engine: check the address.`);
  const api = major === '1' ? Math.min(Number(minor), NEWEST) : NEWEST;
  if (api < OLDEST)
    throw new ImageError('unsupported', `${who} speaks version ${shown(`${major}.${minor}`)}: bring it up to date.`);
  return engineAt(client, `/v1.${api}`, api, undefined);
}

function engineAt(client: DaemonClient, base: string, api: number, format: string | undefined): Engine {
  const path = (name: string, what: string, queries: (string | undefined)[]) => {
    const query = queries.filter(part => part !== undefined).join('&');
    const encoded = encodeURIComponent(name).replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%40', '@');
    return `${base}/images/${encoded}/${what}${query === '' ? '' : `?${query}`}`;
  };
  return {
    client,
    api,
    async inspect(name, query) {
      try {
        return await client.get(path(name, 'json', [query]));
      } catch (error) {
        // It was there a moment ago.
        throw error instanceof Nobody ? unreached({ code: 'ECONNRESET' }, client.endpoint) : error;
      }
    },
    exportPath: (name, query) => path(name, 'get', [format, query]),
  };
}
