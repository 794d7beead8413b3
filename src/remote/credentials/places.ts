/** Where Docker, Podman and their kin keep credentials. */
import path from 'node:path';
import { shown } from '../../image/text.js';
import type { RemoteOptions } from '../types.js';

/** A file that may hold credentials. */
export interface Place {
  readonly file: string;
  /** For messages: `~/.docker/config.json`. */
  readonly label: string;
  /** The variable that names the file itself, which then has to be there. */
  readonly named?: string;
  /** What writes it. */
  readonly login: 'docker login' | 'podman login';
  /** The name that this program's credential helpers know Docker Hub by. */
  readonly hub: string;
}

const DOCKER = { login: 'docker login', hub: 'https://index.docker.io/v1/' } as const;
const PODMAN = { login: 'podman login', hub: 'docker.io' } as const;

/** A variable of the environment; empty ones count as absent. */
function set(env: RemoteOptions['env'], name: string): string | undefined {
  return env[name] === '' ? undefined : env[name];
}

/** Every file, in the order in which they are asked. Whether they are there is not looked at. */
export function placesOf({ env, cwd, uid }: RemoteOptions): Place[] {
  const home = set(env, 'HOME') ?? set(env, 'USERPROFILE');
  const places: Place[] = [];
  const add = (of: typeof DOCKER | typeof PODMAN, folder: string | undefined, ...names: string[]) => {
    if (folder === undefined) return;
    const file = path.resolve(cwd, folder, ...names);
    places.push({ ...of, file, label: labelOf(file, home) });
  };

  add(DOCKER, set(env, 'DOCKER_CONFIG') ?? (home && path.join(home, '.docker')), 'config.json');
  const named = set(env, 'REGISTRY_AUTH_FILE');
  if (named !== undefined) {
    const file = path.resolve(cwd, named);
    places.push({ ...PODMAN, file, label: labelOf(file, home), named: 'REGISTRY_AUTH_FILE' });
  }
  // Where nobody logged in by a session, as root in CI, Podman has a folder named after the user.
  const byUser = uid === undefined ? undefined : path.posix.join('/run/containers', String(uid));
  const runtime = set(env, 'XDG_RUNTIME_DIR');
  if (runtime !== undefined) add(PODMAN, runtime, 'containers', 'auth.json');
  else add(PODMAN, byUser, 'auth.json');
  add(PODMAN, set(env, 'XDG_CONFIG_HOME') ?? (home && path.join(home, '.config')), 'containers', 'auth.json');
  return places;
}

/** The path, from `~` if it lies in the home folder; `/` between parts. */
function labelOf(file: string, home: string | undefined): string {
  const inside = home !== undefined && path.isAbsolute(home) ? path.relative(home, file) : '..';
  const outside = inside === '' || inside.startsWith('..') || path.isAbsolute(inside);
  return shown((outside ? file : `~/${inside}`).replaceAll(path.sep, '/'));
}
