/** PKCS#12 (RFC 7292), as `.p12`, `.pfx` and Java's key stores are. */
import { startsWith } from './bytes.js';
import {
  CONTEXT_0,
  type Element,
  elementAt,
  elementsOf,
  OCTETS,
  oidOf,
  partsOf,
  SEQUENCE,
  smallNumber,
} from './der.js';
import { form, type KeyForm } from './model.js';

const DATA = '2a864886f70d010701';
const BAGS = '2a864886f70d010c0a01';
const [KEY, SHROUDED_KEY] = [`${BAGS}01`, `${BAGS}02`];
/** More parts than any program writes. */
const MOST = 2000;

/** The store if it holds a key. One with nothing but certificates, or whose every part is encrypted, shows none. */
export function pfxKey(bytes: Uint8Array): KeyForm | undefined {
  // Version 3 stands right behind the header.
  const whole = elementAt(bytes);
  const [version, safe] = partsOf(whole, 2);
  if (smallNumber(version) !== 3 || safe === undefined) return undefined;
  let bags: KeyForm | undefined;
  for (const part of partsOf(elementAt(dataOf(safe)), MOST)) {
    for (const bag of partsOf(elementAt(dataOf(part)), MOST)) {
      const kind = oidOf(partsOf(bag, 1)[0]);
      if (kind === KEY) return form('private key in a PKCS#12 store');
      if (kind === SHROUDED_KEY) bags = form('private key in a PKCS#12 store', true);
    }
  }
  return bags;
}

/** The octets of a ContentInfo of plain data; nothing of what is encrypted or signed. */
function dataOf(info: Element): Uint8Array {
  const [type, wrapped] = partsOf(info, 2);
  if (oidOf(type) !== DATA || wrapped?.tag !== CONTEXT_0) return new Uint8Array();
  return octetsOf(elementAt(wrapped.content));
}

/** OCTET STRING, also cut into pieces as BER does. */
function octetsOf(element: Element | undefined): Uint8Array {
  if (element?.tag === OCTETS) return element.content;
  if (element?.tag !== (OCTETS | 0x20)) return new Uint8Array();
  const pieces = elementsOf(element.content, MOST);
  const end = pieces.findIndex(({ tag }) => tag !== OCTETS);
  const contents = pieces.slice(0, end === -1 ? pieces.length : end).map(({ content }) => content);
  const joined = new Uint8Array(contents.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const content of contents) {
    joined.set(content, at);
    at += content.length;
  }
  return joined;
}

/** May it be one? */
export function mayBePfx(bytes: Uint8Array): boolean {
  return bytes[0] === SEQUENCE && [2, 3, 4, 5, 6].some(at => startsWith(bytes, '\x02\x01\x03\x30', at));
}
