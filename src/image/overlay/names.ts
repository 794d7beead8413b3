/** Bytes of a block; a name lies in one block. */
const BLOCK = 2 ** 17;
/** UTF-16 code units: three bytes each at most, and two for the length. */
const LONGEST = 40_000;

/**
 * Very many short texts outside the heap: a million names cost what their letters take, nothing for the garbage collector
 * to walk, and none of them keeps the path alive that it was cut from. Each UTF-16 code unit is coded on its own, as UTF-8
 * codes a character, so that lone surrogates survive.
 */
export class NameStore {
  readonly #blocks: Buffer[] = [];
  #used = BLOCK;

  /**
   * Keeps a part of a text and gives the number it is known by.
   *
   * @throws RangeError for more than 40,000 code units; whoever reads layers bounds them long before (`Limits.path`)
   */
  add(text: string, start: number, end: number): number {
    if (end - start > LONGEST) throw new RangeError('a name of this length cannot be kept');
    if (this.#used + 2 + 3 * (end - start) > BLOCK) {
      this.#blocks.push(Buffer.alloc(BLOCK));
      this.#used = 0;
    }
    const block = this.#blocks.at(-1) as Buffer;
    const number = (this.#blocks.length - 1) * BLOCK + this.#used;
    let at = this.#used + 2;
    for (let i = start; i < end; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80) block[at++] = unit;
      else {
        block[at++] = 0xe0 | (unit >> 12);
        block[at++] = unit >> 6;
        block[at++] = unit;
      }
    }
    block[this.#used] = end - start;
    block[this.#used + 1] = (end - start) >> 8;
    this.#used = at;
    return number;
  }

  /** Is the kept name this part of the text? */
  equals(number: number, text: string, start: number, end: number): boolean {
    const block = this.#blocks[Math.floor(number / BLOCK)] as Buffer;
    let at = number % BLOCK;
    if (((block[at] as number) | ((block[at + 1] as number) << 8)) !== end - start) return false;
    at += 2;
    for (let i = start; i < end; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x80 ? block[at++] !== unit : unitAt(block, (at += 3) - 3) !== unit) return false;
    }
    return true;
  }

  /** What `hash` gives for the kept name, without making a text of it. */
  hash(number: number, from: number): number {
    const block = this.#blocks[Math.floor(number / BLOCK)] as Buffer;
    let at = number % BLOCK;
    const length = (block[at] as number) | ((block[at + 1] as number) << 8);
    at += 2;
    let value = Math.imul(0x811c9dc5 ^ from, 0x01000193);
    for (let i = 0; i < length; i++) {
      const first = block[at] as number;
      value = Math.imul(value ^ (first < 0x80 ? first : unitAt(block, at)), 0x01000193);
      at += first < 0x80 ? 1 : 3;
    }
    return (value ^ (value >>> 15)) >>> 0;
  }

  /** The name again. */
  get(number: number): string {
    const block = this.#blocks[Math.floor(number / BLOCK)] as Buffer;
    let at = number % BLOCK;
    const length = (block[at] as number) | ((block[at + 1] as number) << 8);
    at += 2;
    let ascii = 0;
    while (ascii < length && (block[at + ascii] as number) < 0x80) ascii++;
    // Most names are nothing else; letter by letter they would be as many texts.
    let name = block.toString('latin1', at, at + ascii);
    at += ascii;
    for (let i = ascii; i < length; i++) {
      const first = block[at] as number;
      name += String.fromCharCode(first < 0x80 ? first : unitAt(block, at));
      at += first < 0x80 ? 1 : 3;
    }
    return name;
  }
}

/** FNV-1a over a part of a text, its code units each as one step, on from a value that says where it stands. */
export function hash(from: number, text: string, start: number, end: number): number {
  let value = Math.imul(0x811c9dc5 ^ from, 0x01000193);
  for (let i = start; i < end; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}

/** The code unit whose three bytes start there; their upper bits but the first byte's are not looked at. */
function unitAt(block: Uint8Array, at: number): number {
  const [first, second, third] = [block[at] as number, block[at + 1] as number, block[at + 2] as number];
  if (first < 0x80) return -1;
  return ((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f);
}
