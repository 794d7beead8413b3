import { defineRule, number, type Waste } from '../../src/rule.js';
import { shownPath } from '../_share/layer-place.js';
import { cacheAt } from '../_share/package-caches.js';
import { counted, humanSize } from '../_share/sizes.js';

export default defineRule({
  id: 'wasted-space',
  aliases: [],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A layer stores what later layers delete or replace.',
  why: `A layer is never changed by the next one: a file that a later RUN deletes, or copies by changing its owner or mode, stays where it was. Every pull fetches it, no container sees it.

Delete in the RUN that made the file, or build in a stage of its own and copy the result. Instead of \`RUN chown\` or \`RUN chmod\` over copied files write \`COPY --chown=… --chmod=…\`.

Bytes are exact: contents of regular files that no path of the final image reaches, hard links counted once, folders deleted as a whole included. Caches of package managers are told by
\`package-cache-in-layer\` and do not count here. Below 20 MB in one layer it is info: a security update of the base's packages wastes as much and is right.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        layers: [
          { 'src/a.tar': 'x'.repeat(60), 'src/b': 'x'.repeat(20) },
          { 'app/big': 'x'.repeat(50) },
          { '.wh.src': '' },
          { 'app/big': { content: 'x'.repeat(50), uid: 1000 } },
        ],
      },
      options: { minimumBytes: 10 },
      at: ['src/a.tar', 'app/big'],
      note: 'deleted with its folder; copied by a change of its owner',
    },
  ],
  goodImages: [
    {
      image: {
        layers: [
          { 'app/a': 'x'.repeat(50), 'etc/b': 'x' },
          { 'app/': { uid: 1000 }, 'etc/b': 'y' },
        ],
      },
      options: { minimumBytes: 10 },
      note: "a folder's owner costs nothing",
    },
    {
      image: {
        layers: [{ 'app/a': 'x'.repeat(50), 'app/b': { type: 'hardlink', link: 'app/a' } }, { 'app/.wh.a': '' }],
      },
      options: { minimumBytes: 10 },
      note: 'the same content is still there by its other name',
    },
    {
      image: { layers: [{ 'app/a': 'x'.repeat(50), b: 'x'.repeat(900) }, { 'app/.wh.a': '' }] },
      options: { minimumBytes: 10, minimumPercent: 10 },
    },
  ],
  options: {
    minimumBytes: number('A layer with fewer hidden bytes is not told.', 1_000_000),
    minimumPercent: number('A layer that hides a smaller part of all stored bytes is not told.', 0),
  },
  *image({ wastes, bytes, incomplete, options, at }) {
    for (const [layer, hidden] of [...hiddenByLayer(wastes())].sort(([a], [b]) => a - b)) {
      const { largest } = hidden;
      if (hidden.bytes < options.minimumBytes || hidden.bytes * 100 < bytes.stored * options.minimumPercent) continue;
      const by = [...hidden.goneIn].sort((a, b) => a - b);
      const now = largest.how === 'replaced' ? at(largest.path, false) : undefined;
      const copied = now?.size === largest.bytes;
      const more = hidden.files === 1 ? '' : ` and ${counted(hidden.files - 1, 'more file')}`;
      yield {
        at: { in: 'layer', layer, path: largest.path },
        also: by.map(index => ({ in: 'layer', layer: index, path: largest.path })),
        message: `every pull fetches ${humanSize(hidden.bytes)} that no container sees: ${shownPath(largest.path)} (${humanSize(largest.bytes)})${more}`,
        help: copied
          ? 'give owner and mode where the files come in: COPY --chown=… --chmod=…'
          : 'delete files in the RUN that makes them, or build in a stage of its own and copy the result',
        ...(hidden.bytes < 20_000_000 ? { severity: 'info' } : {}),
      };
    }
    if (incomplete !== undefined) yield { notEvaluated: incomplete };
  },
});

/** What a layer stores and later ones hide. */
interface Hidden {
  bytes: number;
  files: number;
  largest: Waste;
  readonly goneIn: Set<number>;
}

/** Sums of all but package managers' caches. Of contents of one size the first path in the alphabet is the largest. */
function hiddenByLayer(wastes: Iterable<Waste>): Map<number, Hidden> {
  const layers = new Map<number, Hidden>();
  for (const waste of wastes) {
    if (cacheAt(waste.path) !== undefined) continue;
    const { layer, bytes, goneIn, path } = waste;
    const known = layers.get(layer);
    if (known === undefined) layers.set(layer, { bytes, files: 1, largest: waste, goneIn: new Set([goneIn]) });
    else {
      known.bytes += bytes;
      known.files++;
      known.goneIn.add(goneIn);
      if (bytes > known.largest.bytes || (bytes === known.largest.bytes && path < known.largest.path))
        known.largest = waste;
    }
  }
  return layers;
}
