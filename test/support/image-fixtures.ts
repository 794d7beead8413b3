/**
 * Images from recipes: a few lines that say what is in the layers, written as any archive or layout that builders write.
 * The same recipe gives the same bytes, always.
 *
 *   const recipe = imageRecipe({
 *     layers: [{ files: { 'etc/passwd': 'root:x:0:0::/:/bin/sh\n', 'bin/su': { mode: 0o4755 } } }],
 *     config: { User: '1000' },
 *   });
 *   const file = await writeTo(t, { 'app.tar': await asDockerArchive(recipe, 'docker25') });
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import tar from 'tar-stream';
import { pax } from './tar.js';

/** One thing in a layer. What is not said is a file of root's, mode 0644 (folders 0755, links 0777), of 2024. */
export interface FileRecipe {
  readonly content?: string | Uint8Array;
  readonly type?: 'file' | 'directory' | 'symlink' | 'link' | 'character-device' | 'block-device' | 'fifo';
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Target of a symlink (which it then is, unless `type` says `link`) or of a hard link. */
  readonly link?: string;
  readonly device?: readonly [major: number, minor: number];
  /** Seconds since 1970. */
  readonly mtime?: number;
  /** Raw values by name: `security.capability`. */
  readonly xattrs?: Readonly<Record<string, string | Uint8Array>>;
}

export interface LayerRecipe {
  /** By path; a path that ends with `/` is a folder. Whiteouts are files like others: `etc/.wh.passwd`. */
  readonly files: Readonly<Record<string, string | Uint8Array | FileRecipe>>;
  /** The instruction in the history. */
  readonly createdBy?: string;
  /** Where the format leaves it open: gzip. */
  readonly compression?: Compression;
}

export type Compression = 'plain' | 'gzip' | 'zstd';

export interface ImageRecipe {
  /** The base first. */
  readonly layers: readonly LayerRecipe[];
  /** The runtime configuration: `{ User: '1000', Env: ['A=b'] }`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** As in the image configuration; by default one entry a layer. */
  readonly history?: readonly Readonly<Record<string, unknown>>[];
  /** `os/arch[/variant]` */
  readonly platform?: string;
  /** `app:1`, or empty for none. */
  readonly name?: string;
  /** Fields of the image configuration that replace what is made; `undefined` takes one away. */
  readonly raw?: Readonly<Record<string, unknown>>;
}

export type Generation = 'classic' | 'skopeo' | 'docker25' | 'containerd' | 'kaniko';

/** Members of an archive by name: their bytes, or what they link to. */
export type MembersOf = Readonly<Record<string, string | Uint8Array | FileRecipe>>;

/** A recipe with nothing left open. */
export function imageRecipe(recipe: ImageRecipe): Required<ImageRecipe> {
  const history = recipe.layers.map((layer, i) => ({
    created: '2024-01-01T00:00:00Z',
    created_by: layer.createdBy ?? `COPY layer${i} / # buildkit`,
    comment: 'buildkit.dockerfile.v0',
  }));
  return { config: {}, history, platform: 'linux/amd64', name: 'app:1', raw: {}, ...recipe };
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A tar archive of members in the order given. Extended attributes are PAX headers of their own, for their raw bytes. */
export async function packTar(members: MembersOf): Promise<Buffer> {
  const pack = tar.pack();
  const chunks: Uint8Array[] = [];
  const done = new Promise<void>((resolve, reject) => {
    pack.on('data', (chunk: unknown) => void chunks.push(chunk as Uint8Array));
    pack.on('end', () => resolve());
    pack.on('error', reject);
  });
  for (const [name, given] of Object.entries(members)) {
    const file: FileRecipe = typeof given === 'string' || given instanceof Uint8Array ? { content: given } : given;
    const type = file.type ?? (file.link !== undefined ? 'symlink' : name.endsWith('/') ? 'directory' : 'file');
    const content = Buffer.from(file.content ?? '');
    const xattrs = Object.entries(file.xattrs ?? {});
    // tar-stream writes such headers as text only. Each entry is awaited, so that this one comes before its own.
    if (xattrs.length > 0)
      pack.push(pax(Object.fromEntries(xattrs.map(([key, value]) => [`SCHILY.xattr.${key}`, value]))));
    const mtime = new Date((file.mtime ?? 1_704_067_200) * 1000);
    const mode = file.mode ?? (type === 'directory' ? 0o755 : type === 'symlink' ? 0o777 : 0o644);
    const [devmajor, devminor] = file.device ?? [0, 0];
    const header = { name, type, mode, mtime, uid: file.uid ?? 0, gid: file.gid ?? 0, devmajor, devminor };
    await new Promise<void>((resolve, reject) => {
      const then = (error?: Error | null) => (error ? reject(error) : resolve());
      if (type === 'file') pack.entry({ ...header, size: content.length }, content, then);
      else pack.entry({ ...header, ...(file.link === undefined ? {} : { linkname: file.link }) }, then);
    });
  }
  pack.finalize();
  await done;
  return Buffer.concat(chunks);
}

/** A zstd frame (RFC 8878) of stored blocks: what every Node can write and every decoder has to read. */
export function storedZstd(bytes: Uint8Array): Buffer {
  const parts = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38])];
  for (let at = 0; at === 0 || at < bytes.length; at += 65536) {
    const block = bytes.subarray(at, at + 65536);
    const head = Buffer.alloc(3);
    head.writeUIntLE((block.length << 3) | (at + 65536 >= bytes.length ? 1 : 0), 0, 3);
    parts.push(head, Buffer.from(block));
  }
  return Buffer.concat(parts);
}

