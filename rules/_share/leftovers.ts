import type { Layer, Seen } from '../../src/rule.js';
import { isPackageFolder } from './package-folders.js';

const FOLDERS: Readonly<Record<string, string>> = {
  '.git': 'the history of a Git repository',
  '.svn': 'the records of Subversion',
  '.hg': 'the history of a Mercurial repository',
  '.bzr': 'the history of a Bazaar repository',
  '.idea': 'settings of an editor',
  '.vscode': 'settings of an editor',
  __MACOSX: 'records of macOS archives',
  '.github': 'instructions for a build service',
  '.circleci': 'instructions for a build service',
};
const FILES: readonly (readonly [name: RegExp, what: string])[] = [
  [/^(?:\.DS_Store|Thumbs\.db|desktop\.ini)$/, 'records of a desktop'],
  [/^\.[^/]{1,200}\.sw[op]$/, 'swap files of an editor'],
  [
    /^(?:(?:Docker|Container)file(?:\.(?!js$|py$|md$|rb$|ts$)[\w-]{1,40})?|[\w-]{1,40}\.Dockerfile|\.dockerignore)$/,
    'build instructions of images',
  ],
  [/^(?:docker-)?compose(?:\.[\w-]{1,40}){0,2}\.ya?ml$/, 'compose files'],
  [
    /^(?:\.gitlab-ci\.yml|\.travis\.yml|Jenkinsfile|azure-pipelines\.yml|bitbucket-pipelines\.yml)$/,
    'instructions for a build service',
  ],
];

/** What a file is left over of. */
export interface Leftover {
  readonly what: string;
  /** The top-most folder or file. */
  readonly path: string;
  readonly name: string;
  /** It tells old versions or memory, not only settings. */
  readonly objects: boolean;
}

/** What a path is left over of; what packages bring is theirs. */
export function leftoverAt(path: string): Leftover | undefined {
  if (path.length > 1024 || isPackageFolder(path) || path.startsWith('root/buildinfo/')) return undefined;
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const folder = parts.findIndex((part, i) => i < parts.length - 1 && Object.hasOwn(FOLDERS, part));
  if (folder !== -1) {
    const kind = parts[folder] as string;
    const objects = kind === '.git' && parts[folder + 1] === 'objects';
    return { what: FOLDERS[kind] as string, path: parts.slice(0, folder + 1).join('/'), name: kind, objects };
  }
  const what = FILES.find(([form]) => form.test(name))?.[1];
  return what === undefined ? undefined : { what, path, name: what, objects: false };
}

/** The names that Linux gives to memory dumps, and that other files have too. */
export const DUMP = /(?:^|\/)core(?:\.\d{1,10})?$/;

/** An ELF file that a kernel wrote of a process: type 4, in either byte order. */
export function isCoreDump(head: Uint8Array): boolean {
  const elf = head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;
  return elf && head[head[5] === 2 ? 17 : 16] === 4;
}

/** A memory dump. */
export function dumpAt(path: string): Leftover {
  return { what: 'the memory of a crashed process', path, name: path, objects: true };
}

/** Leftovers of one kind in one layer. */
export interface LeftoverGroup {
  readonly layer: Layer;
  readonly what: string;
  /** The folder, or the file nearest to the root. */
  path: string;
  bytes: number;
  files: number;
  objects: boolean;
  /** The layer that removed the last of them. */
  goneIn: number | undefined;
}

/** Puts together what is one thing to the user: a folder, or files of one kind, each layer by itself. */
export function groupLeftovers(found: readonly Seen<Leftover>[]): Iterable<LeftoverGroup> {
  const groups = new Map<string, LeftoverGroup>();
  for (const { entry, layer, goneIn, value } of found) {
    const { what, path, name, objects } = value;
    const key = `${layer.index}\0${Object.hasOwn(FOLDERS, name) ? path : name}`;
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { layer, what, path, bytes: entry.size, files: 1, objects, goneIn: goneIn?.index });
      continue;
    }
    group.bytes += entry.size;
    group.files++;
    group.objects ||= objects;
    if (goneIn === undefined) group.goneIn = undefined;
    if (depth(path) < depth(group.path)) group.path = path;
  }
  return groups.values();
}

function depth(path: string): number {
  return path.split('/').length;
}
