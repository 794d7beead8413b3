/** The few small files that say where daemons are. */
import { readFile, stat } from 'node:fs/promises';
import { ImageError } from '../../image/model.js';
import { failure } from '../../image/sources/position.js';
import { isObject, JSON_LIMIT, type Json, shown } from '../../image/text.js';

/** Larger than any file with settings or certificates. */
const LIMIT = JSON_LIMIT;

const isNothing = (error: unknown) => ['ENOENT', 'ENOTDIR'].includes(String((error as { code?: unknown }).code));

/** The text of a file; `undefined` if there is none. @throws ImageError if it cannot be read, or is no file */
export async function readText(file: string): Promise<string | undefined> {
  const label = shown(file);
  try {
    // Asked first, because opening a FIFO waits for whoever writes to it.
    const found = await stat(file);
    if (!found.isFile()) throw new ImageError('unsupported', `${label} is no file: move it away.`);
    if (found.size > LIMIT) throw new ImageError('too-large', `${label} has ${found.size} bytes: write it anew.`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isNothing(error)) return undefined;
    throw failure(error, label);
  }
}

/** The JSON object in a file; `undefined` if there is no file. Nothing of the text is told, for it may hold passwords. */
export async function readSettings(file: string): Promise<Json | undefined> {
  const text = await readText(file);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Said below, without the parser's words: they cite the text.
  }
  throw new ImageError('corrupt', `${shown(file)} is no JSON object: mend it, or move it away.`);
}
