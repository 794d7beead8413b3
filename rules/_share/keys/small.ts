/** Keys of one line: WireGuard, minisign and signify. Those of age prove themselves like tokens, wherever they stand. */
import { fromBase64, isVaried, startsWith } from './bytes.js';
import { form, type KeyForm } from './model.js';

/** A key in a text, and where. */
export interface TextKey extends KeyForm {
  readonly at: number;
  /** Its letters. */
  readonly body: string;
}

/** The keys of one line in a text. */
export function smallKeys(text: string): TextKey[] {
  return [...wireGuardKeys(text), ...signingKeys(text)];
}

const MOST = 100;

function wireGuardKeys(text: string): TextKey[] {
  if (!/^[ \t]{0,20}\[(?:Interface|WireGuard|NetDev)\]/m.test(text)) return [];
  const found: TextKey[] = [];
  for (const match of text.matchAll(/^[ \t]{0,20}PrivateKey[ \t]{0,20}=[ \t]{0,20}([A-Za-z0-9+/]{43}=)/gim)) {
    const body = match[1] as string;
    if (found.length < MOST && isVaried(fromBase64(body)))
      found.push({ ...form('WireGuard key'), at: match.index, body });
  }
  return found;
}

/** Bytes of a key of minisign and of OpenBSD's signify. */
const [MINISIGN, SIGNIFY] = [158, 104];

function signingKeys(text: string): TextKey[] {
  const match = /^untrusted comment: .{0,1024}\r?\n([A-Za-z0-9+/]{136,212}={0,2})\s{0,9}$/.exec(text.slice(0, 2048));
  const body = match?.[1] ?? '';
  const bytes = fromBase64(body);
  if (!startsWith(bytes, 'Ed') || !isVaried(bytes)) return [];
  if (bytes.length === MINISIGN && startsWith(bytes, 'B2', 4))
    return [{ ...form('minisign secret key', startsWith(bytes, 'Sc', 2)), at: 0, body }];
  // No rounds: no passphrase.
  const rounds = bytes.subarray(4, 8).some(byte => byte !== 0);
  if (bytes.length === SIGNIFY && startsWith(bytes, 'BK', 2))
    return [{ ...form('signify secret key', rounds), at: 0, body }];
  return [];
}
