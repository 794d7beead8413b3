/** What editors send, checked before it is believed. */
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import type { Position, Range } from 'vscode-languageserver-protocol';

/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** Is it an object of JSON, neither array nor null? */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value behind a path of keys, as far as there are objects. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return found;
}

/** The text behind a path. @throws ResponseError if there is none */
export function text(params: unknown, ...path: readonly string[]): string {
  const value = at(params, ...path);
  return typeof value === 'string' ? value : wrong(path, 'a text');
}

/** The whole number behind a path, at most 2^31 - 1 on either side of zero. @throws ResponseError if there is none */
export function integer(params: unknown, ...path: readonly string[]): number {
  const value = at(params, ...path);
  return typeof value === 'number' && value === Math.trunc(value) && Math.abs(value) < 2 ** 31
    ? value
    : wrong(path, 'a whole number');
}

/** The list behind a path. @throws ResponseError if there is none */
export function list(params: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = at(params, ...path);
  return Array.isArray(value) ? value : wrong(path, 'a list');
}

/** The place behind a path: 0-based, in UTF-16 code units. @throws ResponseError if there is none */
export function position(params: unknown, ...path: readonly string[]): Position {
  const [line, character] = [integer(params, ...path, 'line'), integer(params, ...path, 'character')];
  return line >= 0 && character >= 0 ? { line, character } : wrong(path, 'a place in the text');
}

/** The range behind a path. @throws ResponseError if there is none */
export function range(params: unknown, ...path: readonly string[]): Range {
  return { start: position(params, ...path, 'start'), end: position(params, ...path, 'end') };
}

function wrong(path: readonly string[], wanted: string): never {
  throw new ResponseError(
    ErrorCodes.InvalidParams,
    `${path.join('.')} is not ${wanted}; send it as the Language Server Protocol says.`,
  );
}
