/** From what a user names to an image whose layers can be read. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ImageError, type ImageSource } from './model.js';
import { parsePlatform } from './platform.js';
import { looksLikePath, notFetched, parseReference, type Scheme } from './reference.js';
import { openArchive } from './sources/archive.js';
import { openDocker } from './sources/docker-archive.js';
import { openLayout } from './sources/layout.js';
import { openOci, type Wanted } from './sources/oci.js';
import { failure } from './sources/position.js';
import { openRootfs, openRootfsTar } from './sources/rootfs.js';
import { schemeOf } from './sources/scheme.js';
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

async function openFile(file: string, reference: string, label: string, scheme: Scheme | undefined, wanted: Wanted) {
  if (scheme === 'rootfs') return openRootfsTar(file, reference, label);
  const archive = await openArchive(file, label);
  try {
    const isDocker = (scheme ?? (await schemeOf(archive))) === 'docker-archive';
    return await (isDocker
      ? openDocker(archive, reference, wanted)
      : openOci(archive, 'oci-archive', reference, wanted));
  } catch (error) {
    await archive.close();
    throw error;
  }
}

async function openFolder(
  folder: string,
  reference: string,
  label: string,
  scheme: Scheme | undefined,
  wanted: Wanted,
) {
  const has = async (name: string) => (await shapeOf(path.join(folder, name), label)) !== undefined;
  if (scheme === 'oci' || (scheme === undefined && (await has('oci-layout'))))
    return openOci(openLayout(folder, label), 'oci-layout', reference, wanted);
  if (scheme === undefined && !(await has('etc')) && !(await has('bin')) && !(await has('usr')))
    throw new ImageError(
      'not-an-image',
      `${label} is a folder with neither an oci-layout file nor etc, bin or usr: if it is a root file system all the same, write rootfs:${label}.`,
    );
  return openRootfs(folder, reference, label);
}

/**
 * Finds and opens an image; its layers are not read yet. A scheme in the reference decides what the thing is; without
 * one, its shape does: a file is an archive (of Docker with a `manifest.json`, else OCI), a folder with `oci-layout` is a
 * layout, another one with `etc`, `bin` or `usr` a root file system. Touches no network.
 * @param reference see `parseReference`
 * @returns what has to be closed
 * @throws ImageError, and nothing else; whatever was opened is closed then
 */
export async function openImage(reference: string, options: OpenOptions = {}): Promise<ImageSource> {
  const { scheme, readings } = parseReference(reference);
  if (options.platform !== undefined) parsePlatform(options.platform);
  const slashed = reference.replaceAll('\\', '/');
  for (const reading of readings) {
    const file = path.resolve(options.cwd ?? '', reading.path);
    const label = shown(reading.path.replaceAll('\\', '/'));
    const shape = await shapeOf(file, label);
    if (shape === undefined) continue;
    const wanted = { ref: options.ref ?? reading.ref, platform: options.platform };
    if (shape === 'other')
      throw new ImageError('unsupported', `${label} is neither a file nor a folder: write the image to a file first.`);
    if (shape === 'file' && scheme === 'oci')
      throw new ImageError('unsupported', `${label} is a file: write oci-archive:${label}, or name a layout folder.`);
    if (shape === 'folder' && (scheme === 'docker-archive' || scheme === 'oci-archive'))
      throw new ImageError('unsupported', `${label} is a folder: write oci:${label}, or name an archive.`);
    return shape === 'file'
      ? openFile(file, slashed, label, scheme, wanted)
      : openFolder(file, slashed, label, scheme, wanted);
  }
  // Of `PATH:REF` the path alone, which is what people mistype.
  const last = shown(readings[readings.length - 1]?.path ?? reference);
  if (scheme !== undefined || looksLikePath(reference))
    throw new ImageError('not-found', `${last} does not exist: check its name.`);
  throw notFetched(reference);
}
