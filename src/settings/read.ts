/** The text of a settings file → what it says, or everything that is wrong with it. */
import type { PresetName, RegisteredRule } from '../rule.js';
import { type FailOn, nearest, type RuleSetting, type SecretSettings } from '../selection.js';
import { readDocument, type TextMistake } from './document.js';
import { globMistake, type Matcher } from './glob-limits.js';
import { inWords } from './mistakes.js';
import { withIds } from './names.js';
import { schemaErrors } from './validate.js';

/** One layer of settings; what it does not mention stays as it was. */
export interface Layer {
  readonly preset?: PresetName;
  readonly failOn?: FailOn;
  /** By rule id. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
}

/** What a settings file says. Matchers take paths relative to its folder, with `/`. */
export interface SettingsFile {
  readonly base: Layer;
  readonly overrides: readonly { readonly files: Matcher; readonly layer: Layer }[];
  readonly ignore: Matcher;
  readonly secrets: SecretSettings;
}

/** Nobody mends more at a time. */
const MOST_MISTAKES = 200;

/** The shape that the schema has made sure of. */
interface RawLayer {
  readonly preset?: PresetName;
  readonly 'fail-on'?: FailOn;
  readonly rules?: Readonly<Record<string, string | Readonly<Record<string, unknown>>>>;
}
interface Raw extends RawLayer {
  readonly overrides?: readonly (RawLayer & { readonly files: string | readonly string[] })[];
  readonly ignore?: readonly string[];
  readonly secrets?: Partial<SecretSettings>;
}

/**
 * Reads the text of a settings file.
 *
 * @param formats names of the formats that secrets have
 * @returns the settings, or mistakes in the file's order, each `line:column: message` (1-based)
 */
export async function readSettings(
  text: string,
  rules: readonly RegisteredRule[],
  formats: readonly string[],
): Promise<{ readonly settings: SettingsFile } | { readonly mistakes: readonly string[] }> {
  const document = readDocument(text);
  const mistakes: TextMistake[] = [...document.mistakes];
  const canonical = withIds(document.data ?? {}, rules);
  if (mistakes.length === 0) {
    for (const { path, rule, other } of canonical.twice) {
      const message = `the rule ${rule} is set twice, here and as '${other}'`;
      mistakes.push({ offset: document.keyAt(path), message });
    }
    for (const error of schemaErrors(canonical.data, rules).slice(0, MOST_MISTAKES)) {
      const words = inWords(error, canonical.data, rules);
      if (words === undefined) continue;
      const path = canonical.original(words.path);
      mistakes.push({ offset: words.key ? document.keyAt(path) : document.valueAt(path), message: words.message });
    }
  }
  if (mistakes.length > 0) return { mistakes: inOrder(mistakes, document.position) };
  const raw = canonical.data as Raw;
  const wrong = [...globMistakes(raw), ...formatMistakes(raw, formats)].map(({ path, message }) => ({
    offset: document.valueAt(path),
    message,
  }));
  return wrong.length > 0 ? { mistakes: inOrder(wrong, document.position) } : { settings: await assemble(raw) };
}

function inOrder(mistakes: readonly TextMistake[], position: (offset: number) => string): string[] {
  const sorted = [...mistakes].sort((a, b) => a.offset - b.offset);
  return [...new Set(sorted.map(({ offset, message }) => `${position(offset)}: ${message}`))];
}

function globMistakes(raw: Raw): { path: (string | number)[]; message: string }[] {
  const all = [
    ...(raw.ignore ?? []).map((glob, i) => ({ path: ['ignore', i], glob })),
    ...(raw.overrides ?? []).flatMap(({ files }, i) =>
      typeof files === 'string'
        ? [{ path: ['overrides', i, 'files'], glob: files }]
        : files.map((glob, j) => ({ path: ['overrides', i, 'files', j], glob })),
    ),
    ...allowed(raw, []),
    ...(raw.overrides ?? []).flatMap((override, i) => allowed(override, ['overrides', i])),
  ];
  return all.flatMap(({ path, glob }) => {
    const message = globMistake(glob);
    return message === undefined ? [] : [{ path, message }];
  });
}

/** What is neither a fingerprint nor a format. */
function formatMistakes(
  { secrets }: Raw,
  formats: readonly string[],
): { path: (string | number)[]; message: string }[] {
  return (secrets?.allow ?? []).flatMap((name, i) => {
    if (/^[0-9a-f]{6}$/.test(name) || formats.includes(name)) return [];
    const meant = nearest(name, formats);
    const hint = meant === undefined ? '' : `; did you mean '${meant}'?`;
    const message = `'${name}' is neither the fingerprint of a secret (six hexadecimal digits) nor a format${hint}`;
    return [{ path: ['secrets', 'allow', i], message }];
  });
}

/** The globs over paths in images. */
function allowed(raw: RawLayer, above: (string | number)[]): { path: (string | number)[]; glob: string }[] {
  return Object.entries(raw.rules ?? {}).flatMap(([rule, value]) => {
    const list = typeof value === 'string' ? undefined : value.allow;
    if (!Array.isArray(list)) return [];
    return list.map((glob: string, i) => ({ path: [...above, 'rules', rule, 'allow', i], glob }));
  });
}

async function assemble(raw: Raw): Promise<SettingsFile> {
  const { ignore = [], overrides = [] } = raw;
  const secrets = { salt: raw.secrets?.salt ?? '', allow: raw.secrets?.allow ?? [] };
  if (ignore.length + overrides.length === 0) return { base: layer(raw), overrides: [], ignore: () => false, secrets };
  const { globs } = await import('./globs.js');
  return {
    base: layer(raw),
    overrides: overrides.map(override => ({
      files: globs(typeof override.files === 'string' ? [override.files] : override.files),
      layer: layer(override),
    })),
    ignore: globs(ignore),
    secrets,
  };
}

function layer(raw: RawLayer): Layer {
  return {
    ...(raw.preset === undefined ? {} : { preset: raw.preset }),
    ...(raw['fail-on'] === undefined ? {} : { failOn: raw['fail-on'] }),
    rules: new Map(Object.entries(raw.rules ?? {}).map(([id, value]) => [id, ruleSetting(value)])),
  };
}

function ruleSetting(value: string | Readonly<Record<string, unknown>>): RuleSetting {
  if (typeof value === 'string') return { severity: value as NonNullable<RuleSetting['severity']> };
  const { severity, ...options } = value;
  return severity === undefined ? { options } : { severity: severity as NonNullable<RuleSetting['severity']>, options };
}
