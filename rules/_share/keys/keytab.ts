/** Keytabs of Kerberos (MIT's format, version 2): long-term keys of services. */
import { isVaried, Reader } from './bytes.js';
import { form, type KeyForm } from './model.js';

/** Holes are left by keys that were removed. */
const MOST_ENTRIES = 100;

/** The first key of a keytab. */
export function keytabKey(bytes: Uint8Array): KeyForm | undefined {
  const reader = new Reader(bytes);
  if (reader.number(2) !== 0x0502) return undefined;
  for (let i = 0; i < MOST_ENTRIES; i++) {
    const size = reader.number(4);
    if (size === undefined) return undefined;
    const hole = size >= 0x8000_0000;
    const entry = reader.take(hole ? 0x1_0000_0000 - size : size);
    if (entry === undefined) return undefined;
    if (!hole) return isEntry(new Reader(entry)) ? form('Kerberos key') : undefined;
  }
  return undefined;
}

function isEntry(entry: Reader): boolean {
  const components = entry.number(2) ?? 0;
  if (components < 1 || components > 16) return false;
  // The realm, and the parts of the principal's name.
  for (let i = 0; i <= components; i++) if ((entry.counted(2)?.length ?? 0) === 0) return false;
  // The kind of name, when it was made, its version.
  if (entry.take(9) === undefined) return false;
  const type = entry.number(2) ?? 0;
  const key = entry.counted(2);
  return type >= 1 && type <= 26 && key !== undefined && [8, 16, 24, 32].includes(key.length) && isVaried(key, 5);
}
