/** Files in which programs keep credentials, and how to see that there is one in them. */
import { latin } from './keys/bytes.js';
import { lineAt, textOf, tokensIn } from './secret-values.js';
import { CLOUD_STORES } from './stores/clouds.js';
import { LOGIN_STORES } from './stores/logins.js';
import type { PlacedStore, Store } from './stores/model.js';
import { PACKAGE_STORES } from './stores/packages.js';

export type { Store } from './stores/model.js';

/** Every store that is known. */
export const STORES: readonly PlacedStore[] = [...PACKAGE_STORES, ...CLOUD_STORES, ...LOGIN_STORES];

const BY_NAME = new Map<string, PlacedStore[]>();
/** Names with a `*`: `*.json`, `.env.*`, `*`. */
const BY_PATTERN: (readonly [start: string, end: string, store: PlacedStore])[] = [];
for (const store of STORES)
  for (const name of store.names) {
    const [start = '', end] = name.split('*');
    if (end !== undefined) BY_PATTERN.push([start, end, store]);
    else BY_NAME.set(name, [...(BY_NAME.get(name) ?? []), store]);
  }

/** What a file at a path would hold credentials of. */
export function storeAt(path: string): Store | undefined {
  if (path.length > 1024) return undefined;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const fits = ({ path: form }: PlacedStore): boolean => form === undefined || form.test(path);
  const named = BY_NAME.get(name)?.find(fits);
  if (named !== undefined) return named;
  for (const [start, end, store] of BY_PATTERN)
    if (name.endsWith(end) && name.startsWith(start) && fits(store)) return store;
  return undefined;
}

/** The line of the first credential in a file, 1-based, 0 where there are no lines; `undefined` where nothing proves to be one. */
export function credentialLine({ find, binary }: Store, bytes: Uint8Array): number | undefined {
  if (binary) return find(latin(bytes)) === undefined ? undefined : 0;
  const text = textOf(bytes);
  const offset = text === undefined ? undefined : (find(text) ?? tokensIn(text)[0]?.start);
  return offset === undefined ? undefined : lineAt(text ?? '', offset);
}
