/** PuTTY's `.ppk`, versions 2 and 3. */
import { fromBase64, isVaried, latin, startsWith } from './bytes.js';
import { form, type KeyForm } from './model.js';

const MAGIC = 'PuTTY-User-Key-File-';
const HEAD = /^PuTTY-User-Key-File-[123]: \S{1,60}\r?\nEncryption: (\S{1,40})\r?\n/;
const PRIVATE = /^Private-Lines: \d{1,3}\r?\n([A-Za-z0-9+/=\r\n]{40,12000})/m;

/** The key that a file of PuTTY holds. */
export function puttyKey(bytes: Uint8Array): KeyForm | undefined {
  if (!startsWith(bytes, MAGIC)) return undefined;
  const text = latin(bytes.subarray(0, 16_384));
  const encryption = HEAD.exec(text)?.[1];
  const secret = PRIVATE.exec(text)?.[1]?.replace(/[\r\n]/g, '');
  if (encryption === undefined || secret === undefined || !isVaried(fromBase64(secret))) return undefined;
  return form('PuTTY private key', encryption !== 'none');
}
