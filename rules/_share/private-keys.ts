/** Private keys, told by their content: frames in texts, lines of text, and files that are one key or a store of keys. */
import { hasText, Secret, type SecretMark } from '../../src/rule.js';
import { asn1Key } from './keys/asn1.js';
import { fromBase64, isVaried, latin, startsWith } from './keys/bytes.js';
import { SEQUENCE } from './keys/der.js';
import { gnupgKey, mayBeGnupg } from './keys/gnupg.js';
import { javaKey } from './keys/java.js';
import { keytabKey } from './keys/keytab.js';
import type { KeyForm, PrivateKey } from './keys/model.js';
import { framedKeys } from './keys/pem.js';
import { mayBePfx, pfxKey } from './keys/pfx.js';
import { pgpKey } from './keys/pgp.js';
import { puttyKey } from './keys/putty.js';
import { smallKeys, type TextKey } from './keys/small.js';
import { lineAt } from './secret-values.js';

export type { PrivateKey } from './keys/model.js';

/** "-----BEGIN " in base64, as Kubernetes keeps whole files of keys. */
const WRAPPED = 'LS0tLS1CRUdJTi';
/** Files with a key of one line are short. */
const SHORT = 16_384;
/** First bytes of secret keys of OpenPGP, Java's stores, keytabs; and of DER, which needs a closer look. */
const FIRST = new Set([0x94, 0x95, 0x96, 0xc5, 0xfe, 0xce, 0x05, 0x28]);

/**
 * Parts of what is looked for, from its rarest letter on: short texts are looked for by their first letter, so that bytes
 * without it are passed over several times as fast.
 */
const [RARE, RARE_WRAPPED] = ['VATE K', 'JTi'];

/** May bytes hold a private key? False is certain, and much cheaper than looking. */
export function mayHoldKey(bytes: Uint8Array): boolean {
  return (
    mayBeKey(bytes) ||
    (hasText(bytes, RARE) && hasText(bytes, 'PRIVATE KEY')) ||
    (hasText(bytes, RARE_WRAPPED) && hasText(bytes, WRAPPED)) ||
    (bytes.length <= SHORT && hasText(bytes, 'PrivateKey'))
  );
}

/** May the whole file be a key or a store? */
function mayBeKey(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  if (first === SEQUENCE) return (bytes[1] ?? 0) >= 0x2e;
  return (
    FIRST.has(first) || startsWith(bytes, 'PuTTY-User') || startsWith(bytes, 'untrusted comment: ') || mayBeGnupg(bytes)
  );
}

/**
 * The private keys in a file's bytes. Hostile bytes can neither make it throw nor run away.
 *
 * @param unwrap look into files that stand as base64 in this one
 */
export function privateKeysIn(bytes: Uint8Array, unwrap = true): PrivateKey[] {
  const whole = mayBeKey(bytes) ? wholeKey(bytes) : undefined;
  if (whole !== undefined) return [{ ...whole, secret: markOf(latin(bytes)) }];
  const text = latin(bytes);
  const lines = !text.includes('\0');
  const found = text.includes('PRIVATE KEY') ? framedKeys(text) : [];
  if (unwrap && text.includes(WRAPPED)) found.push(...wrappedKeys(text));
  if (lines && bytes.length <= SHORT) found.push(...smallKeys(text));
  return found.map(({ kind, encrypted, damaged, at, body }) => ({
    kind,
    encrypted,
    ...(damaged ? { damaged } : {}),
    secret: markOf(body),
    ...(lines ? { line: lineAt(text, at) } : {}),
  }));
}

const markOf = (text: string): SecretMark => new Secret(text).mark('private-key');

function wholeKey(bytes: Uint8Array): KeyForm | undefined {
  if (bytes[0] === SEQUENCE) {
    if (mayBePfx(bytes)) return pfxKey(bytes);
    const found = asn1Key(bytes);
    // A key is the whole file, but for a line end.
    return found === undefined || found.end < bytes.length - 2
      ? undefined
      : { kind: found.kind, encrypted: found.encrypted };
  }
  return javaKey(bytes) ?? keytabKey(bytes) ?? puttyKey(bytes) ?? gnupgKey(bytes) ?? pgpKey(bytes);
}

/** Keys in files that were turned to base64 as a whole. */
function wrappedKeys(text: string): TextKey[] {
  const found: TextKey[] = [];
  for (const { index, 0: match } of text.matchAll(/LS0tLS1CRUdJTi[A-Za-z0-9+/]{80,32000}/g)) {
    const inside = fromBase64(match);
    if (isVaried(inside, 16)) found.push(...framedKeys(latin(inside)).map(key => ({ ...key, at: index })));
    if (found.length >= 100) break;
  }
  return found;
}
