/** What ajv says about settings → what a person wants to know. */
import type { RegisteredRule } from '../rule.js';
import { nearest } from '../selection.js';
import type { Path } from './document.js';
import type { SchemaError } from './validate.js';

/** A mistake at a value or, with `key`, at the key of one. */
export interface PathMistake {
  readonly path: Path;
  readonly key: boolean;
  readonly message: string;
}

const TOP = ['preset', 'fail-on', 'rules', 'overrides', 'ignore'];
const OVERRIDE = ['files', 'preset', 'fail-on', 'rules'];

/** Puts an error of the schema into words; `undefined` for those that only repeat others. */
export function inWords(error: SchemaError, data: unknown, rules: readonly RegisteredRule[]): PathMistake | undefined {
  const path = pointerToPath(error.instancePath);
  const at = (message: string, key = false): PathMistake => ({ path, key, message });
  const value = valueAt(data, path);
  switch (error.keyword) {
    case 'if':
      return undefined;
    case 'additionalProperties': {
      const name = String(error.params.additionalProperty);
      return { path: [...path, name], key: true, message: unknownKey(name, path, rules) };
    }
    case 'enum': {
      const allowed = (error.params.allowedValues as readonly unknown[]).map(String);
      const meant = typeof value === 'string' ? nearest(value, allowed) : undefined;
      return at(`${describe(value)} is not one of ${allowed.join(', ')}${suggestion(meant)}`);
    }
    case 'type':
      return at(
        `this must be ${TYPES[String(error.params.type)] ?? String(error.params.type)}, not ${describe(value)}`,
      );
    case 'required':
      return at(`the key '${error.params.missingProperty}' is missing`);
    case 'minLength':
      return at('this must not be empty');
    default:
      return at(`this ${error.message ?? 'is not allowed'}`);
  }
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'keys with values',
  array: 'a list',
  string: 'a word',
  boolean: 'true or false',
  integer: 'a whole number',
  number: 'a number',
};

function unknownKey(name: string, path: Path, rules: readonly RegisteredRule[]): string {
  const inRules = path.at(-1) === 'rules';
  if (inRules) {
    const meant = nearest(name, [...rules.map(({ id }) => id), ...rules.flatMap(({ aliases }) => aliases)]);
    return `there is no rule '${name}'${suggestion(meant, '; plimsoll rules lists them')}`;
  }
  if (path.at(-2) === 'rules') {
    const rule = rules.find(({ id }) => id === path.at(-1));
    const allow = rule?.image === undefined ? [] : ['allow'];
    const known = ['severity', ...allow, ...Object.keys(rule?.options ?? {})];
    return `the rule ${rule?.id} has no option '${name}'${suggestion(nearest(name, known), `; it has ${known.join(', ')}`)}`;
  }
  const known = path[0] === 'overrides' ? OVERRIDE : TOP;
  return `there is no key '${name}'${suggestion(nearest(name, known), `; there are ${known.join(', ')}`)}`;
}

function suggestion(meant: string | undefined, otherwise = ''): string {
  return meant === undefined ? otherwise : `; did you mean '${meant}'?`;
}

/** Words are shown cut: a message stays one line of sensible length. */
function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'keys with values';
  const text = JSON.stringify(String(value)).slice(1, -1);
  return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;
}

function pointerToPath(pointer: string): Path {
  const parts = pointer.split('/').slice(1);
  return parts.map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) value = (value as Record<string, unknown> | undefined)?.[step];
  return value;
}
