/** An OCI layout folder, as named bytes. */
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { ImageError } from '../model.js';
import { shown } from '../text.js';
import { canonical } from './members.js';
import { chunksAt, failure } from './position.js';
import type { Content, Store } from './store.js';

/** Where a name really lies. @throws ImageError `corrupt` if that is outside the folder, or no file */
async function locate(root: string, name: string, label: string): Promise<{ real: string; size: number } | undefined> {
  const inside = canonical(name);
  const refused = (why: string) =>
    new ImageError('corrupt', `${shown(name)} in ${label} is not read: ${why}; copy the layout with skopeo.`);
  if (inside === undefined || inside.includes('\0')) throw refused('it leads out of the folder');
  try {
    const [base, real] = await Promise.all([realpath(root), realpath(path.join(root, inside))]);
    const relative = path.relative(base, real);
    if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative))
      throw refused('it is a link that leads out of the folder');
    // Asked before it is opened: opening a pipe would wait for somebody to write.
    const found = await stat(real);
    if (!found.isFile()) throw refused('it is no file');
    return { real, size: found.size };
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? '')) return undefined;
    throw failure(error, `${shown(name)} in ${label}`);
  }
}

async function* read(real: string, size: number, label: string): AsyncGenerator<Uint8Array, void, undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(real, 'r');
    yield* chunksAt(handle, 0, size, label);
  } catch (error) {
    throw failure(error, label);
  } finally {
    await handle?.close();
  }
}

/**
 * A layout folder. Each blob is opened while it is read and only then, so a layout needs no open file for each layer.
 */
export function openLayout(root: string, label: string): Store {
  return {
    label,
    notes: [],
    damage: undefined,
    async find(name): Promise<Content | undefined> {
      const found = await locate(root, name, label);
      if (found === undefined) return undefined;
      const where = `${shown(name)} in ${label}`;
      const window = { file: found.real, start: 0, length: found.size };
      return { size: found.size, window, open: () => read(found.real, found.size, where) };
    },
    async close() {},
  };
}
