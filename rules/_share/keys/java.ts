/** Java's own key stores, JKS and JCEKS: certificates that are trusted, and private keys that the store's password guards. */
import { Reader } from './bytes.js';
import { form, type KeyForm } from './model.js';

const MAGIC: Readonly<Record<number, string>> = { 4277010157: 'JKS', 3469659854: 'JCEKS' };
const [PRIVATE_KEY, CERTIFICATE, SECRET_KEY] = [1, 2, 3];
/** More than any store has. */
const MOST = 10_000;

/** The store if it holds a key; a store of trusted certificates holds none. */
export function javaKey(bytes: Uint8Array): KeyForm | undefined {
  const reader = new Reader(bytes);
  const name = MAGIC[reader.number(4) ?? 0];
  const version = reader.number(4);
  const count = reader.number(4);
  if (name === undefined || (version !== 1 && version !== 2) || count === undefined) return undefined;
  for (let i = 0; i < Math.min(count, MOST); i++) {
    const tag = reader.number(4);
    const alias = reader.counted(2);
    const date = reader.take(8);
    if (alias === undefined || date === undefined) return undefined;
    if (tag === PRIVATE_KEY) {
      const key = reader.counted(4);
      return key === undefined || key.length < 32 ? undefined : form(`private key in a ${name} store`, true);
    }
    if (tag === SECRET_KEY) return name === 'JCEKS' ? form('secret key in a JCEKS store', true) : undefined;
    if (tag !== CERTIFICATE) return undefined;
    // Its type ("X.509") is told since version 2.
    if (version === 2) reader.counted(2);
    if (reader.counted(4) === undefined) return undefined;
  }
  return undefined;
}
