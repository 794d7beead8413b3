import { defineRule, type Layer, number } from '../../src/rule.js';
import { type CacheAt, cacheAt } from '../_share/package-caches.js';
import { counted, humanSize } from '../_share/sizes.js';

/** What one manager keeps at one folder of one layer. */
interface Kept {
  readonly cache: CacheAt;
  readonly layer: Layer;
  bytes: number;
  files: number;
  /** The layers that hide its files; `undefined` among them: some are there. */
  readonly goneIn: Set<number | undefined>;
}

export default defineRule({
  id: 'package-cache-in-layer',
  aliases: ['DKL-DI-0004', 'DKL-DI-0005'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: "A layer holds a package manager's cache.",
  why: `Lists and archives that a package manager fetched are of no use once the packages are installed. They make every pull larger, and lists that are days old lead to packages
that are no longer there. Deleting them in a later RUN hides them only: the layer that stores them is fetched all the same.

Remove them in the RUN that fetched them, or mount a cache: \`RUN --mount=type=cache,target=/var/cache/apt,sharing=locked …\`.

What counts are the bytes in the layers, not the command that was run: a cache mount leaves none. Less than 1 MB at one place, and less than the option's bytes in all caches
together, is told as info; so are stores that a tool in the image may work from (Maven, Gradle, Cargo, Go modules, pnpm). Files of a cache that are hard links to installed ones cost nothing.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        layers: [
          { 'var/lib/apt/lists/deb.debian.org_dists_bookworm_InRelease': 'x'.repeat(40), 'var/lib/apt/lists/lock': '' },
          { 'root/.npm/_cacache/content-v2/sha512/ab/cd': 'x'.repeat(40) },
          { 'root/.npm/.wh._cacache': '' },
        ],
      },
      options: { minimumBytes: 30 },
      at: ['var/lib/apt/lists', 'root/.npm/_cacache'],
      note: 'what a later layer deletes is stored all the same',
    },
  ],
  goodImages: [
    {
      image: {
        layers: [
          {
            'var/lib/apt/lists/lock': '',
            'var/lib/apt/lists/partial/': '',
            'var/cache/apt/archives/lock': '',
            'var/cache/ldconfig/aux-cache': 'x'.repeat(40),
            'root/.cache/pypoetry/virtualenvs/app/bin/python': 'x'.repeat(40),
          },
        ],
      },
      options: { minimumBytes: 1 },
      note: 'empty frames, and environments that programs run from',
    },
    {
      image: {
        layers: [
          {
            'root/.cache/uv/archive/x.so': 'x'.repeat(40),
            'srv/venv/x.so': { type: 'hardlink', link: 'root/.cache/uv/archive/x.so' },
          },
        ],
      },
      options: { minimumBytes: 1 },
      note: 'the installed file is the same one',
    },
  ],
  options: {
    minimumBytes: number('A cache with fewer bytes is not told.', 10_000),
    warnAbove: number('Bytes of all caches together above which it is a warning.', 20_000_000),
  },
  reads: {
    cached: {
      match: ({ path, type, size }) => type === 'file' && size > 0 && cacheAt(path) !== undefined,
      bytes: 0,
      keep: () => true,
    },
    links: {
      match: ({ path, type, link }) =>
        type === 'hardlink' && link !== undefined && cacheAt(link) !== undefined && cacheAt(path) === undefined,
      bytes: 0,
      keep: ({ link }) => link,
    },
  },
  *image({ seen, incomplete, options }) {
    const linked = new Set(seen('links').map(({ layer, value }) => `${layer.index}/${value}`));
    const places = new Map<string, Kept>();
    for (const { entry, layer, goneIn } of seen('cached')) {
      const cache = cacheAt(entry.path);
      if (cache === undefined || linked.has(`${layer.index}/${entry.path}`)) continue;
      const key = `${layer.index}/${cache.folder}`;
      const kept = places.get(key) ?? { cache, layer, bytes: 0, files: 0, goneIn: new Set() };
      places.set(key, kept);
      kept.bytes += entry.size;
      kept.files++;
      kept.goneIn.add(goneIn?.index);
    }
    const all = [...places.values()];
    const total = all.reduce((sum, { bytes, cache }) => sum + (cache.store ? 0 : bytes), 0);
    for (const { cache, layer, bytes, files, goneIn } of all) {
      if (bytes < options.minimumBytes) continue;
      const hiddenBy = goneIn.has(undefined) ? undefined : Math.max(...[...goneIn].map(index => index ?? 0));
      yield {
        at: { in: 'layer', layer: layer.index, path: cache.folder },
        message: `every pull fetches ${humanSize(bytes)} of ${cache.what} (${counted(files, 'file')})`,
        help: cache.clean,
        ...(hiddenBy === undefined ? {} : { also: [{ in: 'layer', layer: hiddenBy, path: cache.folder }] }),
        ...(cache.store || bytes < 1_000_000 || total <= options.warnAbove ? { severity: 'info' } : {}),
      };
    }
    if (incomplete !== undefined) yield { notEvaluated: incomplete };
  },
});
