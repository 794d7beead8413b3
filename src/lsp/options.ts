/** What the user has set in the editor, below the key `plimsoll`. */
import { shown } from '../image/text.js';
import type { PresetName, RegisteredRule } from '../rule.js';
import { type FailOn, findRule, nearest } from '../selection.js';
import { isObject } from './params.js';

/** The editor's settings; they win over every settings file, as those of the command line do. */
export interface Options {
  readonly preset?: PresetName;
  readonly failOn?: FailOn;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** A settings file instead of the nearest; `''`: none at all. */
  readonly config?: string;
  /** The build context: COPY is judged against it. */
  readonly context?: string;
}

const PRESETS: readonly string[] = ['recommended', 'cis', 'strict', 'all'] satisfies PresetName[];
const FAIL_ON: readonly string[] = ['error', 'warning', 'info', 'never'] satisfies FailOn[];
const KEYS = ['preset', 'only', 'skip', 'failOn', 'config', 'context'];

/**
 * Reads the settings of an editor. A value that cannot be used is left out, and told.
 *
 * @param raw the settings themselves, or an object that has them below `plimsoll`; nothing at all is nothing set
 * @returns what can be used, and one sentence on each thing that cannot
 */
export function readOptions(
  raw: unknown,
  rules: readonly RegisteredRule[],
): { readonly options: Options; readonly mistakes: readonly string[] } {
  const mistakes: string[] = [];
  const options: Record<string, unknown> = {};
  const own = isObject(raw) && 'plimsoll' in raw ? raw['plimsoll'] : raw;
  if (own === undefined || own === null) return { options, mistakes };
  if (!isObject(own)) return { options, mistakes: ['plimsoll is no object; give it keys with values.'] };
  for (const [key, value] of Object.entries(own)) {
    // Editors send null for what nobody has set.
    if (value === null || value === undefined) continue;
    const mistake = KEYS.includes(key)
      ? wrong(key, value, rules)
      : `there is no such setting; there are ${KEYS.join(', ')}`;
    if (mistake === undefined)
      options[key] = value === false ? '' : typeof value === 'string' && isList(key) ? [value] : value;
    else mistakes.push(`plimsoll.${shown(key)}: ${mistake}.`);
  }
  return { options, mistakes };
}

const isList = (key: string): boolean => key === 'only' || key === 'skip';

/** Why a value is of no use, as a clause. */
function wrong(key: string, value: unknown, rules: readonly RegisteredRule[]): string | undefined {
  if (isList(key)) {
    const names: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const name of names) {
      if (typeof name !== 'string' || name === '') return 'this must be a list of rules, aliases or topics';
      if (findRule(rules, name).length === 0) return noRule(name, rules);
    }
    return undefined;
  }
  if (key === 'config' && value === false) return undefined;
  if (typeof value !== 'string' || value === '')
    return key === 'config' ? 'this must be a path, or false' : 'this must be a text';
  const choices = key === 'preset' ? PRESETS : key === 'failOn' ? FAIL_ON : undefined;
  return choices === undefined || choices.includes(value)
    ? undefined
    : `'${shown(value)}' is not one of ${choices.join(', ')}`;
}

function noRule(name: string, rules: readonly RegisteredRule[]): string {
  const known = rules.flatMap(({ id, aliases, topic }) => [id, ...aliases, topic]);
  const meant = nearest(name, known);
  return `there is no rule, alias or topic '${shown(name)}'; ${meant === undefined ? 'plimsoll rules lists them' : `did you mean '${meant}'?`}`;
}
