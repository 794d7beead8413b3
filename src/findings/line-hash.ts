/** How many characters a line's hash looks at, from its first on. */
const BLOCK = 100;
const FACTOR = 37;
const TWO_32 = 0x1_0000_0000;
const END_OF_FILE = 0xffff;
const [TAB, LF, CR, SPACE] = [9, 10, 13, 32];

/** 37 to the power of `BLOCK` modulo 2^64, in two halves. */
const LEAVING = ((): { high: number; low: number } => {
  let power = 1n;
  for (let i = 0; i < BLOCK; i++) power = BigInt.asUintN(64, power * BigInt(FACTOR));
  return { high: Number(power >> 32n), low: Number(power & 0xffff_ffffn) };
})();

/**
 * The hash of each line, as GitHub's action that uploads SARIF works it out for `primaryLocationLineHash`: a rolling hash
 * (base 37, modulo 2^64) over the 100 characters from the line's first on that are no space or tab, in hexadecimal, a
 * colon, and which of the lines with this hash it is, from 1. A CR, also with an LF behind it, is an LF; the end of the
 * file is the character 65535. What is moved by lines keeps its hash.
 *
 * @returns the first line's first; a line that has not even a line break is not among them
 */
export function lineHashes(text: string): string[] {
  const characters = significant(text);
  const hashes: string[] = [];
  const times = new Map<string, number>();
  let high = 0;
  let low = 0;
  for (let i = 0, line = 0; i < characters.length + BLOCK; i++) {
    const start = i - BLOCK;
    if (line < characters.starts.length && characters.starts[line] === start) {
      const hash = high === 0 ? low.toString(16) : high.toString(16) + low.toString(16).padStart(8, '0');
      const time = (times.get(hash) ?? 0) + 1;
      times.set(hash, time);
      hashes.push(`${hash}:${time}`);
      line++;
    }
    const entering = i < characters.length ? (characters.codes[i] as number) : 0;
    const left = start >= 0 ? (characters.codes[start] as number) : 0;
    const product = low * FACTOR + entering;
    high = (Math.imul(high, FACTOR) + Math.floor(product / TWO_32)) >>> 0;
    const lost = LEAVING.low * left;
    const difference = (product % TWO_32) - (lost % TWO_32);
    high = (high - Math.imul(LEAVING.high, left) - Math.floor(lost / TWO_32) - (difference < 0 ? 1 : 0)) >>> 0;
    low = difference < 0 ? difference + TWO_32 : difference;
  }
  return hashes;
}

/** The characters that count, and which of them begin lines. */
function significant(text: string): { codes: Uint16Array; starts: number[]; length: number } {
  const codes = new Uint16Array(text.length + 1);
  const starts: number[] = [];
  let length = 0;
  let begins = true;
  for (let i = 0; i <= text.length; i++) {
    let code = i < text.length ? text.charCodeAt(i) : END_OF_FILE;
    if (code === SPACE || code === TAB || (code === LF && text.charCodeAt(i - 1) === CR)) continue;
    if (code === CR) code = LF;
    if (begins) starts.push(length);
    begins = code === LF;
    codes[length++] = code;
  }
  return { codes, starts, length };
}
