/** Which rules run on a file, how serious they are there and with which options. Pure: no I/O. */
import { type PresetName, presetsOf, type RegisteredRule, type Severity } from './rule.js';

export { nearest } from './nearest.js';

/** The least severity that makes a finding fail a run. */
export type FailOn = Severity | 'never';

/** What settings say about one rule. */
export interface RuleSetting {
  readonly severity?: Severity | 'off';
  readonly options?: Readonly<Record<string, unknown>>;
}

/** How secrets that are found are named, and which are known. */
export interface SecretSettings {
  /** With another salt, every secret has another fingerprint. */
  readonly salt: string;
  /** Fingerprints and formats of secrets that are allowed. */
  readonly allow: readonly string[];
}

/** What holds for one file. */
export interface Settings {
  readonly preset: PresetName;
  readonly failOn: FailOn;
  /** By rule id. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  /** Ids, aliases or topics; if there are any, nothing else runs. */
  readonly only: readonly string[];
  /** Ids, aliases or topics that do not run, whatever else is said. */
  readonly skip: readonly string[];
  readonly secrets?: SecretSettings;
}

/** Nobody has said anything about secrets. */
export const NO_SECRET_SETTINGS: SecretSettings = Object.freeze({ salt: '', allow: Object.freeze([]) });

/** What holds where nobody says anything. */
export const DEFAULTS: Settings = Object.freeze({
  preset: 'recommended',
  failOn: 'warning',
  rules: new Map<string, RuleSetting>(),
  only: Object.freeze([]),
  skip: Object.freeze([]),
});

/** A rule that runs. */
export interface ActiveRule {
  readonly rule: RegisteredRule;
  readonly severity: Severity;
  /** Every option of the rule: as set, else its default. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * The rules that run, in the order given. The preset decides first; then `rules`, where a severity also switches a rule
 * on; then `only` and `skip`. A rule that `only` names by id or alias runs even if it is off otherwise; a topic there
 * narrows what is on.
 */
export function activeRules(rules: readonly RegisteredRule[], settings: Settings): ActiveRule[] {
  const named = namedBy(rules, settings.only);
  const skipped = namedBy(rules, settings.skip);
  const active: ActiveRule[] = [];
  for (const rule of rules) {
    const setting = settings.rules.get(rule.id);
    const asked = named.itself.has(rule);
    let on = presetsOf(rule).includes(settings.preset);
    if (setting?.severity !== undefined) on = setting.severity !== 'off';
    if (settings.only.length > 0) on = asked || (on && named.topic.has(rule));
    if (!on || skipped.itself.has(rule) || skipped.topic.has(rule)) continue;
    const severity = setting?.severity === undefined || setting.severity === 'off' ? rule.severity : setting.severity;
    active.push({ rule, severity, options: optionsOf(rule, setting?.options) });
  }
  return active;
}

function optionsOf(rule: RegisteredRule, set: RuleSetting['options'] = {}): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(rule.options ?? {})) options[name] = set[name] ?? option.default;
  return options;
}

function namedBy(
  rules: readonly RegisteredRule[],
  names: readonly string[],
): { itself: Set<RegisteredRule>; topic: Set<RegisteredRule> } {
  const itself = new Set<RegisteredRule>();
  const topic = new Set<RegisteredRule>();
  for (const name of names) {
    const rulesOfTheirOwn = byName(rules, name);
    for (const rule of rulesOfTheirOwn) itself.add(rule);
    if (rulesOfTheirOwn.length === 0) for (const rule of byTopic(rules, name)) topic.add(rule);
  }
  return { itself, topic };
}

function byName(rules: readonly RegisteredRule[], name: string): RegisteredRule[] {
  const wanted = name.toLowerCase();
  const own = rules.filter(rule => rule.id === wanted);
  return own.length > 0 ? own : rules.filter(rule => rule.aliases.some(alias => alias.toLowerCase() === wanted));
}

function byTopic(rules: readonly RegisteredRule[], name: string): RegisteredRule[] {
  return rules.filter(rule => rule.topic === name.toLowerCase());
}

/**
 * The rules a name stands for: the one with that id, else all that have it as an alias, else all of that topic. Letter
 * case does not count. Empty: nothing is called so.
 */
export function findRule(rules: readonly RegisteredRule[], name: string): RegisteredRule[] {
  const found = byName(rules, name);
  return found.length > 0 ? found : byTopic(rules, name);
}
