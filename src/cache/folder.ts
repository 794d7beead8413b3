import path from 'node:path';

/** What decides where the cache is. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** The user's folder; `undefined` if there is none. */
  readonly home: string | undefined;
  /** What relative paths are relative to. */
  readonly cwd: string;
}

/** The folder of the cache; `undefined` if nobody can tell. @param given by `--cache-dir` */
export function cacheFolder(given: string | undefined, { env, platform, home, cwd }: Surroundings): string | undefined {
  const { join, resolve, isAbsolute } = platform === 'win32' ? path.win32 : path.posix;
  const own = given || env['PLIMSOLL_CACHE_DIR'];
  if (own) return resolve(cwd, own);
  // The specification (XDG Base Directory) wants relative paths passed over.
  const xdg = env['XDG_CACHE_HOME'];
  if (xdg && isAbsolute(xdg)) return join(xdg, 'plimsoll');
  const local = env['LOCALAPPDATA'];
  if (platform === 'win32' && local && isAbsolute(local)) return join(local, 'plimsoll', 'Cache');
  if (!home || !isAbsolute(home)) return undefined;
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'plimsoll');
  if (platform === 'win32') return join(home, 'AppData', 'Local', 'plimsoll', 'Cache');
  return join(home, '.cache', 'plimsoll');
}

/** 1 GiB */
const USUAL = 2 ** 30;

/** How many bytes the cache may hold: PLIMSOLL_CACHE_SIZE in MB, or 1 GiB; `undefined` if it is no number. */
export function cacheLimit(env: Surroundings['env']): number | undefined {
  const given = env['PLIMSOLL_CACHE_SIZE'];
  if (given === undefined || given === '') return USUAL;
  return /^\d{1,9}$/.test(given) ? Number(given) * 1_000_000 : undefined;
}
