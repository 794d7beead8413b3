/** Where daemons may be, in the order in which Docker's and Podman's own commands look. */
import path from 'node:path';
import { ImageError } from '../../image/model.js';
import type { RemoteOptions } from '../types.js';
import { type DaemonKind, type DaemonTls, type Endpoint, parseAddress, socketEndpoint } from './address.js';
import { contextEndpoint, currentContext, tlsIn } from './docker-context.js';

/** What is known of the process that asks, and cannot be read from its environment. */
export interface DaemonHints {
  /** Whose sockets are looked for in `/run/user`. */
  readonly uid?: number | undefined;
  /** As `process.platform` names it; without it Linux. */
  readonly system?: string | undefined;
  /** The user named this kind of daemon; otherwise it is one place of several, and settings that do not help are no error. */
  readonly demanded?: boolean | undefined;
}

/** Where to ask. */
export interface Endpoints {
  readonly endpoints: readonly Endpoint[];
  /** The settings name this one place; otherwise all are merely usual. */
  readonly named: boolean;
  /** Why what the settings name is no place to ask. */
  readonly refused?: ImageError;
}

/** Where daemons of a kind may be. Reads settings and certificates, and looks for nothing else. Throws nothing. */
export async function daemonEndpoints(
  kind: DaemonKind,
  options: RemoteOptions,
  hints: DaemonHints = {},
): Promise<Endpoints> {
  try {
    const one = await (kind === 'docker' ? namedDocker : namedPodman)(options);
    if (one !== undefined) return { endpoints: [one], named: true };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return { endpoints: [], named: true, refused: error };
  }
  const files = (kind === 'docker' ? dockerSockets : podmanSockets)(options, hints);
  return { endpoints: [...new Set(files)].map(file => socketEndpoint(kind, file, 'usual socket')), named: false };
}

const homeOf = ({ env }: RemoteOptions) => env['HOME'] || env['USERPROFILE'] || undefined;

/** The folder of Docker's settings; `undefined` if nobody says where home is. */
function dockerSettings(options: RemoteOptions): string | undefined {
  const home = homeOf(options);
  const folder = options.env['DOCKER_CONFIG'] || (home && path.join(home, '.docker'));
  return folder && path.resolve(options.cwd, folder);
}

async function namedDocker(options: RemoteOptions): Promise<Endpoint | undefined> {
  const { env, cwd } = options;
  const settings = dockerSettings(options);
  const host = env['DOCKER_HOST'];
  if (host) {
    // Where no network is, there is nothing to encrypt, and Docker's command leaves the certificates alone.
    const tls = /^(?:unix|npipe|ssh):/i.test(host) ? undefined : await dockerTls(options, settings);
    return parseAddress(host, { kind: 'docker', from: 'DOCKER_HOST', cwd, tls });
  }
  const name = settings && (await currentContext(settings, env['DOCKER_CONTEXT']));
  return settings && name ? contextEndpoint(settings, name, cwd) : undefined;
}

/** What the variables say of TLS: any text but none switches it on, `0` too, as with Docker's command. */
async function dockerTls(options: RemoteOptions, settings: string | undefined): Promise<DaemonTls | undefined> {
  const { env, cwd } = options;
  const verify = Boolean(env['DOCKER_TLS_VERIFY']);
  const wanted = verify || Boolean(env['DOCKER_TLS']) || /^https:/i.test(env['DOCKER_HOST'] ?? '');
  if (!wanted) return undefined;
  const checked = verify || !env['DOCKER_TLS'];
  const folder = env['DOCKER_CERT_PATH'] ? path.resolve(cwd, env['DOCKER_CERT_PATH']) : settings;
  const found = folder && (await tlsIn(folder, ['ca.pem', 'cert.pem', 'key.pem'], checked));
  return found || { ca: undefined, cert: undefined, key: undefined, verify: checked };
}

async function namedPodman({ env, cwd }: RemoteOptions): Promise<Endpoint | undefined> {
  const host = env['CONTAINER_HOST'];
  return host ? parseAddress(host, { kind: 'podman', from: 'CONTAINER_HOST', cwd, tls: undefined }) : undefined;
}

function dockerSockets(options: RemoteOptions, { system }: DaemonHints): string[] {
  if (system === 'win32') return ['//./pipe/docker_engine'];
  const [home, runtime] = [homeOf(options), options.env['XDG_RUNTIME_DIR']];
  const below = ['.docker/run', '.docker/desktop', '.colima/default', '.rd', '.orbstack/run'];
  return [
    '/var/run/docker.sock',
    ...(runtime ? [path.posix.join(runtime, 'docker.sock')] : []),
    ...(home ? below.map(folder => path.posix.join(home, folder, 'docker.sock')) : []),
  ];
}

function podmanSockets(options: RemoteOptions, { system, uid }: DaemonHints): string[] {
  if (system === 'win32') return ['//./pipe/podman-machine-default'];
  const { env } = options;
  const [home, runtime, temporary] = [homeOf(options), env['XDG_RUNTIME_DIR'], env['TMPDIR']];
  const machine = home && path.posix.join(home, '.local/share/containers/podman/machine');
  return [
    ...(runtime ? [path.posix.join(runtime, 'podman/podman.sock')] : []),
    ...(uid === undefined ? [] : [`/run/user/${uid}/podman/podman.sock`]),
    '/run/podman/podman.sock',
    ...(system === 'darwin' && machine
      ? [path.posix.join(machine, 'podman.sock'), path.posix.join(machine, 'qemu/podman.sock')]
      : []),
    // Since Podman 5 the machine's socket is kept among the temporary files.
    ...(system === 'darwin' && temporary ? [path.posix.join(temporary, 'podman/podman-machine-default-api.sock')] : []),
  ];
}
