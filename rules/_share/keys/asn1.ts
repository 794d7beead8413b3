/** Keys in DER: PKCS#8 (RFC 5958) plain and encrypted, PKCS#1 (RFC 8017), SEC 1 (RFC 5915), OpenSSL's DSA. */
import { isVaried } from './bytes.js';
import { CONTEXT_0, type Element, elementAt, INTEGER, OCTETS, oidOf, partsOf, SEQUENCE, smallNumber } from './der.js';
import { form, type KeyForm } from './model.js';

/** Algorithms of PKCS#8 by their identifiers. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  '2a864886f70d010101': 'RSA',
  '2a864886f70d010107': 'RSA',
  '2a864886f70d01010a': 'RSA-PSS',
  '2a8648ce380401': 'DSA',
  '2a8648ce3d0201': 'EC',
  '2b8104010c': 'EC',
  '2a864886f70d010301': 'Diffie-Hellman',
  '2a8648ce3e0201': 'Diffie-Hellman',
  '2b656e': 'X25519',
  '2b656f': 'X448',
  '2b6570': 'Ed25519',
  '2b6571': 'Ed448',
};
/** Of all ways to encrypt a key: PKCS#5's and PKCS#12's. */
const ENCRYPTIONS = /^2a864886f70d01(?:05|0c01)/;

/** The key that DER bytes are; `undefined` for everything else, as for certificates. More bytes may follow it. */
export function asn1Key(bytes: Uint8Array): (KeyForm & { readonly end: number }) | undefined {
  const whole = elementAt(bytes);
  if (whole?.tag !== SEQUENCE) return undefined;
  const parts = partsOf(whole);
  const found = encrypted(parts) ?? pkcs8(parts) ?? sec1(parts) ?? numbers(parts);
  return found === undefined ? undefined : { ...found, end: whole.end };
}

/** The key, also where up to a tenth is cut off: what is missing then can be computed, or guessed. */
export function asn1KeyOrMost(bytes: Uint8Array): KeyForm | undefined {
  const whole = asn1Key(bytes);
  if (whole !== undefined || bytes[0] !== SEQUENCE) return whole;
  const longer = new Uint8Array(Math.ceil(bytes.length / 0.9));
  longer.set(bytes);
  return asn1Key(longer);
}

function encrypted([algorithm, data, ...rest]: readonly Element[]): KeyForm | undefined {
  if (data?.tag !== OCTETS || data.content.length < 16 || rest.length > 0 || !isVaried(data.content)) return undefined;
  return ENCRYPTIONS.test(oidOf(partsOf(algorithm)[0])) ? form('private key', true) : undefined;
}

function pkcs8([version, algorithm, key]: readonly Element[]): KeyForm | undefined {
  if ((smallNumber(version) ?? 2) > 1 || key?.tag !== OCTETS || !isVaried(key.content)) return undefined;
  const oid = oidOf(partsOf(algorithm)[0]);
  if (oid === '') return undefined;
  const inside = elementAt(key.content);
  if (inside === undefined || !isVaried(inside.content, 6)) return undefined;
  const name = Object.hasOwn(ALGORITHMS, oid) ? `${ALGORITHMS[oid]} ` : '';
  return form(`${name}private key`);
}

function sec1([version, key, parameters]: readonly Element[]): KeyForm | undefined {
  if (smallNumber(version) !== 1 || key?.tag !== OCTETS || (parameters?.tag ?? CONTEXT_0) < CONTEXT_0) return undefined;
  return key.content.length >= 14 && key.content.length <= 72 && isVaried(key.content, 6)
    ? form('EC private key')
    : undefined;
}

/** PKCS#1: nine numbers. DSA: six. The first is the version. */
function numbers([version, ...values]: readonly Element[]): KeyForm | undefined {
  if ((smallNumber(version) ?? 2) > 1 || !values.every(({ tag }) => tag === INTEGER || tag === SEQUENCE))
    return undefined;
  const sizes = values.map(({ content }) => content.length);
  if (!isVaried(values[0]?.content) || (sizes[0] ?? 0) < 32) return undefined;
  // RSA: modulus, exponents, primes and what is derived from them.
  if (values.length >= 8 && (sizes[2] ?? 0) >= 16 && isVaried(values[2]?.content)) return form('RSA private key');
  const [p = 0, q = 0, , , x = 0] = sizes;
  return values.length === 5 && x >= 16 && x <= q + 1 && q < p && isVaried(values[4]?.content)
    ? form('DSA private key')
    : undefined;
}
