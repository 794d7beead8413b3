/** DER and as much of BER as key stores have (X.690): one element after another, never deeper than asked. */

export const INTEGER = 0x02;
export const OCTETS = 0x04;
export const OID = 0x06;
export const SEQUENCE = 0x30;
/** `[0]`, with something inside. */
export const CONTEXT_0 = 0xa0;

export interface Element {
  readonly tag: number;
  /** What is inside. Of an element of indefinite length: all that is left. */
  readonly content: Uint8Array;
  /** Where the next one starts, in the bytes it was read from. */
  readonly end: number;
}

/** The element at a place; `undefined` where its header or content runs over the end. */
export function elementAt(bytes: Uint8Array, at = 0): Element | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  let [start, length] = [at + 2, first];
  if (first === 0x80) {
    // Only what is made of elements can have no length in front.
    return (tag & 0x20) === 0 ? undefined : { tag, content: bytes.subarray(start), end: bytes.length };
  }
  if (first > 0x80) {
    const width = first & 0x7f;
    if (width > 4 || start + width > bytes.length) return undefined;
    length = 0;
    for (let i = 0; i < width; i++) length = length * 256 + (bytes[start + i] as number);
    start += width;
  }
  const end = start + length;
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(start, end), end };
}

/** The elements one after another, so many at most, up to the first that is damaged. */
export function elementsOf(content: Uint8Array, most = 16): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < content.length && found.length < most; ) {
    const element = elementAt(content, at);
    if (element === undefined) break;
    found.push(element);
    at = element.end;
  }
  return found;
}

/** What a sequence holds; nothing if it is none. */
export function partsOf(element: Element | undefined, most?: number): Element[] {
  return element?.tag === SEQUENCE ? elementsOf(element.content, most) : [];
}

/** A small non-negative INTEGER. */
export function smallNumber(element: Element | undefined): number | undefined {
  return element?.tag === INTEGER && element.content.length === 1 ? element.content[0] : undefined;
}

/** An object identifier in hexadecimal, which is enough to look it up. */
export function oidOf(element: Element | undefined): string {
  if (element?.tag !== OID || element.content.length > 32) return '';
  return Array.from(element.content, byte => byte.toString(16).padStart(2, '0')).join('');
}
