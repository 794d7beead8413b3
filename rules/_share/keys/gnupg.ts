/** Keys as GnuPG's agent keeps them in `private-keys-v1.d`: S-expressions, canonical or as text behind `Key: `. */
import { isVaried, latin, startsWith } from './bytes.js';
import { form, type KeyForm } from './model.js';

/** Type and algorithm; a shadowed key is on a card. */
const HEAD =
  /^(?:[A-Z][A-Za-z-]{1,30}:.{0,400}\n){0,20}(?:Key: {1,4})?\((?:11:|21:)?((?:protected-)?private-key)\s{0,9}\(\d?:?(rsa|dsa|elg|ecc|ecdsa|eddsa)\d{0,3}/;

/** The key that a file of the agent holds. */
export function gnupgKey(bytes: Uint8Array): KeyForm | undefined {
  if (!mayBeGnupg(bytes)) return undefined;
  const type = HEAD.exec(latin(bytes.subarray(0, 4096)))?.[1];
  return type === undefined || !isVaried(bytes, 24) ? undefined : form('GnuPG private key', type !== 'private-key');
}

/** May it be one? */
export function mayBeGnupg(bytes: Uint8Array): boolean {
  return ['(11:private-key', '(21:protected', 'Created: ', 'Key: (', 'OpenSSH-cert: ', 'Use-for-', 'Label: '].some(
    text => startsWith(bytes, text),
  );
}
