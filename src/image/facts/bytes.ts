/**
 * Numbers and texts as bytes, and back. Numbers stand in columns, each as narrow as its largest allows, so that reading is
 * copying. The bytes are for the machine that wrote them: numbers stand in its own order.
 */

/** Bytes a number takes, by the kind of column: 0 is a column of nothing but zeros. */
const WIDTHS = [0, 1, 2, 4, 8] as const;
/** Every section starts at a multiple of this, so that numbers of any width can be read where they stand. */
const ALIGNED = 8;

/** Of texts, by the kind of section. */
const ENCODINGS = ['latin1', 'utf8', 'utf16le'] as const;

/** Writes sections one after the other. */
export class Writer {
  readonly #parts: Uint8Array[] = [];

  /** A column of numbers. */
  numbers(values: ArrayLike<number>): void {
    const kind = narrowest(values);
    const column = kind === 0 ? new Uint8Array(0) : new ARRAYS[kind](values);
    this.#section(kind, values.length, new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }

  /** A text, lone surrogates included. */
  text(text: string): void {
    const kind = !/[^\x00-\x7f]/.test(text) ? 0 : /\p{Cs}/u.test(text) ? 2 : 1;
    const bytes = Buffer.from(text, ENCODINGS[kind]);
    this.#section(kind, bytes.length, bytes);
  }

  /** Bytes as they are. */
  bytes(bytes: Uint8Array): void {
    this.#section(1, bytes.length, bytes);
  }

  /** All that was written. */
  done(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  #section(kind: number, count: number, bytes: Uint8Array): void {
    this.#parts.push(new Uint8Array(Uint32Array.of(kind, count).buffer), bytes);
    this.#parts.push(new Uint8Array(-bytes.length & (ALIGNED - 1)));
  }
}

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;
const ARRAYS = { 1: Uint8Array, 2: Uint16Array, 3: Uint32Array, 4: Float64Array } as const;

function narrowest(values: ArrayLike<number>): 0 | 1 | 2 | 3 | 4 {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value > most) most = value;
    // Also what has a sign or a fraction, the zero below zero included.
    if (value >>> 0 !== value || (value === 0 && 1 / value < 0)) return 4;
  }
  return most === 0 ? 0 : most < 2 ** 8 ? 1 : most < 2 ** 16 ? 2 : 3;
}

/** Reads sections in the order in which they were written. Throws RangeError for what cannot be. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** @param bytes are copied only if they do not start where numbers may */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes.byteOffset % ALIGNED === 0 ? bytes : new Uint8Array(bytes);
  }

  numbers(): Column {
    const [kind, count] = this.#head();
    if (kind === 0) return new Uint8Array(this.#checked(count));
    const width = WIDTHS[kind] ?? this.#wrong();
    const start = this.#take(count * width);
    const column = ARRAYS[kind as 1 | 2 | 3 | 4];
    return new column(this.#bytes.buffer as ArrayBuffer, this.#bytes.byteOffset + start, count);
  }

  text(): string {
    const [kind, count] = this.#head();
    const encoding = ENCODINGS[kind] ?? this.#wrong();
    const start = this.#take(count);
    const { buffer, byteOffset } = this.#bytes;
    return Buffer.from(buffer, byteOffset + start, count).toString(encoding);
  }

  bytes(): Uint8Array {
    const [kind, count] = this.#head();
    if (kind !== 1) this.#wrong();
    const start = this.#take(count);
    return this.#bytes.subarray(start, start + count);
  }

  /** Throws unless everything was read. */
  end(): void {
    if (this.#at !== this.#bytes.length) this.#wrong();
  }

  #head(): [kind: number, count: number] {
    const start = this.#take(8);
    const view = new Uint32Array(this.#bytes.buffer, this.#bytes.byteOffset + start, 2);
    return [view[0] as number, view[1] as number];
  }

  /** Where so many bytes start. */
  #take(count: number): number {
    const start = this.#at;
    const end = start + Math.ceil(count / ALIGNED) * ALIGNED;
    if (end > this.#bytes.length) this.#wrong();
    this.#at = end;
    return start;
  }

  /** No layer has more entries; whoever claims it gets no memory for it. */
  #checked(count: number): number {
    return count <= MOST ? count : this.#wrong();
  }

  #wrong(): never {
    throw new RangeError('these bytes are no facts');
  }
}

const MOST = 50_000_000;