export function compress(bytes: Uint8Array, how: Compression): Buffer {
  if (how === 'plain') return Buffer.from(bytes);
  if (how === 'zstd') return storedZstd(bytes);
  const zipped = gzipSync(bytes);
  // The operating system that wrote it; nobody reads it, and bytes should not depend on it.
  zipped[9] = 255;
  return zipped;
}

/** A recipe's parts, before an archive makes its own of them. */
export interface Built {
  readonly recipe: Required<ImageRecipe>;
  readonly config: Buffer;
  readonly tars: readonly Buffer[];
  /** `sha256:…` */
  readonly diffIds: readonly string[];
}

/** Layers and configuration of a recipe. */
export async function build(given: ImageRecipe): Promise<Built> {
  const recipe = imageRecipe(given);
  const tars = await Promise.all(recipe.layers.map(layer => packTar(layer.files)));
  const diffIds = tars.map(bytes => `sha256:${sha256(bytes)}`);
  const [system, architecture, variant] = recipe.platform.split('/');
  const config = {
    architecture,
    os: system,
    ...(variant === undefined ? {} : { variant }),
    created: '2024-01-01T00:00:00Z',
    config: recipe.config,
    rootfs: { type: 'layers', diff_ids: diffIds },
    history: recipe.history,
    ...recipe.raw,
  };
  return { recipe, config: Buffer.from(JSON.stringify(config)), tars, diffIds };
}

/** Any JSON as a member. */
export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** A blob, put into a tree by its digest, and the descriptor that points at it. */
export function blob(tree: Record<string, Uint8Array>, bytes: Uint8Array, mediaType: string, more: object = {}) {
  const hex = sha256(bytes);
  tree[`blobs/sha256/${hex}`] = bytes;
  return { mediaType, digest: `sha256:${hex}`, size: bytes.length, ...more };
}

const OCI = 'application/vnd.oci.image';
const SUFFIX = { plain: '', gzip: '+gzip', zstd: '+zstd' };

/** A built image's blobs in a tree, and the descriptor of its manifest. */
export function putImage(tree: Record<string, Uint8Array>, built: Built, how?: Compression, more: object = {}) {
  const layers = built.tars.map((bytes, i) => {
    const compression = how ?? built.recipe.layers[i]?.compression ?? 'gzip';
    return blob(tree, compress(bytes, compression), `${OCI}.layer.v1.tar${SUFFIX[compression]}`);
  });
  const config = blob(tree, built.config, `${OCI}.config.v1+json`);
  const manifest = { schemaVersion: 2, mediaType: `${OCI}.manifest.v1+json`, config, layers };
  return { layers, config, manifest: blob(tree, json(manifest), `${OCI}.manifest.v1+json`, more) };
}

/** An index of descriptors as a blob. */
export function putIndex(tree: Record<string, Uint8Array>, manifests: readonly object[], more: object = {}) {
  return blob(
    tree,
    json({ schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests }),
    `${OCI}.index.v1+json`,
    more,
  );
}

/** What makes a tree a layout: `index.json` and `oci-layout`. */
export function finishLayout(tree: Record<string, Uint8Array>, manifests: readonly object[]): MembersOf {
  return {
    ...tree,
    'index.json': json({ schemaVersion: 2, manifests }),
    'oci-layout': json({ imageLayoutVersion: '1.0.0' }),
  };
}

const many = (recipes: ImageRecipe | readonly ImageRecipe[]): readonly ImageRecipe[] =>
  Array.isArray(recipes) ? recipes : [recipes as ImageRecipe];

const nameIn = (name: string) => (name === '' ? {} : { annotations: { 'org.opencontainers.image.ref.name': name } });

/** A layout's files by name: one entry in `index.json` an image, named as the recipe is. */
export async function asOciLayout(recipes: ImageRecipe | readonly ImageRecipe[]): Promise<MembersOf> {
  const tree: Record<string, Uint8Array> = {};
  const built = await Promise.all(many(recipes).map(build));
  const entries = built.map(image => putImage(tree, image, undefined, nameIn(image.recipe.name)).manifest);
  return finishLayout(tree, entries);
}

/** The same as a tar archive. */
export async function asOciArchive(recipes: ImageRecipe | readonly ImageRecipe[]): Promise<Buffer> {
  return packTar(await asOciLayout(recipes));
}

