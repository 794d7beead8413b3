/** The checksum of Bech32 (BIP 173), which age's keys end with. */

const CHARACTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** The remainder over the values of the letters; 1 for a text with its right checksum. */
export function remainder(prefix: string, body: string): number {
  const codes = [...prefix].map(letter => letter.charCodeAt(0));
  const values = [
    ...codes.map(code => code >> 5),
    0,
    ...codes.map(code => code & 31),
    ...[...body].map(letter => CHARACTERS.indexOf(letter)),
  ];
  let rest = 1;
  for (const value of values) {
    const top = rest >>> 25;
    rest = ((rest & 0x1ffffff) << 5) ^ value;
    for (const [bit, generator] of GENERATORS.entries()) if ((top >> bit) & 1) rest ^= generator;
  }
  return rest;
}

/** Is it `PREFIX1…` with a right checksum, in one case? */
export function isBech32(secret: string): boolean {
  const one = secret.lastIndexOf('1');
  const lower = secret.toLowerCase();
  return remainder(lower.slice(0, one), lower.slice(one + 1)) === 1;
}
