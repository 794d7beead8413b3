/** The address of a daemon as people write it: `unix:///run/docker.sock`, `tcp://10.0.0.2:2376`, `npipe:////./pipe/x`. */
import path from 'node:path';
import { ImageError } from '../../image/model.js';
import { shown } from '../../image/text.js';

/** Whose interface it speaks. */
export type DaemonKind = 'docker' | 'podman';

/** Certificates as PEM. */
export interface DaemonTls {
  /** Whom to trust; `undefined`: whom the system trusts. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Is the daemon's own certificate checked? */
  readonly verify: boolean;
}

/** Where a daemon may be, and how it is spoken to. */
export interface Endpoint {
  readonly kind: DaemonKind;
  /** Who says that it is there: `DOCKER_HOST`, `context colima`, `usual socket`. */
  readonly from: string;
  /** For messages; holds no userinfo. */
  readonly at: string;
  /** Path of a Unix socket or of a named pipe of Windows; `undefined`: TCP to the origin. */
  readonly socket: string | undefined;
  /** `http://localhost`, `https://10.0.0.2:2376` */
  readonly origin: string;
  /** What goes before every path: empty, or `/docker` where a proxy gives the daemon a folder of its own. */
  readonly prefix: string;
  readonly tls: DaemonTls | undefined;
}

/** What is known of an address besides its text. */
export interface AddressContext {
  readonly kind: DaemonKind;
  readonly from: string;
  readonly cwd: string;
  /** Certificates that go with it, if TLS is wanted where the text leaves it open. */
  readonly tls: DaemonTls | undefined;
}

/** Where a daemon's own system has its socket, for advice. */
const THERE = { docker: '/var/run/docker.sock', podman: '/run/user/1000/podman/podman.sock' } as const;
const VARIABLE = { docker: 'DOCKER_HOST', podman: 'CONTAINER_HOST' } as const;
/** Without TLS and with it. */
const PORTS = ['2375', '2376'] as const;

/** The endpoint of a socket. @param file its path, or the pipe's */
export function socketEndpoint(kind: DaemonKind, file: string, from: string): Endpoint {
  const scheme = /^[\\/]{2}[.?][\\/]pipe[\\/]/i.test(file) ? 'npipe' : 'unix';
  const at = shown(`${scheme}://${file.replaceAll('\\', '/')}`);
  return { kind, from, at, socket: file, origin: 'http://localhost', prefix: '', tls: undefined };
}

/**
 * Reads an address as Docker's and Podman's own commands do.
 * @throws ImageError `unsupported` for SSH, with the way round it, and for what is no address
 */
export function parseAddress(text: string, context: AddressContext): Endpoint {
  const { kind, from, cwd } = context;
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text) ?? [];
  switch (scheme.toLowerCase()) {
    case 'unix':
      return socketEndpoint(kind, path.resolve(cwd, rest || THERE[kind]), from);
    case 'npipe':
      return socketEndpoint(kind, rest || '//./pipe/docker_engine', from);
    case 'ssh':
      throw noSsh(rest, context);
    case '':
    case 'tcp':
    case 'http':
    case 'https':
      return tcp(scheme.toLowerCase(), rest, context);
    default:
      throw noAddress(text, context);
  }
}

function tcp(scheme: string, rest: string, context: AddressContext): Endpoint {
  const { kind, from } = context;
  const tls = scheme === 'https' ? (context.tls ?? { ...NOTHING, verify: true }) : context.tls;
  const secure = tls !== undefined && scheme !== 'http';
  // A port alone is one of this machine's.
  const whole = `http://${rest.startsWith(':') ? `127.0.0.1${rest}` : rest}`;
  if (rest.includes('@') || rest.startsWith('/') || !URL.canParse(whole)) throw noAddress(rest, context);
  const { hostname, pathname, search, hash } = new URL(whole);
  const port = /^(?:\[[^\]]*\]|[^:/]*):(\d+)/.exec(whole.slice(7))?.[1];
  if (hostname === '' || search !== '' || hash !== '') throw noAddress(rest, context);
  const host = `${hostname}:${port ?? PORTS[secure ? 1 : 0]}`;
  const prefix = pathname.replace(/\/+$/, '');
  return {
    kind,
    from,
    at: shown(`${scheme || 'tcp'}://${host}${prefix}`),
    socket: undefined,
    origin: `${secure ? 'https' : 'http'}://${host}`,
    prefix,
    tls: secure ? tls : undefined,
  };
}

const NOTHING = { ca: undefined, cert: undefined, key: undefined };

/** A password may stand before the last `@`; nothing before it is ever shown. */
function noAddress(text: string, { kind, from }: AddressContext): ImageError {
  const bare = shown(text.replace(/^.*@/s, ''));
  const cause = text.includes('@') ? 'names a user, whom a daemon cannot ask for' : 'is no address of a daemon';
  return new ImageError(
    'unsupported',
    `${bare || 'The address'} (${from}) ${cause}: write unix://${THERE[kind]} or tcp://HOST:${PORTS[1]}.`,
  );
}

function noSsh(rest: string, { kind, from }: AddressContext): ImageError {
  const [, user, host] = /^(?:([\w.-]+)(?::[^@]*)?@)?([\w.-]+)(?::\d+)?(?:\/.*)?$/.exec(rest) ?? [];
  const whom = host === undefined ? 'user@host' : user === undefined ? host : `${user}@${host}`;
  const here = `/tmp/${kind}.sock`;
  return new ImageError(
    'unsupported',
    `ssh://${whom} (${from}) is reached by SSH, which Plimsoll does not speak: run \`ssh -nNT -L ${here}:${THERE[kind]} ` +
      `${whom}\` and set ${VARIABLE[kind]}=unix://${here}, or pipe \`ssh ${whom} ${kind} save NAME | plimsoll image -\`.`,
  );
}
