import { defineRule } from '../../src/rule.js';
import { DUMP, dumpAt, groupLeftovers, isCoreDump, leftoverAt } from '../_share/leftovers.js';
import { counted, humanSize } from '../_share/sizes.js';

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
      match: ({ path, type }) => type === 'file' && leftoverAt(path) !== undefined,
      bytes: 0,
      keep: ({ path }) => leftoverAt(path),
    },
    dumps: {
      match: ({ path, type }) => type === 'file' && DUMP.test(path),
      bytes: 18,
      keep: ({ path }, head) => (isCoreDump(head) ? dumpAt(path) : undefined),
    },
  },
  *image({ seen, incomplete }) {
    for (const { layer, what, path, bytes, files, objects, goneIn } of groupLeftovers([
      ...seen('left'),
      ...seen('dumps'),
    ]))
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
