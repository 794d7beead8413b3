import type { RegisteredRule } from '../rule.js';
import { stringify } from './stringify.js';
import { count, type Theme, theme, usable } from './theme.js';
import { displayWidth, pad, wrap } from './width.js';

/**
 * Every rule, in the order given: for people by topic, one rule a row; as JSON `{version: 1, rules: […]}` with all that a
 * rule says about itself.
 */
export function ruleList(
  rules: readonly RegisteredRule[],
  format: 'text' | 'json',
  options: { readonly color: boolean; readonly width: number },
): string {
  return format === 'json' ? stringify({ version: 1, rules: rules.map(describe) }) : table(rules, options);
}

function describe(rule: RegisteredRule): object {
  const options = Object.entries(rule.options ?? {}).map(([name, { default: value, description, schema }]) => {
    return [name, { default: value, description, schema }];
  });
  return {
    id: rule.id,
    aliases: rule.aliases,
    controls: rule.controls,
    topic: rule.topic,
    severity: rule.severity,
    confidence: rule.confidence,
    preset: rule.preset,
    fixable: rule.bad.some(example => example.fixed !== undefined),
    summary: rule.summary,
    why: rule.why,
    options: Object.fromEntries(options),
  };
}

function table(rules: readonly RegisteredRule[], options: { readonly color: boolean; readonly width: number }): string {
  const paint = theme({ color: options.color, unicode: false });
  const id = rules.reduce((most, rule) => Math.max(most, displayWidth(rule.id)), 0);
  const width = usable(options.width);
  const blocks = [...byTopic(rules)].map(([topic, list]) =>
    [paint.bold(topic), ...list.flatMap(rule => row(rule, id, width, paint))].join('\n'),
  );
  return `${[...blocks, count(rules.length, 'rule')].join('\n\n')}\n`;
}

function row(rule: RegisteredRule, id: number, width: number, paint: Theme): string[] {
  const lead = 2 + id + 2 + 7 + 2 + 11 + 2;
  const head = `  ${pad(rule.id, id)}  ${paint[rule.severity](pad(rule.severity, 7))}  ${paint.dim(pad(rule.preset, 11))}  `;
  const room = width - lead;
  if (room < 30) return [head.trimEnd(), ...wrap(rule.summary, width - 6).map(line => `      ${line}`)];
  const [first, ...more] = wrap(rule.summary, room);
  return [`${head}${first}`, ...more.map(line => ' '.repeat(lead) + line)];
}

function byTopic(rules: readonly RegisteredRule[]): Map<string, RegisteredRule[]> {
  const topics = new Map<string, RegisteredRule[]>();
  for (const rule of rules) {
    const list = topics.get(rule.topic);
    if (list === undefined) topics.set(rule.topic, [rule]);
    else list.push(rule);
  }
  return topics;
}
