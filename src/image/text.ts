/** Words for messages, and JSON that somebody else wrote. */
import { ImageError } from './model.js';

/** What mends bytes that are not as a builder wrote them. */
export const AGAIN = 'save or pull the image again';

/** The largest JSON that is read, in bytes: what registries accept of a manifest. */
export const JSON_LIMIT = 4 * 1024 * 1024;

/**
 * A text from an image as a message may show it: controls and lone surrogates as `\u001b`, at most 200 characters.
 * Names in archives are anybody's, and a message may end up on a terminal.
 */
export function shown(text: string): string {
  const short = text.length > 200 ? `${text.slice(0, 199)}…` : text;
  return short.replace(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/gu,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A user name and a password in front of a host, as URLs have them; not a tag in front of a digest. */
const USERINFO = /^((?:\w+:\/\/)?)[^@/\s]*:.*@(?!sha(?:256|512):)/s;

/** The name of an image without what somebody logs in with, so that it may be shown. */
export function withoutUserinfo(reference: string): string {
  return reference.replace(USERINFO, '$1');
}

/** The first ten of many, shown, and how many more there are. */
export function listed(texts: readonly string[]): string {
  const rest = texts.length - 10;
  return texts.slice(0, 10).map(shown).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/**
 * Bytes as JSON (RFC 8259, UTF-8). The cause is told by position only: what a JavaScript engine writes differs from one
 * version to the next, and cites the text, which may hold a secret.
 * @param where names the bytes in the message: `manifest.json in app.tar`
 * @throws ImageError `corrupt`
 */
export function parseJson(bytes: Uint8Array, where: string): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ImageError('corrupt', `${where} is no JSON: it is not UTF-8; ${AGAIN}.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    const at = /position (\d+)/.exec(said)?.[1];
    const early =
      text.trim() === '' ? 'it is empty' : said.startsWith('Unexpected end') ? 'it ends too early' : 'it is malformed';
    throw new ImageError(
      'corrupt',
      `${where} is no JSON: ${at === undefined ? early : `error at character ${at}`}; ${AGAIN}.`,
    );
  }
}

/** A JSON object, by its own names. */
export type Json = Readonly<Record<string, unknown>>;

/** Is it a JSON object, not an array or null? */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is a text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
