/** Bytes → messages: the base protocol of the Language Server Protocol 3.17 (`Content-Length`, an empty line, JSON). */

/** What came in: the text of a message, or one sentence on why there is none. */
export type Frame = { readonly text: string } | { readonly bad: string };

/** A longer message is not kept: the largest Dockerfile that is linted fits in several times over. */
const LARGEST = 64 * 1024 * 1024;
/** Longer headers are none. */
const LONGEST_HEAD = 8 * 1024;
const END_OF_HEAD = '\r\n\r\n';
const LENGTH = 'content-length:';
const NOTHING = Buffer.alloc(0);

/** A message that is coming in. */
interface Body {
  readonly length: number;
  got: number;
  readonly chunks: Uint8Array[];
}

/** Cuts a stream of bytes into messages. After something that is none it goes on at the next header. */
export class Frames {
  #head: Buffer = NOTHING;
  #body: Body | undefined;
  /** The next header has to be looked for: nothing is known of where messages begin. */
  #lost = false;

  /** Takes what has come and gives every message that is whole now. */
  *push(chunk: Uint8Array): Iterable<Frame> {
    let rest: Buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (;;) {
      if (this.#body !== undefined) {
        rest = this.#fill(this.#body, rest);
        if (this.#body.got < this.#body.length) return;
        yield { text: Buffer.concat(this.#body.chunks).toString('utf8') };
        this.#body = undefined;
      }
      this.#head = this.#head.length === 0 ? rest : Buffer.concat([this.#head, rest]);
      rest = NOTHING;
      if (this.#lost && !this.#find()) return;
      const end = this.#head.indexOf(END_OF_HEAD);
      if (end === -1 && this.#head.length <= LONGEST_HEAD) return;
      const head = this.#head.toString('latin1', 0, end === -1 ? this.#head.length : end);
      const length = end === -1 ? `it is longer than ${LONGEST_HEAD} bytes` : lengthIn(head);
      if (typeof length === 'string') {
        yield { bad: `the header of a message cannot be read: ${length}; start the language server again.` };
        // What is no header at all may have a true one behind it.
        const isOne = end !== -1 && head.toLowerCase().startsWith(LENGTH);
        this.#head = this.#head.subarray(isOne ? end + END_OF_HEAD.length : 1);
        this.#lost = true;
      } else {
        rest = this.#head.subarray(end + END_OF_HEAD.length);
        this.#head = NOTHING;
        this.#body = { length, got: 0, chunks: [] };
      }
    }
  }

  #fill(body: Body, rest: Buffer): Buffer {
    const taken = rest.subarray(0, body.length - body.got);
    body.chunks.push(taken);
    body.got += taken.length;
    return rest.subarray(taken.length);
  }

  /** Drops all in front of the next header; JSON cannot hold one, as a line break inside a string is written `\n`. */
  #find(): boolean {
    const at = this.#head.toString('latin1').toLowerCase().indexOf(LENGTH);
    this.#head = this.#head.subarray(at === -1 ? Math.max(0, this.#head.length - LENGTH.length) : at);
    this.#lost = at === -1;
    return at !== -1;
  }
}

/** The length that a header tells, in bytes, or what is wrong with it. */
function lengthIn(head: string): number | string {
  const values = head.split('\r\n').flatMap(line => /^content-length:[ \t]*(.*?)[ \t]*$/i.exec(line)?.[1] ?? []);
  const [value] = values;
  if (value === undefined) return 'it has no Content-Length';
  if (values.some(other => other !== value) || !/^\d{1,15}$/.test(value)) return 'its Content-Length is no number';
  return Number(value) > LARGEST ? `its Content-Length is above ${LARGEST / 1024 / 1024} MB` : Number(value);
}

/** A message as bytes go out. */
export function framed(message: object): string {
  const text = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}
