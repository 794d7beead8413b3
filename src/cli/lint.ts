/** The command `lint`: paths → files → report → exit code. */
import { rules } from '../builtin.js';
import { type DockerfileInput, type Failed, lint } from '../lint.js';
import type { PresetName, RegisteredRule } from '../rule.js';
import { activeRules, DEFAULTS, type FailOn, findRule, nearest, type Settings } from '../selection.js';
import { SettingsReader } from '../settings.js';
import type { Parsed } from './arguments.js';
import type { Discovery } from './discover.js';
import { CLEAN, exitCode, INCOMPLETE } from './exit.js';
import { type Chosen, choose, find } from './files.js';
import { readInputs } from './inputs.js';
import { needsTexts, type Outputs, outputsOf, print } from './reports.js';
import type { World } from './world.js';
import { tellingWrongUse, WrongUse } from './wrong-use.js';

/** Runs the command and gives its exit code. */
export function runLint(parsed: Parsed, world: World): Promise<number> {
  const once = () => tellingWrongUse(() => run(parsed, world), world);
  if (!parsed.flags.has('watch')) return once();
  return tellingWrongUse(async () => (await import('./watch.js')).watch(parsed, world, once), world);
}

/** What the command line and the settings files say. */
export function settingsReader(
  { values, lists }: Parsed,
  known: readonly RegisteredRule[],
  { cwd }: World,
): SettingsReader {
  return new SettingsReader(known, cwd, {
    config: values.get('config'),
    preset: values.get('preset') as PresetName | undefined,
    failOn: values.get('fail-on') as FailOn | undefined,
    only: lists.get('only'),
    skip: lists.get('skip'),
  });
}

async function run(parsed: Parsed, world: World): Promise<number> {
  const { lists, flags } = parsed;
  checkRuleNames(lists);
  const outputs = outputsOf(parsed, world);
  const found = await find(parsed, world);
  const settings = settingsReader(parsed, rules, world);
  const chosen = await choose(found, settings, world.cwd);
  if (settings.mistakes.length > 0) throw new WrongUse(...settings.mistakes);
  if (chosen.length === 0) return nothingLeft(found, world);
  if (flags.has('show-files')) return showFiles(chosen, world);
  const inputs = await readInputs(chosen, parsed, world);
  const timing = flags.has('timing') ? new (await import('./timing.js')).Timing(world.now) : undefined;
  const report = lint(inputs, {
    rules: await rulesFor(outputs, inputs),
    today: world.today(),
    ...(timing === undefined ? {} : { around: timing.around }),
    ...(flags.has('shellcheck') ? { shellcheck: (await import('./shellcheck.js')).shellCheck(world.env) } : {}),
  });
  await print(report, outputs, parsed, world);
  if (timing !== undefined) world.stderr.write(timing.table());
  return exitCode(report);
}

/** Throws for a name in `--only` or `--skip` that nothing is called. */
export function checkRuleNames(lists: Parsed['lists']): void {
  for (const option of ['only', 'skip']) {
    for (const name of lists.get(option) ?? []) {
      if (findRule(rules, name).length > 0) continue;
      const known = rules.flatMap(({ id, aliases, topic }) => [id, ...aliases, topic]);
      const meant = nearest(name, known);
      const hint = meant === undefined ? 'plimsoll rules lists them' : `did you mean '${meant}'?`;
      throw new WrongUse(`--${option}: there is no rule, alias or topic '${name}'; ${hint}`);
    }
  }
}

function nothingLeft(found: Discovery, world: World): number {
  const count = found.files.length + found.excluded;
  world.stderr.write(
    `plimsoll: nothing to lint: ${count === 1 ? 'the only file is' : `all ${count} files are`} excluded\n`,
  );
  return CLEAN;
}

function showFiles(chosen: readonly Chosen[], world: World): number {
  const failed = chosen.filter(file => 'error' in file);
  for (const file of failed) world.stderr.write(`plimsoll: ${file.path}: ${file.error}\n`);
  world.stdout.write(chosen.map(file => ('error' in file ? '' : `${file.path}\n`)).join(''));
  return failed.length > 0 ? INCOMPLETE : CLEAN;
}

/** The rules' texts, which few forms show, and the checks that most people have off, are loaded when they are needed. */
async function rulesFor(outputs: Outputs, inputs: readonly (DockerfileInput | Failed)[]): Promise<typeof rules> {
  const wanted = new Set(inputs.map(input => ('error' in input ? undefined : (input.settings ?? DEFAULTS))));
  const isElsewhere = (settings: Settings | undefined): boolean =>
    settings !== undefined &&
    activeRules(rules, settings).some(({ rule }) => rule.dataOnly === true && judgesFiles(rule));
  return needsTexts(outputs) || [...wanted].some(isElsewhere) ? (await import('./catalogue.js')).rules : rules;
}

function judgesFiles({ dockerfile, config }: RegisteredRule): boolean {
  return dockerfile !== undefined || config !== undefined;
}
