/** Files of credentials: Docker's `config.json` and containers' `auth.json`, which share their shape. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { ImageError } from '../../image/model.js';
import { isObject, JSON_LIMIT, type Json, textOf } from '../../image/text.js';
import type { Place } from './places.js';

/** What a file says about credentials; none of it is checked yet. */
export interface AuthFile {
  /** By registry, or by registry and namespace. */
  readonly auths: Json;
  /** Names of helpers, by registry. */
  readonly credHelpers: Json;
  /** The helper for all other registries. */
  readonly credsStore: string | undefined;
}

/**
 * Reads a file of credentials.
 * @returns `undefined` if it is not there, and need not be
 * @throws ImageError `unauthorised` if it cannot be used; nothing of its text is repeated
 */
export async function readAuthFile(place: Place): Promise<AuthFile | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readStart(place.file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'an error';
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw unusable(place, REASONS[code] ?? `cannot be read (${code})`);
    if (place.named === undefined) return undefined;
    throw new ImageError(
      'unauthorised',
      `There is no file ${place.label}, which ${place.named} names: correct the variable, or log in with ${place.login}.`,
    );
  }
  if (bytes.length > JSON_LIMIT) throw unusable(place, 'is larger than 4 MiB');
  const data = parse(bytes, place);
  if (!isObject(data)) throw unusable(place, 'holds no JSON object');
  const { auths = {}, credHelpers = {}, credsStore } = data;
  return {
    auths: section(auths, 'auths', place),
    credHelpers: section(credHelpers, 'credHelpers', place),
    credsStore: textOf(credsStore),
  };
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'must not be read by you',
  EPERM: 'must not be read by you',
  EISDIR: 'is a folder',
  EFTYPE: 'is no regular file',
};

/** Nothing but a regular file: a pipe that nobody writes to would never end. */
async function readStart(file: string): Promise<Uint8Array> {
  // Windows knows no such flag.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw Object.assign(new Error(), { code: stat.isDirectory() ? 'EISDIR' : 'EFTYPE' });
    const buffer = Buffer.alloc(Math.min(stat.size, JSON_LIMIT) + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read)
      ({ bytesRead: read } = await handle.read(buffer, length, buffer.length - length));
    return buffer.subarray(0, length);
  } finally {
    await handle.close();
  }
}

/** An empty file says nothing, as it does to Docker. */
function parse(bytes: Uint8Array, place: Place): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unusable(place, 'is no JSON (it is not UTF-8)');
  }
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    // What an engine writes may cite the text, and so a secret. Only the place is told, where it says one.
    const { message } = error as Error;
    const at = /position (\d+)/.exec(message)?.[1];
    if (at !== undefined) throw unusable(place, `is no JSON (error at character ${at})`);
    throw unusable(place, `is no JSON${/^Unexpected end/.test(message) ? ' (it ends too early)' : ''}`);
  }
}

function section(value: unknown, name: string, place: Place): Json {
  if (value === null) return {};
  if (!isObject(value)) throw unusable(place, `is damaged (${name} is no JSON object)`);
  return value;
}

function unusable({ label, login }: Place, why: string): ImageError {
  return new ImageError(
    'unauthorised',
    `The file of credentials ${label} ${why}: mend it, remove it and use ${login}, or give --username.`,
  );
}
