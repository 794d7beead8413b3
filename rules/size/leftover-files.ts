import { defineRule, type Entry, type Layer, type Seen } from '../../src/rule.js';
import { isPackageFolder } from '../_share/package-folders.js';
import { counted, humanSize } from '../_share/sizes.js';

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

interface Leftover {
  readonly what: string;
  /** The top-most folder or file. */
  readonly path: string;
  readonly name: string;
  readonly objects: boolean;
}

/** What a path is left over of; what packages bring is theirs. */
function leftoverAt(path: string): Leftover | undefined {
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

/** An ELF file that a kernel wrote of a process: type 4, in either byte order. */
function isCoreDump(head: Uint8Array): boolean {
  const elf = head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;
  return elf && head[head[5] === 2 ? 17 : 16] === 4;
}

interface Group {
  readonly layer: Layer;
  readonly what: string;
  path: string;
  bytes: number;
  files: number;
  objects: boolean;
  goneIn: number | undefined;
}

export default defineRule({
  id: 'leftover-files',
  aliases: ['DKL-LI-0003'],
  controls: ['CWE-538'],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A layer holds files of development that nothing in a container needs.',
  why: `A repository's \`.git\` with its objects holds every version of every file, also the password that was committed and taken out again; memory dumps hold whatever the process had in
memory. The others (settings of editors, records of desktops, build and CI instructions) tell more about you than they should and make the build cache miss without reason.

They usually come with \`COPY . .\`: name them in \`.dockerignore\`. What stands below \`node_modules\`, \`vendor\` and other folders of package managers is published anyway and does not count.

\`.git\` with objects and memory dumps are warnings, the rest is info. An image made for development may want them: allow it there.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        layers: [
          {
            'app/.git/config': '[core]',
            'app/.git/objects/ab/cdef': 'x',
            'app/.DS_Store': 'x',
            'app/src/.DS_Store': 'x',
            'app/compose.prod.yaml': 'x',
          },
          { 'app/.idea/workspace.xml': 'x' },
        ],
      },
      at: ['app/.git', 'app/.DS_Store', 'app/compose.prod.yaml', 'app/.idea'],
    },
    {
      image: { layers: [{ 'core.17': '\u007fELF\u0002\u0001\u0001\0\0\0\0\0\0\0\0\0\u0004\0' }] },
      at: 'core.17',
      note: 'a memory dump, told by its content',
    },
  ],
  goodImages: [
    {
      image: {
        layers: [
          {
            'app/node_modules/x/.vscode/settings.json': '{}',
            'app/vendor/x/Dockerfile': 'FROM x',
            'usr/share/doc/x/docker-compose.yml': 'x',
            'app/.gitignore': 'x',
            'app/dockerfile.ts': 'x',
            'app/core': 'text',
            'app/.git': 'gitdir: ../.git/modules/app',
          },
        ],
      },
      note: 'of packages, or something else by that name',
    },
  ],
  reads: {
    left: {
      match: ({ path, type }: Entry) => type === 'file' && leftoverAt(path) !== undefined,
      bytes: 0,
      keep: () => true as const,
    },
    dumps: {
      match: ({ path, type }: Entry) => type === 'file' && /(?:^|\/)core(?:\.\d{1,10})?$/.test(path),
      bytes: 18,
      keep: (_: Entry, head: Uint8Array) => (isCoreDump(head) ? (true as const) : undefined),
    },
  },
  *image({ seen, incomplete }) {
    const groups = new Map<string, Group>();
    const add = ({ entry, layer, goneIn }: Seen<true>, { what, path, name, objects }: Leftover): void => {
      const key = `${layer.index}\0${Object.hasOwn(FOLDERS, name) ? path : name}`;
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, { layer, what, path, bytes: entry.size, files: 1, objects, goneIn: goneIn?.index });
        return;
      }
      group.bytes += entry.size;
      group.files++;
      group.objects ||= objects;
      if (goneIn === undefined) group.goneIn = undefined;
      if (depth(path) < depth(group.path)) group.path = path;
    };
    for (const one of seen('left')) {
      const leftover = leftoverAt(one.entry.path);
      if (leftover !== undefined) add(one, leftover);
    }
    for (const one of seen('dumps'))
      add(one, { what: 'the memory of a crashed process', path: one.entry.path, name: one.entry.path, objects: true });
    for (const { layer, what, path, bytes, files, objects, goneIn } of groups.values())
      yield {
        at: { in: 'layer', layer: layer.index, path },
        message: `everybody who pulls the image gets ${what} (${counted(files, 'file')}, ${humanSize(bytes)})`,
        help: 'name it in .dockerignore, or copy only what the image needs',
        ...(goneIn === undefined ? {} : { also: [{ in: 'layer', layer: goneIn, path }] }),
        ...(objects ? { severity: 'warning' } : {}),
      };
    if (incomplete !== undefined) yield { notEvaluated: incomplete };
  },
});

function depth(path: string): number {
  return path.split('/').length;
}