/** The members of what `docker save` and its kin write; see `docker-archive.ts` for the generations. */
export async function dockerMembers(
  recipes: ImageRecipe | readonly ImageRecipe[],
  generation: Generation,
): Promise<MembersOf> {
  const members: Record<string, string | Uint8Array | FileRecipe> = {};
  const blobs: Record<string, Uint8Array> = {};
  const manifest: object[] = [];
  const entries: object[] = [];
  for (const image of await Promise.all(many(recipes).map(build))) {
    const { config, tars, diffIds, recipe } = image;
    const RepoTags = recipe.name === '' ? null : [recipe.name];
    if (generation === 'docker25' || generation === 'containerd') {
      const put = putImage(blobs, image, generation === 'docker25' ? 'plain' : undefined, nameIn(recipe.name));
      const at = ({ digest }: { digest: string }) => `blobs/${digest.replace(':', '/')}`;
      const sources = Object.fromEntries(diffIds.map((id, i) => [id, put.layers[i]]));
      const entry = { Config: at(put.config), RepoTags, Layers: put.layers.map(at) };
      manifest.push(generation === 'docker25' ? { ...entry, LayerSources: sources } : entry);
      entries.push(generation === 'docker25' ? put.manifest : containerdIndex(blobs, put.manifest, recipe));
      continue;
    }
    const layers = tars.map((bytes, i) => {
      if (generation === 'kaniko')
        return { name: `${sha256(compress(bytes, 'gzip'))}.tar.gz`, bytes: compress(bytes, 'gzip') };
      const id = sha256(Buffer.from(`${i} ${diffIds.slice(0, i + 1).join(' ')}`));
      members[`${id}/VERSION`] = '1.0';
      members[`${id}/json`] = json({ id });
      if (generation === 'skopeo') members[`${id}/layer.tar`] = { link: `../${sha256(bytes)}.tar` };
      return { name: generation === 'skopeo' ? `${sha256(bytes)}.tar` : `${id}/layer.tar`, bytes };
    });
    for (const { name, bytes } of layers) members[name] = bytes;
    const Config = generation === 'kaniko' ? `sha256:${sha256(config)}` : `${sha256(config)}.json`;
    members[Config] = config;
    manifest.push({ Config, RepoTags, Layers: layers.map(({ name }) => name) });
  }
  const layout = entries.length > 0 ? finishLayout(blobs, entries) : {};
  return { ...members, ...layout, 'manifest.json': json(manifest) };
}

/** What the containerd store saves: an index with an attestation, and a platform that was not pulled. */
function containerdIndex(tree: Record<string, Uint8Array>, manifest: object, recipe: Required<ImageRecipe>): object {
  const [system, architecture, variant] = recipe.platform.split('/');
  const absent = `sha256:${sha256(Buffer.from('a platform that was not pulled'))}`;
  const statement = blob(tree, json({ _type: 'https://in-toto.io/Statement/v0.1' }), 'application/vnd.in-toto+json');
  const config = blob(tree, json({ architecture: 'unknown', os: 'unknown' }), `${OCI}.config.v1+json`);
  const attestation = blob(tree, json({ schemaVersion: 2, config, layers: [statement] }), `${OCI}.manifest.v1+json`, {
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
    platform: { architecture: 'unknown', os: 'unknown' },
  });
  const platform = { os: system, architecture, ...(variant === undefined ? {} : { variant }) };
  const other = { mediaType: `${OCI}.manifest.v1+json`, digest: absent, size: 500 };
  const children = [
    { ...other, platform: { os: 'linux', architecture: 'riscv64' } },
    { ...manifest, annotations: undefined, platform },
    attestation,
  ];
  return putIndex(tree, children, {
    annotations: {
      'io.containerd.image.name': `docker.io/library/${recipe.name}`,
      'org.opencontainers.image.ref.name': '1',
    },
  });
}

/** What `docker save` and its kin write. */
export async function asDockerArchive(
  recipes: ImageRecipe | readonly ImageRecipe[],
  generation: Generation,
): Promise<Buffer> {
  return packTar(await dockerMembers(recipes, generation));
}

/** Writes files into a new folder that lives as long as the test, and gives its path. Links are made as links. */
export async function writeTo(t: TestContext, files: MembersOf): Promise<string> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'image-'));
  t.after(() => fs.rmSync(dir, { recursive: true, force: true }));
  for (const [name, given] of Object.entries(files)) {
    const file: FileRecipe = typeof given === 'string' || given instanceof Uint8Array ? { content: given } : given;
    const at = path.join(dir, name);
    fs.mkdirSync(name.endsWith('/') ? at : path.dirname(at), { recursive: true });
    if (file.link !== undefined) fs.symlinkSync(file.link, at);
    else if (!name.endsWith('/')) fs.writeFileSync(at, file.content ?? '');
  }
  return dir;
}
