import { createHash } from 'node:crypto';
import { pack } from 'tar-stream';
import { assemble } from '../../src/assemble.js';
import type { ImageSource, LayerBlob } from '../../src/image/model.js';
import { lintImage } from '../../src/lint-image.js';
import type { Finding, Outcome, Report } from '../../src/report.js';
import type { FileRecipe, ImageRecipe, RegisteredRule } from '../../src/rule.js';
import { DEFAULTS } from '../../src/selection.js';

/** The bytes of a layer, as tar-stream packs them. */
async function layerBytes(files: Readonly<Record<string, FileRecipe>>): Promise<Buffer> {
  const archive = pack();
  const chunks: Buffer[] = [];
  archive.on('data', chunk => chunks.push(chunk as Buffer));
  const done = new Promise<void>((resolve, reject) => archive.on('end', resolve).on('error', reject));
  for (const [name, recipe] of Object.entries(files)) {
    const file = typeof recipe === 'string' ? { content: recipe } : recipe;
    const type = file.type ?? (file.link !== undefined ? 'symlink' : name.endsWith('/') ? 'directory' : 'file');
    const content = type === 'file' ? Buffer.from(file.content ?? '') : Buffer.alloc(0);
    const xattrs = Object.entries(file.xattrs ?? {}).map(
      ([key, hex]) => [`SCHILY.xattr.${key}`, Buffer.from(hex, 'hex')] as const,
    );
    for (const [key, value] of xattrs) chunks.push(paxEntry(key, value));
    archive.entry(
      {
        name,
        type:
          type === 'hardlink'
            ? 'link'
            : type === 'fifo' ||
                type === 'symlink' ||
                type === 'directory' ||
                type === 'file' ||
                type === 'character-device' ||
                type === 'block-device'
              ? type
              : 'file',
        mode: file.mode ?? (type === 'directory' ? 0o755 : 0o644),
        uid: file.uid ?? 0,
        gid: file.gid ?? 0,
        mtime: new Date(0),
        ...(file.link === undefined ? {} : { linkname: file.link }),
        ...(type === 'file' ? { size: content.length } : {}),
      },
      content,
    );
    await new Promise(resolve => setImmediate(resolve));
  }
  archive.finalize();
  await done;
  return Buffer.concat(chunks);
}

/** A PAX header with one record, whose value may be any bytes. */
function paxEntry(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  const body = Buffer.concat([Buffer.from(String(length)), rest]);
  const header = Buffer.alloc(512);
  header.write('PaxHeader', 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write('x', 156);
  header.write('ustar\u000000', 257);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]);
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
