/**
 * A folder that skopeo's `dir:` transport wrote (containers/image, `directory`): `version`, `manifest.json`, blobs under the
 * hexadecimal part of their digests and, of a list, the manifests of its images as `<hex>.manifest.json`. Shown as the layout that it nearly is.
 */
import { createHash } from 'node:crypto';
import { isObject, parseJson, textOf } from '../text.js';
import { openLayout } from './layout.js';
import { type Content, lacks, readSmall, type Store } from './store.js';

const VERSION = Buffer.from('{"imageLayoutVersion":"1.0.0"}');

/** Opens the folder as named bytes of a layout. @throws ImageError */
export async function openDir(root: string, label: string): Promise<Store> {
  const folder = openLayout(root, label);
  const content = await folder.find('manifest.json');
  if (content === undefined) throw lacks(folder, 'manifest.json');
  const where = `manifest.json in ${label}`;
  const bytes = await readSmall(content, where);
  const value = parseJson(bytes, where);
  const digest = createHash('sha256').update(bytes).digest('hex');
  const mediaType = isObject(value) ? textOf(value.mediaType) : undefined;
  const descriptor = {
    digest: `sha256:${digest}`,
    size: bytes.length,
    ...(mediaType === undefined ? {} : { mediaType }),
  };
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [descriptor] }));
  return {
    ...folder,
    async find(name) {
      if (name === 'oci-layout') return held(VERSION);
      if (name === 'index.json') return held(index);
      const hex = /^blobs\/sha(?:256|512)\/([0-9a-f]+)$/.exec(name)?.[1];
      if (hex === undefined) return undefined;
      if (hex === digest) return held(bytes);
      return (await folder.find(hex)) ?? (await folder.find(`${hex}.manifest.json`));
    },
  };
}

function held(bytes: Buffer): Content {
  return {
    size: bytes.length,
    window: undefined,
    async *open() {
      yield bytes;
    },
  };
}
