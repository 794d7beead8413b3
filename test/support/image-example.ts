import { createHash } from 'node:crypto';
import { assemble } from '../../src/assemble.js';
import type { ImageSource, LayerBlob } from '../../src/image/model.js';
import { lintImage } from '../../src/lint-image.js';
import type { Finding, Outcome, Report } from '../../src/report.js';
import type { FileRecipe, ImageRecipe, RegisteredRule } from '../../src/rule.js';
import { DEFAULTS } from '../../src/selection.js';
import { type FileRecipe as PackedFile, packTar } from './image-fixtures.js';

/** The bytes of a layer of an example. */
function layerBytes(files: Readonly<Record<string, FileRecipe>>): Promise<Buffer> {
  const members = Object.entries(files).map(([name, recipe]): [string, PackedFile] => {
    const { type, xattrs, ...file } = typeof recipe === 'string' ? { content: recipe } : recipe;
    const raw = Object.entries(xattrs ?? {}).map(([key, hex]) => [key, Buffer.from(hex, 'hex')] as const);
    const packed: PackedFile = { ...file, mtime: 0, xattrs: Object.fromEntries(raw) };
    if (type === undefined) return [name, packed];
    return [name, { ...packed, type: type === 'hardlink' ? 'link' : type === 'other' ? 'file' : type }];
  });
  return packTar(Object.fromEntries(members));
}

/** An image made of a recipe, held in memory. */
export async function imageOf(recipe: ImageRecipe): Promise<ImageSource> {
  const layers = await Promise.all((recipe.layers ?? []).map(layerBytes));
  const digests = layers.map(bytes => `sha256:${createHash('sha256').update(bytes).digest('hex')}`);
  const history = (recipe.history ?? layers.map((_, i) => `RUN make layer ${i} # buildkit`)).map(text =>
    text.startsWith('#empty ') ? { created_by: text.slice(7), empty_layer: true } : { created_by: text },
  );
  const config = {
    architecture: 'amd64',
    os: 'linux',
    ...(recipe.created === undefined ? {} : { created: recipe.created }),
    config: recipe.config ?? {},
    rootfs: { type: 'layers', diff_ids: digests },
    history,
  };
  return {
    kind: 'docker-archive',
    reference: 'app.tar',
    name: 'app:1',
    manifestDigest: undefined,
    config: Buffer.from(JSON.stringify(config)),
    layers: layers.map(
      (bytes, i): LayerBlob => ({
        digest: digests[i],
        size: bytes.length,
        mediaType: undefined,
        missing: undefined,
        window: undefined,
        async *open() {
          yield bytes;
        },
      }),
    ),
    notes: [],
    close: async () => {},
  };
}

/** Lints an image made of a recipe with one rule, switched on whatever its preset. */
export async function lintImageWith(
  rule: RegisteredRule,
  recipe: ImageRecipe,
  options: unknown = {},
): Promise<{ findings: readonly Finding[]; outcome: Outcome; report: Report }> {
  const settings = {
    ...DEFAULTS,
    preset: 'all' as const,
    rules: new Map([[rule.id, { options: options as Record<string, unknown> }]]),
  };
  const result = await lintImage(await imageOf(recipe), { rules: [rule], settings });
  const report = assemble([result], [rule]);
  if (result.subject.error !== undefined) throw new Error(result.subject.error);
  return { findings: report.findings, outcome: report.outcomes[0] as Outcome, report };
}

/** The path or pointer of a finding. */
export function placeInImage({ image }: Finding): string {
  return image?.path ?? image?.pointer ?? '';
}
