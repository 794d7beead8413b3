import { Bytes } from './bytes.js';
import { RpmError } from './error.js';

/** Numbers of the tags that are asked for (`rpmtag.h`). */
export const TAG = {
  name: 1000,
  version: 1001,
  release: 1002,
  arch: 1022,
  oldFileNames: 1027,
  fileModes: 1030,
  fileDigests: 1035,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
  fileCaps: 5010,
  fileDigestAlgorithm: 5011,
} as const;

const TYPE = { int16: 3, int32: 4, string: 6, stringArray: 8, i18nString: 9 } as const;
/** What rpm itself accepts (`HEADER_TAGS_MAX`, `HEADER_ARRAY_MAX`). */
const MOST_TAGS = 0xffff;
const MOST_VALUES = 0xfffff;

interface Tag {
  readonly type: number;
  readonly at: number;
  readonly count: number;
}

/** Texts that stand one after the other: the i-th goes from `starts[i]` to `starts[i + 1] - 1`, where its NUL is. */
export interface Texts {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly length: number;
}

/**
 * The header of a package as a database keeps it: two numbers, how many tags and how many bytes of data; then sixteen bytes
 * a tag (number, type, offset, count); then the data. All numbers are big-endian, whatever the database around it is.
 */
export class Header {
  readonly #tags = new Map<number, Tag>();
  readonly #bytes: Bytes;
  readonly #data: number;
  readonly #end: number;

  /** @throws RpmError */
  constructor(blob: Uint8Array) {
    this.#bytes = new Bytes(blob, false);
    const tags = this.#bytes.u32(0);
    const size = this.#bytes.u32(4);
    this.#data = 8 + tags * 16;
    this.#end = this.#data + size;
    if (tags === 0 || tags > MOST_TAGS || this.#end > blob.length)
      throw new RpmError(`a header of ${blob.length} bytes says that it has ${tags} tags and ${size} bytes of data`);
    for (let at = 8; at < this.#data; at += 16) {
      const offset = this.#bytes.u32(at + 8);
      // Of two the later one holds: it was added when the package was installed.
      this.#tags.set(this.#bytes.u32(at), {
        type: this.#bytes.u32(at + 4),
        at: this.#data + offset,
        count: this.#bytes.u32(at + 12),
      });
    }
  }

  has(tag: number): boolean {
    return this.#tags.has(tag);
  }

  /** The text of a tag, of several the first; `undefined`: there is none. */
  text(tag: number): string | undefined {
    const found = this.#tags.get(tag);
    if (found === undefined) return undefined;
    if (found.type !== TYPE.string && found.type !== TYPE.i18nString && found.type !== TYPE.stringArray)
      throw new RpmError(`tag ${tag} is no text`);
    return new TextDecoder().decode(this.#bytes.all.subarray(found.at, this.#nul(found.at)));
  }

  /** The texts of a tag; none, if it is not there. */
  texts(tag: number): Texts {
    const found = this.#tags.get(tag);
    const count = found?.count ?? 0;
    const at = found?.at ?? this.#data;
    if (found !== undefined && found.type !== TYPE.stringArray) throw new RpmError(`tag ${tag} is no list of texts`);
    // Each takes a byte at least.
    if (count > MOST_VALUES || at + count > this.#end) throw new RpmError(`tag ${tag} says that it has ${count} texts`);
    const starts = new Uint32Array(count + 1);
    starts[0] = at;
    for (let i = 0; i < count; i++) starts[i + 1] = this.#nul(starts[i] as number) + 1;
    return { bytes: this.#bytes.all, starts, length: count };
  }

  /** The numbers of a tag, of 16 or 32 bits each; none, if it is not there. */
  numbers(tag: number): Uint32Array {
    const found = this.#tags.get(tag);
    if (found === undefined) return new Uint32Array();
    const { type, at, count } = found;
    const size = type === TYPE.int16 ? 2 : 4;
    if (type !== TYPE.int16 && type !== TYPE.int32) throw new RpmError(`tag ${tag} is no list of numbers`);
    if (count > MOST_VALUES || at + count * size > this.#end)
      throw new RpmError(`tag ${tag} says that it has ${count} numbers`);
    const values = new Uint32Array(count);
    for (let i = 0; i < count; i++) values[i] = size === 2 ? this.#bytes.u16(at + i * 2) : this.#bytes.u32(at + i * 4);
    return values;
  }

  #nul(start: number): number {
    const nul = start < this.#end ? this.#bytes.all.indexOf(0, start) : -1;
    if (nul === -1 || nul >= this.#end) throw new RpmError('a text of a header has no end');
    return nul;
  }
}
