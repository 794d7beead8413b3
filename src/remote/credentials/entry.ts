/** One entry of `auths`: what it proves to the registry. */
import { isObject, textOf } from '../../image/text.js';
import type { Credential } from '../types.js';

/**
 * Reads an entry of `auths` (of Docker's `config.json`; `containers-auth.json(5)`).
 * @returns `undefined` if it holds none, as where a helper keeps it; `malformed` if nobody can make sense of it
 */
export function credentialIn(entry: unknown): Credential | 'malformed' | undefined {
  if (entry === null) return undefined;
  if (!isObject(entry)) return 'malformed';
  const { auth, username, password, identitytoken, registrytoken } = entry;
  for (const value of [auth, username, password, identitytoken, registrytoken])
    if (value !== undefined && value !== null && typeof value !== 'string') return 'malformed';
  const [bearer, identity, packed, name] = [registrytoken, identitytoken, auth, username].map(textOf);
  if (bearer !== undefined) return isToken(bearer) ? { kind: 'bearer', token: bearer } : 'malformed';
  if (identity !== undefined) return { kind: 'identity', token: identity };
  if (packed !== undefined) return unpack(packed) ?? 'malformed';
  return name === undefined ? undefined : { kind: 'basic', username: name, password: textOf(password) ?? '' };
}

/** Can it stand in a header? */
function isToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}

/** `user:password` in base64, also without its padding. Only the first colon parts them. */
function unpack(packed: string): Credential | undefined {
  const text = packed.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.replace(/=+$/, '').length % 4 === 1) return undefined;
  let plain: string;
  try {
    plain = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'base64'));
  } catch {
    return undefined;
  }
  const colon = plain.indexOf(':');
  // Docker itself fills short passwords up with zeros.
  const password = plain.slice(colon + 1).replace(/^\0+|\0+$/g, '');
  return colon < 1 ? undefined : { kind: 'basic', username: plain.slice(0, colon), password };
}
