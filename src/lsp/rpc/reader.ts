/** What an editor sends → messages. The library cuts and parses them; here is what it would not survive. */
import { Readable } from 'node:stream';
import { ErrorCodes, type Message, RAL, ResponseError, StreamMessageReader } from 'vscode-jsonrpc/node';
import { at, isObject } from '../params.js';
import type { Pace } from './pace.js';

/** What a request is known by. */
type Id = string | number;

/** What was sent has the length that it should have, but is no message. The one behind it can be read. */
export class NoMessage extends Error {
  readonly error: ResponseError;
  /** Whom to answer; `null`: nobody knows; `undefined`: there is nothing to answer. */
  readonly id: Id | null | undefined;

  constructor(id: Id | null | undefined, code: number, sentence: string) {
    super(sentence);
    this.id = id;
    this.error = new ResponseError(code, sentence);
  }
}

/**
 * Reads messages. Its errors are of two sorts: a `NoMessage`, or one after which nobody knows where the next message
 * begins. Words of the latter may cite what was sent, and are not for anybody's eyes.
 */
export function readerOf(input: AsyncIterable<Uint8Array>, pace: Pace): StreamMessageReader {
  const contentTypeDecoder = {
    name: 'application/json',
    decode: async (bytes: Uint8Array, options: { charset: 'utf-8' | 'ascii' }) => {
      pace.step();
      return checked(await parsed(bytes, options));
    },
  };
  const bytes = Readable.from(pace.hold(input), { objectMode: false });
  const reader = new StreamMessageReader(bytes, { contentTypeDecoder });
  // Its clock would keep the process alive behind a message that never ends.
  reader.partialMessageTimeout = 0;
  checkLengths(reader);
  return reader;
}

/** The library takes whatever begins as a number for a length, also one below zero, and then loses its place without a word. */
function checkLengths(reader: StreamMessageReader): void {
  // Not for others' hands, and there is no other way to see a header before the library acts on it.
  const { buffer } = reader as unknown as {
    buffer: { tryReadHeaders(lower?: boolean): Map<string, string> | undefined };
  };
  const read = buffer.tryReadHeaders.bind(buffer);
  buffer.tryReadHeaders = lower => {
    const headers = read(lower);
    const length = headers?.get('content-length');
    if (length !== undefined && !/^\d{1,15}$/.test(length.trim())) throw new Error('a length is no number');
    return headers;
  };
}

/** The value that some JSON holds. The engine's own words cite the text, which may hold a secret. */
async function parsed(bytes: Uint8Array, options: { charset: 'utf-8' | 'ascii' }): Promise<unknown> {
  try {
    return await RAL().applicationJson.decoder.decode(bytes, options);
  } catch {
    throw new NoMessage(null, ErrorCodes.ParseError, 'a message is no JSON; start the language server again.');
  }
}

/** What the library can take. Answers it looks through itself. */
function checked(message: unknown): Message {
  const refused = (id: unknown, sentence: string): never => {
    throw new NoMessage(isId(id) ? id : null, ErrorCodes.InvalidRequest, sentence);
  };
  if (!isObject(message)) return refused(null, 'a message is no JSON object; send one object a message.');
  const { id, method } = message;
  if (method === undefined) return message as unknown as Message;
  if (typeof method !== 'string') return refused(id, 'the method of a message is no text; give its name.');
  if (id !== undefined && !isId(id))
    return refused(id, 'the id of a request is neither text nor number; give one of these.');
  if (method === '$/cancelRequest' && !isId(at(message, 'params', 'id')))
    throw new NoMessage(undefined, ErrorCodes.InvalidParams, '$/cancelRequest has no id; give that of a request.');
  return message as unknown as Message;
}

function isId(value: unknown): value is Id {
  return typeof value === 'string' || typeof value === 'number';
}
