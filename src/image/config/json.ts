import type { Place } from '../../place.js';

/** A JSON object whose fields may be anything. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Tells an object from all else, arrays and `null` included. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in a field; an empty one if there is none. */
export function objectIn(object: JsonObject, field: string): JsonObject {
  const value = own(object, field);
  return isObject(value) ? value : {};
}

/** The list in a field; an empty one if there is none. */
export function listIn(object: JsonObject, field: string): readonly unknown[] {
  const value = own(object, field);
  return Array.isArray(value) ? value : [];
}

/** The text in a field, `undefined` if it is missing, empty or no text. */
export function textIn(object: JsonObject, field: string): string | undefined {
  const value = own(object, field);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A field's own value: what objects inherit does not count. */
export function own(object: JsonObject, field: string): unknown {
  return Object.hasOwn(object, field) ? object[field] : undefined;
}

/** A place in the configuration, by the names and indices that lead to it (JSON Pointer, RFC 6901). */
export function inConfig(...path: readonly (string | number)[]): Place {
  const pointer = path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return Object.freeze({ in: 'config', pointer });
}

/** Freezes a parsed JSON value and all that is in it. Without recursion: nesting has no bound. */
export function deepFreeze<T>(value: T): T {
  const pending: unknown[] = [value];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null) continue;
    Object.freeze(next);
    for (const inner of Object.values(next)) if (typeof inner === 'object') pending.push(inner);
  }
  return value;
}
