/** Secrets that say what they are when they are decoded: base64 of JSON, of a number. */

/** Base64 in either alphabet as text of bytes; `undefined` where it is none. */
function decoded(text: string): string | undefined {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''));
  } catch {
    return undefined;
  }
}

/** The object that base64 of JSON holds. */
export function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const json = decoded(text);
  if (json?.startsWith('{') !== true) return undefined;
  try {
    return JSON.parse(json) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Makes a proof: does base64 behind the first characters hold an object with all of these keys? */
export function hasKeys(skip: number, ...keys: readonly string[]): (secret: string) => boolean {
  return secret => {
    const object = objectIn(secret.slice(skip));
    return object !== undefined && keys.every(key => Object.hasOwn(object, key));
  };
}

/**
 * A JSON Web Token that is signed (RFC 7519): two objects, the first with an algorithm. Those for everybody (`anon` of
 * Supabase) and the one that all documentation shows are none that matter.
 */
export function isSignedToken(secret: string): boolean {
  const [header = '', payload = ''] = secret.split('.');
  const head = objectIn(header);
  const body = objectIn(payload);
  if (head === undefined || body === undefined) return false;
  const { alg } = head;
  if (typeof alg !== 'string' || !/^(?:[HREP]S(?:256K?|384|512)|EdDSA|Ed25519|Ed448|ML-DSA-\d\d)$/.test(alg))
    return false;
  return body['role'] !== 'anon' && body['sub'] !== '1234567890' && body['name'] !== 'John Doe';
}

/** A bot of Discord's: its first part is the number of its account, a snowflake. */
export function isDiscordBot(secret: string): boolean {
  return /^\d{17,20}$/.test(decoded(secret.split('.')[0] ?? '') ?? '');
}

/** An HMAC-SHA256 in base64, written for a URL. */
export function isUrlHash(secret: string): boolean {
  if (/%(?![0-9A-Fa-f]{2})/.test(secret)) return false;
  const plain = secret.replace(/%[0-9A-Fa-f]{2}/g, code => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  return /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(plain);
}
