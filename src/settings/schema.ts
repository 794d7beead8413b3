/** The JSON Schema of a settings file, made from the rules. */
import type { Option, RegisteredRule } from '../rule.js';

type Schema = Readonly<Record<string, unknown>>;

const SEVERITIES = ['off', 'error', 'warning', 'info'];

const PRESET: Schema = {
  description:
    'How much to look for: recommended is a part of strict, strict a part of all; cis is recommended and all that section 4 of the CIS Docker Benchmark asks for.',
  enum: ['recommended', 'cis', 'strict', 'all'],
  default: 'recommended',
};

const FAIL_ON: Schema = {
  description: 'The least severity that makes a run fail (exit code 1).',
  enum: ['error', 'warning', 'info', 'never'],
  default: 'warning',
};

const SECRETS: Schema = {
  description: 'How secrets that are found are named, and which of them are known.',
  type: 'object',
  additionalProperties: false,
  properties: {
    salt: { description: 'Any text; with another one every secret has another fingerprint.', type: 'string' },
    allow: {
      description: 'Fingerprints of secrets, as reports show them (six digits), and names of formats.',
      type: 'array',
      items: { type: 'string', minLength: 1 },
    },
  },
};

const GLOBS: Schema = { type: 'array', items: { type: 'string', minLength: 1 } };

/** Of every rule that judges what is in an image. */
const ALLOW: Schema = {
  ...GLOBS,
  description: 'Globs over paths in the image, without a leading slash; what the rule finds there is allowed.',
};

/**
 * The schema of a settings file (draft-07).
 *
 * @param options `aliases`: allow the rules' aliases as keys, too (what editors want to know); without, ids alone
 */
export function settingsSchema(rules: readonly RegisteredRule[], options: { readonly aliases: boolean }): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of Plimsoll',
    description:
      'A .plimsoll.yaml, .plimsoll.yml or .plimsoll.json; it holds for the Dockerfiles in and below its folder.',
    type: 'object',
    additionalProperties: false,
    properties: {
      preset: PRESET,
      'fail-on': FAIL_ON,
      rules: { $ref: '#/definitions/rules' },
      overrides: {
        description: 'Settings for some files; where several match, the later one wins.',
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['files'],
          properties: {
            files: {
              description: "Globs over paths from this file's folder; one without / means names in any folder.",
              if: { type: 'array' },
              // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
              then: GLOBS,
              else: { type: 'string', minLength: 1 },
            },
            preset: PRESET,
            'fail-on': FAIL_ON,
            rules: { $ref: '#/definitions/rules' },
          },
        },
      },
      secrets: SECRETS,
      ignore: {
        ...GLOBS,
        description: "Globs over paths from this file's folder: files and folders that are not linted, even if named.",
      },
    },
    definitions: {
      severity: { enum: SEVERITIES },
      rules: {
        description: 'What each rule is: off, or a severity (which switches it on), or a severity and options.',
        type: 'object',
        additionalProperties: false,
        properties: properties(rules, options.aliases),
      },
      ...Object.fromEntries(rules.map(rule => [`rule-${rule.id}`, ruleSchema(rule)])),
    },
  };
}

function properties(rules: readonly RegisteredRule[], aliases: boolean): Schema {
  const all: Record<string, unknown> = {};
  for (const rule of rules) {
    for (const alias of aliases ? rule.aliases : []) all[alias] ??= { $ref: `#/definitions/rule-${rule.id}` };
  }
  for (const rule of rules) all[rule.id] = { $ref: `#/definitions/rule-${rule.id}` };
  return all;
}

function ruleSchema(rule: RegisteredRule): Schema {
  const options = Object.entries(rule.options ?? {}).map(([name, option]) => [name, optionSchema(option)] as const);
  return {
    description: rule.summary,
    if: { type: 'object' },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: {
      additionalProperties: false,
      properties: {
        severity: { $ref: '#/definitions/severity' },
        ...(rule.image === undefined ? {} : { allow: ALLOW }),
        ...Object.fromEntries(options),
      },
    },
    else: { $ref: '#/definitions/severity' },
  };
}

function optionSchema(option: Option): Schema {
  return { ...option.schema, description: option.description, default: option.default };
}
