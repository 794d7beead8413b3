/**
 * Holds settings against their schema with ajv. The build puts ajv's compiled code for the rules that come with Plimsoll
 * in the place of this module.
 */
import { Ajv } from 'ajv';
import type { RegisteredRule } from '../rule.js';
import { settingsSchema } from './schema.js';

/** Something the schema does not allow, as ajv says it. */
export interface SchemaError {
  readonly keyword: string;
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** How ajv is set up, here and in the build. */
export const AJV_OPTIONS = { allErrors: true, strict: true, strictTypes: false } as const;

const compiled = new WeakMap<readonly RegisteredRule[], (data: unknown) => readonly SchemaError[]>();

/** Everything the schema of these rules' settings objects to in some data. */
export function schemaErrors(data: unknown, rules: readonly RegisteredRule[]): readonly SchemaError[] {
  let check = compiled.get(rules);
  if (check === undefined) {
    const validate = new Ajv(AJV_OPTIONS).compile(settingsSchema(rules, { aliases: false }));
    check = value => (validate(value) ? [] : (validate.errors ?? [])) as readonly SchemaError[];
    compiled.set(rules, check);
  }
  return check(data);
}
