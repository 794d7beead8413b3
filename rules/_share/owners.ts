import type { Entry, Read, Seen } from '../../src/rule.js';
import type { ApkFiles } from './listings/apk.js';
import { once } from './listings/reads.js';
import { type Paths, pathNumber } from './path-numbers.js';
import { type RpmFiles, rpmFiles } from './rpm/files.js';

export { APK_FILES, DPKG_FILES } from './listings/reads.js';

/** rpm's databases hold far more than lists; the largest images have some 100 MB. */
const MOST_RPM_BYTES = 128 << 20;

const plain = (entry: { type: string; sparse: boolean }): boolean => entry.type === 'file' && !entry.sparse;

/** Modes that an administrator or a package's own script told dpkg to keep: `user group mode path` a line. */
export const DPKG_MODES: Read<readonly string[]> = {
  match: ['var/lib/dpkg/statoverride'],
  bytes: 1 << 20,
  keep: (entry, head) =>
    plain(entry)
      ? new TextDecoder()
          .decode(head)
          .split('\n', 10_000)
          .flatMap(line => {
            const path = /^\S+ \S+ [0-7]+ \/(\S.*)$/.exec(line)?.[1];
            return path === undefined ? [] : [path];
          })
      : undefined,
};

/** Where rpm keeps its databases: most distributions, SUSE and newer Fedora, images of ostree. */
const RPM_FOLDERS = ['var/lib/rpm', 'usr/lib/sysimage/rpm', 'usr/share/rpm'];
const inRpmFolders = (...names: string[]): string[] => RPM_FOLDERS.flatMap(at => names.map(name => `${at}/${name}`));

/** rpm's databases of all three kinds. One that cannot be read to its end says so. */
export const RPM_FILES: Read<RpmFiles> = {
  match: inRpmFolders('Packages', 'Packages.db', 'rpmdb.sqlite'),
  bytes: MOST_RPM_BYTES,
  keep: once((entry, head) => (entry.type === 'directory' ? undefined : rpmFiles(head, entry.size))),
};

/**
 * What tells only that packages were changed in a layer: pacman's lists, which are not read; the newest pages of rpm's
 * database, which SQLite would have put into it; and rpm's manifest of images that were made without a database, where no
 * files are listed.
 */
export const OTHER_DATABASES: Read<true> = {
  match: [
    ...inRpmFolders('rpmdb.sqlite-wal'),
    'var/lib/rpmmanifest/container-manifest-1',
    'var/lib/rpmmanifest/container-manifest-2',
    'var/lib/pacman/local/*/mtree',
  ],
  bytes: 0,
  keep: entry => (isLog(entry) && entry.size === 0 ? undefined : true),
};

/** Is it SQLite's write-ahead log? */
const isLog = ({ path }: Entry): boolean => path.endsWith('-wal');

/** What the reads above found. */
export interface Databases {
  readonly dpkg: readonly Seen<Paths>[];
  readonly modes: readonly Seen<readonly string[]>[];
  readonly apk: readonly Seen<ApkFiles>[];
  readonly rpm: readonly Seen<RpmFiles>[];
  readonly other: readonly Seen<true>[];
}

/**
 * How a file with setuid or setgid stands to the image's packages. `package`: one brought it, perhaps changed in the same
 * layer where its database does not know modes; `changed`: one brought it, but not with the bit; `unowned`: none did;
 * `unknown`: the database cannot be read.
 */
export type Origin = 'package' | 'changed' | 'unowned' | 'unknown';

/** Makes a function that tells for a path and the layer of the file in force where it comes from. */
export function originOf({ dpkg, modes, apk, rpm, other }: Databases): (path: string, layer: number) => Origin {
  const encoder = new TextEncoder();
  const exact = [...apk, ...rpm];
  const blind = [...other, ...rpm.filter(({ value }) => value.missing !== undefined)];
  // What stands there of a package may have been replaced by pages that are not in the database yet.
  const renewed = new Set(other.filter(({ entry }) => isLog(entry)).map(({ layer }) => layer.index));
  let byName: ReadonlyMap<number, ReadonlySet<number>> | undefined;
  let known: Set<number> | undefined;
  return (path, layer) => {
    const names = spellings(path);
    if (modes.some(({ value, goneIn }) => goneIn === undefined && value.some(one => names.includes(one))))
      return 'package';
    if (declared(exact, layer, ({ special }) => names.find(name => special.has(name))) !== undefined) return 'package';
    const numbers = names.map(name => pathNumber(encoder.encode(name)));
    byName ??= layersByPath(dpkg.map(({ value, layer: { index } }) => [value, index]));
    const layers = numbers.flatMap(number => [...(byName?.get(number) ?? [])]);
    if (layers.length > 0) return layers.includes(layer) ? 'package' : 'changed';
    known ??= pathsOfAll(exact.map(({ value }) => value.paths));
    if (numbers.some(number => known?.has(number))) return renewed.has(layer) ? 'unknown' : 'changed';
    if (blind.length === 0) return 'unowned';
    // A package that was installed with the file wrote its database in the same layer.
    return blind.some(database => database.layer.index === layer) ? 'unknown' : 'changed';
  };
}

/**
 * What a package declares of a file, if one does: the databases in force are asked, and those of the file's own layer, which
 * a later layer may have removed to save their bytes.
 */
export function declared<T, V>(
  databases: readonly Seen<T>[],
  layer: number,
  ask: (database: T) => V | undefined,
): V | undefined {
  for (const { value, goneIn, layer: own } of databases) {
    const found = goneIn === undefined || own.index === layer ? ask(value) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The layers whose lists name a path, by the path's number. */
function layersByPath(lists: readonly (readonly [Paths, number])[]): ReadonlyMap<number, ReadonlySet<number>> {
  const found = new Map<number, Set<number>>();
  // One set serves all paths that stand in the same layer only.
  const single = new Map<number, Set<number>>();
  for (const [paths, layer] of lists) {
    const alone = single.get(layer) ?? new Set([layer]);
    single.set(layer, alone);
    for (const path of paths) {
      const known = found.get(path);
      if (known === undefined) found.set(path, alone);
      else if (!known.has(layer)) found.set(path, new Set([...known, layer]));
    }
  }
  return found;
}

function pathsOfAll(lists: readonly Paths[]): Set<number> {
  const found = new Set<number>();
  for (const paths of lists) for (const path of paths) found.add(path);
  return found;
}

/** A path with and without `usr/` in front: databases keep the name from before the folders were merged. */
export function spellings(path: string): readonly string[] {
  return path.startsWith('usr/') ? [path, path.slice(4)] : [path, `usr/${path}`];
}
