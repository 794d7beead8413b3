/** The command `image`: references → images → report → exit code. Nothing is written but the report. */
import { resolve } from 'node:path';
import { assemble, type SubjectResult, unread } from '../assemble.js';
import { ImageError } from '../image/model.js';
import { openImage } from '../image/open.js';
import { lintImage } from '../lint-image.js';
import type { Parsed } from './arguments.js';
import { rules } from './catalogue.js';
import { FINDINGS } from './exit.js';
import { checkRuleNames, exitCode, print, settingsReader, tellingWrongUse } from './lint.js';
import { ProgressLine } from './progress.js';
import type { World } from './world.js';
import { WrongUse } from './wrong-use.js';

/** Runs the command and gives its exit code. */
export function runImage(parsed: Parsed, world: World): Promise<number> {
  return tellingWrongUse(() => run(parsed, world), world);
}

async function run(parsed: Parsed, world: World): Promise<number> {
  const { values, lists } = parsed;
  checkRuleNames(lists);
  const wanted = exitCodeWanted(values.get('exit-code'));
  const settings = settingsReader(parsed, rules, world);
  // An image has no folder of its own: the settings of the one where the command runs hold.
  const own = await settings.for(resolve(world.cwd, 'image'));
  if (settings.mistakes.length > 0) throw new WrongUse(...settings.mistakes);
  const results: SubjectResult[] = [];
  for (const reference of parsed.arguments) results.push(await lintReference(reference, parsed, own.settings, world));
  const report = assemble(results, rules);
  await print(report, parsed, world);
  const code = exitCode(report);
  return code === FINDINGS ? wanted : code;
}

async function lintReference(
  reference: string,
  { values }: Parsed,
  settings: Parameters<typeof lintImage>[1]['settings'],
  world: World,
): Promise<SubjectResult> {
  const platform = values.get('platform');
  const ref = values.get('ref');
  try {
    const source = await openImage(reference, {
      cwd: world.cwd,
      ...(platform === undefined ? {} : { platform }),
      ...(ref === undefined ? {} : { ref }),
    });
    const line = new ProgressLine(world.stderr);
    try {
      return await lintImage(source, {
        rules,
        ...(settings === undefined ? {} : { settings }),
        ...(line.wanted ? { progress: progress => line.show(progress) } : {}),
      });
    } finally {
      line.clear();
      await source.close();
    }
  } catch (error) {
    if (error instanceof ImageError) return unread('image', reference, error.message.replace(/\.$/, ''));
    throw error;
  }
}

function exitCodeWanted(given: string | undefined): number {
  if (given === undefined) return FINDINGS;
  if (!/^\d{1,3}$/.test(given) || Number(given) > 255)
    throw new WrongUse(`--exit-code: '${given}' is no number from 0 to 255`);
  return Number(given);
}
