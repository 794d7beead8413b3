/** The commands that tell about rules and formats: `rules`, `explain`, `problem-matcher`. */
import { explain, problemMatcher, ruleList } from '../reports/index.js';
import type { RegisteredRule } from '../rule.js';
import { findRule, nearest } from '../selection.js';
import type { Parsed } from './arguments.js';
import { CLEAN, WRONG_USE } from './exit.js';
import { look } from './terminal.js';
import type { World } from './world.js';

/** Runs one of the commands and gives its exit code. */
export async function runDescribe(parsed: Parsed, world: World): Promise<number> {
  // They are a bundle of their own.
  const { rules } = await import('./catalogue.js');
  const style = look(parsed.values.get('color'), world.stdout, world);
  const [first = ''] = parsed.arguments;
  switch (parsed.command.name) {
    case 'rules':
      world.stdout.write(ruleList(rules, parsed.values.get('format') === 'json' ? 'json' : 'text', style));
      return CLEAN;
    case 'explain':
      return explainRule(first, rules, style, world);
    default:
      world.stdout.write(problemMatcher(first === 'github' ? 'github' : 'vscode'));
      return CLEAN;
  }
}

function explainRule(
  name: string,
  rules: readonly RegisteredRule[],
  style: { color: boolean; width: number },
  world: World,
): number {
  const found = findRule(rules, name);
  if (found.length > 0) {
    world.stdout.write(found.map(rule => explain(rule, style)).join('\n'));
    return CLEAN;
  }
  const meant = nearest(
    name,
    rules.flatMap(({ id, aliases }) => [id, ...aliases]),
  );
  const hint = meant === undefined ? 'plimsoll rules lists them' : `did you mean '${meant}'?`;
  world.stderr.write(`plimsoll: there is no rule or alias '${name}'; ${hint}\n`);
  return WRONG_USE;
}
