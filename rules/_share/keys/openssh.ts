/** OpenSSH's own format, `openssh-key-v1` (PROTOCOL.key). */
import { isVaried, latin, Reader, startsWith } from './bytes.js';
import { form, type KeyForm } from './model.js';

const MAGIC = 'openssh-key-v1\0';

/** The key that the bytes between the frame's lines are. */
export function opensshKey(bytes: Uint8Array): KeyForm | undefined {
  if (!startsWith(bytes, MAGIC)) return undefined;
  const reader = new Reader(bytes, MAGIC.length);
  const cipher = latin(reader.counted(4));
  reader.counted(4);
  reader.counted(4);
  const keys = reader.number(4);
  const open = reader.counted(4);
  const secret = reader.counted(4);
  if (keys === undefined || keys < 1 || open === undefined || secret === undefined || secret.length < 16)
    return undefined;
  const type = latin(new Reader(open).counted(4));
  // The key stays in the security token; what is stored is of no use without it.
  if (type.startsWith('sk-') || !isVaried(secret)) return undefined;
  return form('OpenSSH private key', cipher !== 'none');
}
