/** From what a user names to an image whose layers can be read. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ImageError, type ImageSource } from './model.js';
import { parsePlatform } from './platform.js';
import { looksLikePath, notFetched, parseReference, type Scheme } from './reference.js';
import { type Archive, openArchive } from './sources/archive.js';
import { openDir } from './sources/dir.js';
import { openDocker, platformsInDocker } from './sources/docker-archive.js';
import { openLayout } from './sources/layout.js';
import { openOci, platformsInOci } from './sources/oci.js';
import { failure } from './sources/position.js';
import { openRootfs, openRootfsTar } from './sources/rootfs.js';
import { schemeOf } from './sources/scheme.js';
import type { Store } from './sources/store.js';
import { shown } from './text.js';

export interface OpenOptions {
  /** `os/arch[/variant]`; without it linux/amd64 if it is there, else the first by name. The host does not matter. */
  readonly platform?: string;
  /** Which of several images: a name, a digest, or `@` and a 0-based index. Goes before one in the reference. */
  readonly ref?: string;
  /** What relative paths are relative to. */
  readonly cwd?: string;
}

type Shape = 'file' | 'folder' | 'other' | undefined;

async function shapeOf(file: string, label: string): Promise<Shape> {
  try {
    const found = await stat(file);
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    throw failure(error, label);
  }
}

/** What is done with what was found. */
interface Doing<T> {
  rootfsFile(file: string): Promise<T>;
  rootfsFolder(folder: string): Promise<T>;
  docker(archive: Archive): Promise<T>;
  oci(store: Store, kind: 'oci-archive' | 'oci-layout' | 'dir'): Promise<T>;
}

/** @param keep leaves the archive open */
async function inFile<T>(file: string, label: string, scheme: Scheme | undefined, doing: Doing<T>, keep: boolean) {
  if (scheme === 'rootfs') return doing.rootfsFile(file);
  const archive = await openArchive(file, label);
  let open = false;
  try {
    const isDocker = (scheme ?? (await schemeOf(archive))) === 'docker-archive';
    const done = await (isDocker ? doing.docker(archive) : doing.oci(archive, 'oci-archive'));
    open = keep;
    return done;
  } finally {
    if (!open) await archive.close();
  }
}

async function inFolder<T>(folder: string, label: string, scheme: Scheme | undefined, doing: Doing<T>): Promise<T> {
  const has = async (name: string) => (await shapeOf(path.join(folder, name), label)) !== undefined;
  if (scheme === 'oci' || (scheme === undefined && (await has('oci-layout'))))
    return doing.oci(openLayout(folder, label), 'oci-layout');
  if (scheme !== 'rootfs' && (await has('version')) && (await has('manifest.json')))
    return doing.oci(await openDir(folder, label), 'dir');
  if (scheme === undefined && !(await has('etc')) && !(await has('bin')) && !(await has('usr')))
    throw new ImageError(
      'not-an-image',
      `${label} is a folder with neither an oci-layout file nor etc, bin or usr: if it is a root file system all the same, write rootfs:${label}.`,
    );
  return doing.rootfsFolder(folder);
}

/** What tells that a folder is an image. */
const MARKS = ['oci-layout', 'version', 'etc', 'bin', 'usr'];

/**
 * Is it a file or a folder that is meant, rather than the name of an image? It is if the reference says so, looks like a
 * path, or is one. A folder that has the name of an image by chance, and holds none, is not meant.
 * @throws ImageError for what cannot be read wherever it is
 */
export async function isLocal(reference: string, cwd = ''): Promise<boolean> {
  const { scheme, readings } = parseReference(reference);
  if (scheme !== undefined || looksLikePath(reference)) return true;
  for (const reading of readings) {
    const file = path.resolve(cwd, reading.path);
    const shape = await shapeOf(file, shown(reading.path));
    if (shape === 'file' || shape === 'other') return true;
    if (shape !== 'folder') continue;
    for (const mark of MARKS) if ((await shapeOf(path.join(file, mark), reference)) !== undefined) return true;
  }
  return false;
}

/**
 * Finds and opens an image; its layers are not read yet. A scheme in the reference decides what the thing is; without
 * one, its shape does: a file is an archive (of Docker with a `manifest.json`, else OCI), a folder with `oci-layout` is a
 * layout, one with `version` and `manifest.json` what skopeo's `dir:` writes, another one with `etc`, `bin` or `usr` a root
 * file system. Touches no network.
 * @param reference see `parseReference`
 * @returns what has to be closed
 * @throws ImageError, and nothing else; whatever was opened is closed then
 */
export async function openImage(reference: string, options: OpenOptions = {}): Promise<ImageSource> {
  const slashed = reference.replaceAll('\\', '/');
  if (options.platform !== undefined) parsePlatform(options.platform);
  return locate(reference, options, true, (label, ref) => {
    const wanted = { ref: options.ref ?? ref, platform: options.platform };
    return {
      rootfsFile: file => openRootfsTar(file, slashed, label),
      rootfsFolder: async folder => openRootfs(folder, slashed, label),
      docker: archive => openDocker(archive, slashed, wanted),
      oci: (store, kind) => openOci(store, kind, slashed, wanted),
    };
  });
}

/** For which platforms there are images, `linux/amd64`, sorted; nothing for a root file system. @throws ImageError */
export function localPlatforms(reference: string, options: OpenOptions = {}): Promise<string[]> {
  return locate(reference, options, false, (_, ref) => ({
    rootfsFile: async () => [],
    rootfsFolder: async () => [],
    docker: archive => platformsInDocker(archive, options.ref ?? ref),
    oci: store => platformsInOci(store, options.ref ?? ref),
  }));
}

/** Finds what a reference means on this disk. @param keep leaves an archive open for what `doing` makes of it */
async function locate<T>(
  reference: string,
  { cwd = '' }: OpenOptions,
  keep: boolean,
  doing: (label: string, ref: string | undefined) => Doing<T>,
): Promise<T> {
  const { scheme, readings } = parseReference(reference);
  for (const reading of readings) {
    const file = path.resolve(cwd, reading.path);
    const label = shown(reading.path.replaceAll('\\', '/'));
    const shape = await shapeOf(file, label);
    if (shape === undefined) continue;
    checkShape(shape, scheme, label);
    const todo = doing(label, reading.ref);
    return shape === 'file' ? inFile(file, label, scheme, todo, keep) : inFolder(file, label, scheme, todo);
  }
  // Of `PATH:REF` the path alone, which is what people mistype.
  const last = shown(readings[readings.length - 1]?.path ?? reference);
  if (scheme !== undefined || looksLikePath(reference))
    throw new ImageError('not-found', `${last} does not exist: check its name.`);
  throw notFetched(reference);
}

/** Does the thing fit its scheme? @throws ImageError if not */
function checkShape(shape: Shape, scheme: Scheme | undefined, label: string): void {
  const refused = (why: string) => new ImageError('unsupported', `${label} is ${why}.`);
  if (shape === 'other') throw refused('neither a file nor a folder: write the image to a file first');
  if (shape === 'file' && scheme === 'oci')
    throw refused(`a file: write oci-archive:${label}, or name a layout folder`);
  if (shape === 'file' && scheme === 'dir') throw refused('a file: name it without dir:, or name a folder');
  if (shape === 'folder' && (scheme === 'docker-archive' || scheme === 'oci-archive'))
    throw refused(`a folder: write oci:${label}, or name an archive`);
}
