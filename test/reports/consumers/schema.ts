import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { ROOT } from '../../support/rules.js';

/** Compiles one of the schemas beside the tests. They are of draft 4, of which ajv knows everything but the name. */
export function schema(name: string): ValidateFunction {
  const file = path.join(ROOT, 'test', 'reports', 'schemas', name);
  const { $schema: _, id: __, ...rest } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: { uri, 'uri-reference': reference, 'date-time': time },
  });
  return ajv.compile(alone(rest) as object);
}

/** Fails with what the schema says about a value. */
export function assertValid(validate: ValidateFunction, value: unknown): void {
  validate(value);
  assert.deepEqual(validate.errors ?? [], []);
}

/** In draft 4 nothing that stands beside a `$ref` counts. */
function alone(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(alone);
  if (typeof node !== 'object' || node === null) return node;
  const { $ref } = node as { $ref?: unknown };
  const { definitions } = node as { definitions?: unknown };
  const kept = typeof $ref === 'string' ? { $ref, ...(definitions === undefined ? {} : { definitions }) } : node;
  return Object.fromEntries(Object.entries(kept).map(([key, each]) => [key, alone(each)]));
}

/** RFC 3986: nothing but what may stand there, and `%` only before two hexadecimal digits. */
function reference(text: string): boolean {
  if (!/^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/.test(text)) return false;
  // A colon in the first segment makes a scheme of what stands before it.
  const [head = ''] = text.split(/[/?#]/, 1);
  return !head.includes(':') || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text);
}

function uri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) && reference(text);
}

function time(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
}
