/** Rules are configured by id or by alias; this puts ids in the place of all names. */
import type { RegisteredRule } from '../rule.js';
import type { Path } from './document.js';

type Json = Readonly<Record<string, unknown>>;

/** Settings whose rules are called by id, with the way back to the names that stand in the file. */
export interface Canonical {
  readonly data: unknown;
  /** The path in the file of a path in `data`. */
  original(path: Path): Path;
  /** Rules that are set under two names. */
  readonly twice: readonly { readonly path: Path; readonly rule: string; readonly other: string }[];
}

/** Gives every key of every `rules` its id; an alias of several rules becomes several keys. Unknown names stay. */
export function withIds(data: unknown, rules: readonly RegisteredRule[]): Canonical {
  const ids = idsByName(rules);
  const written = new Map<string, string>();
  const twice: Canonical['twice'][number][] = [];
  const rename = (value: unknown, path: Path): unknown => {
    if (!isObject(value)) return value;
    const out: Record<string, unknown> = Object.create(null);
    for (const [name, setting] of Object.entries(value)) {
      for (const id of ids.get(name.toLowerCase()) ?? [name]) {
        const other = written.get(key([...path, id]));
        if (other !== undefined) twice.push({ path: [...path, name], rule: id, other });
        else written.set(key([...path, id]), name);
        out[id] = setting;
      }
    }
    return out;
  };
  return {
    data: isObject(data) ? renamed(data, rename) : data,
    original: path => originalPath(path, written),
    twice,
  };
}

function renamed(data: Json, rename: (value: unknown, path: Path) => unknown): Json {
  const out: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(data)) {
    // A key without a value, all below it commented out, says nothing.
    if (value === null) continue;
    out[name] = value;
    if (name === 'rules') out.rules = rename(value, ['rules']);
    if (name === 'overrides' && Array.isArray(value)) {
      out.overrides = value.map((item, index) =>
        isObject(item) && 'rules' in item ? { ...item, rules: rename(item.rules ?? {}, [name, index, 'rules']) } : item,
      );
    }
  }
  return out;
}

function originalPath(path: Path, written: ReadonlyMap<string, string>): Path {
  for (let length = path.length; length > 1; length--) {
    const name = written.get(key(path.slice(0, length)));
    if (name !== undefined) return [...path.slice(0, length - 1), name, ...path.slice(length)];
  }
  return path;
}

function idsByName(rules: readonly RegisteredRule[]): Map<string, readonly string[]> {
  const ids = new Map<string, readonly string[]>();
  for (const { id, aliases } of rules) {
    for (const alias of aliases) {
      const name = alias.toLowerCase();
      ids.set(name, [...new Set([...(ids.get(name) ?? []), id])]);
    }
  }
  for (const { id } of rules) ids.set(id, [id]);
  return ids;
}

function key(path: Path): string {
  return JSON.stringify(path.map(String));
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
