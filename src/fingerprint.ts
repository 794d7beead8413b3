/**
 * A 64-bit FNV-1a hash of the parts, taken by UTF-16 code units, as 16 hexadecimal digits. It names a finding across
 * runs; it protects nothing.
 */
export function fingerprint(...parts: readonly (string | number)[]): string {
  // Two 32-bit halves: the prime 2^40 + 0x1b3 splits into a shift by 8 of the upper half and a small factor.
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  const text = parts.join('\u0000');
  for (let i = 0; i < text.length; i++) {
    low ^= text.charCodeAt(i);
    const product = (low >>> 0) * 0x1b3;
    const carry = Math.floor(product / 0x1_0000_0000);
    high = (Math.imul(high, 0x1b3) + carry + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}
