import type { Read, Seen } from '../../src/rule.js';

/**
 * Which files packages brought, told without keeping their names: 32 bits a path. Two paths may meet in one number, once
 * in some forty thousand for a large image; a rule may then be silent, never loud, for it.
 */
export type Paths = Uint32Array;

/** Lists of dpkg's and apk's databases are read up to this size; nobody has longer ones. */
const MOST_BYTES = 32 << 20;
const NEWLINE = 10;

/** FNV-1a of a path's UTF-8 bytes, without its leading slash. */
function hash(bytes: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let i = bytes[start] === 0x2f ? start + 1 : start; i < end; i++)
    value = Math.imul(value ^ (bytes[i] as number), 0x01000193);
  return value >>> 0;
}

/** The paths of a dpkg file list (one a line), or of its `md5sums` (32 digits and two blanks in front of each). */
export function pathsOfList(bytes: Uint8Array, skip = 0): Paths {
  const found: number[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline === -1 ? bytes.length : newline;
    if (end - start > skip + 1) found.push(hash(bytes, start + skip, end));
    start = end + 1;
  }
  return Uint32Array.from(found);
}

/** What apk's database says: whose bits are set by the package, as canonical paths with their modes. */
export interface ApkFiles {
  readonly paths: Paths;
  /** Only those with setuid or setgid. */
  readonly special: ReadonlyMap<string, number>;
}

/**
 * Reads apk's `installed` (apk-tools, `apk-package(5)`): `F:` names a folder, `R:` a file in it, and `a:uid:gid:mode` after
 * that the file's mode, if it is not the usual one.
 */
export function apkFiles(bytes: Uint8Array): ApkFiles {
  const found: number[] = [];
  const special = new Map<string, number>();
  const encoder = new TextEncoder();
  let [folder, file] = ['', ''];
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const value = line.slice(2).trim();
    if (line.startsWith('F:')) folder = value;
    else if (line.startsWith('R:')) {
      file = folder === '' ? value : `${folder}/${value}`;
      const path = encoder.encode(file);
      found.push(hash(path, 0, path.length));
    } else if (line.startsWith('a:') && file !== '') {
      const mode = Number.parseInt(value.split(':')[2] ?? '', 8);
      if ((mode & 0o6000) !== 0) special.set(file, mode);
    } else if (line === '') [folder, file] = ['', ''];
  }
  return { paths: Uint32Array.from(found), special };
}

const plain = (entry: { type: string; sparse: boolean }): boolean => entry.type === 'file' && !entry.sparse;

/** The file lists of dpkg, also those of distroless images. */
export const DPKG_FILES: Read<Paths> = {
  match: ['var/lib/dpkg/info/*.list', 'var/lib/dpkg/status.d/*.md5sums'],
  bytes: MOST_BYTES,
  keep: (entry, head) => (plain(entry) ? pathsOfList(head, entry.path.endsWith('.md5sums') ? 34 : 0) : undefined),
};

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

export const APK_FILES: Read<ApkFiles> = {
  match: ['lib/apk/db/installed', 'usr/lib/apk/db/installed'],
  bytes: MOST_BYTES,
  keep: (entry, head) => (plain(entry) ? apkFiles(head) : undefined),
};

/** Databases whose files are not read: they tell only that packages of that kind were changed in a layer. */
export const OTHER_DATABASES: Read<true> = {
  match: [
    'var/lib/rpm/{Packages,Packages.db,rpmdb.sqlite,rpmdb.sqlite-wal}',
    'usr/lib/sysimage/rpm/{Packages,Packages.db,rpmdb.sqlite,rpmdb.sqlite-wal}',
    'usr/share/rpm/rpmdb.sqlite',
    'var/lib/pacman/local/*/mtree',
  ],
  bytes: 0,
  keep: () => true,
};

/** What the reads above found. */
export interface Databases {
  readonly dpkg: readonly Seen<Paths>[];
  readonly modes: readonly Seen<readonly string[]>[];
  readonly apk: readonly Seen<ApkFiles>[];
  readonly other: readonly Seen<true>[];
}

/**
 * How a file stands to the image's packages. `package`: one brought it, perhaps changed in the same layer; `changed`: one
 * brought it, and a later layer put another version there; `unowned`: none did; `unknown`: the database cannot be read.
 */
export type Origin = 'package' | 'changed' | 'unowned' | 'unknown';

/** Makes a function that tells for a path and the layer of the file in force where it comes from. */
export function originOf({ dpkg, modes, apk, other }: Databases): (path: string, layer: number) => Origin {
  const encoder = new TextEncoder();
  let owners: Map<number, Set<number>> | undefined;
  return (path, layer) => {
    const names = spellings(path);
    if (modes.some(({ value, goneIn }) => goneIn === undefined && value.some(one => names.includes(one))))
      return 'package';
    const numbers = names.map(name => {
      const bytes = encoder.encode(name);
      return hash(bytes, 0, bytes.length);
    });
    owners ??= layersByPath([
      ...dpkg.map(({ value, layer: { index } }) => [value, index] as const),
      ...apk.map(({ value, layer: { index } }) => [value.paths, index] as const),
    ]);
    const layers = numbers.flatMap(number => [...(owners?.get(number) ?? [])]);
    if (layers.length > 0) return layers.includes(layer) ? 'package' : 'changed';
    if (other.length === 0) return 'unowned';
    // A package that was installed with the file wrote its database in the same layer.
    return other.some(database => database.layer.index === layer) ? 'unknown' : 'changed';
  };
}

/** The layers whose lists name a path, by the path's number. */
function layersByPath(lists: readonly (readonly [Paths, number])[]): Map<number, Set<number>> {
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

/** A path with and without `usr/` in front: databases keep the name from before the folders were merged. */
export function spellings(path: string): readonly string[] {
  return path.startsWith('usr/') ? [path, path.slice(4)] : [path, `usr/${path}`];
}
