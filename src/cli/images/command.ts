/** The command `image`: references → images → report → exit code. Nothing is written but the report and the cache. */
import { resolve } from 'node:path';
import { assemble, type SubjectResult } from '../../assemble.js';
import type { Parsed } from '../arguments.js';
import { rules } from '../catalogue.js';
import { exitCode, FINDINGS } from '../exit.js';
import { checkRuleNames, settingsReader } from '../lint.js';
import { ProgressLine } from '../progress.js';
import { outputsOf, print } from '../reports.js';
import type { World } from '../world.js';
import { tellingWrongUse, WrongUse } from '../wrong-use.js';
import { listTasks } from './list.js';
import { lintTask, type Task, type Work } from './one.js';
import { numberOf, workOf } from './options.js';
import { inProcesses, inThisProcess, jobsFor } from './pool.js';
import { cacheMistake, closeCache } from './remembering.js';
import { type Shard, shardOf } from './shard.js';

/** What runs in the processes beside this one; here, so that there is one bundle for both. */
export { runJobs } from './job.js';

/** Runs the command and gives its exit code. */
export function runImage(parsed: Parsed, world: World): Promise<number> {
  return tellingWrongUse(() => run(parsed, world), world);
}

async function run(parsed: Parsed, world: World): Promise<number> {
  const { values, lists, flags } = parsed;
  checkRuleNames(lists);
  const outputs = outputsOf(parsed, world);
  const wanted = numberOf(values.get('exit-code'), '--exit-code', 0, 255) ?? FINDINGS;
  const shard = shardOf(values.get('shard'));
  const jobs = numberOf(values.get('jobs'), '--jobs', 1, 64);
  const settings = settingsReader(parsed, rules, world);
  // An image has no folder of its own: the settings of the one where the command runs hold.
  const own = await settings.for(resolve(world.cwd, 'image'));
  if (settings.mistakes.length > 0) throw new WrongUse(...settings.mistakes);
  const work: Work = { ...workOf(parsed, world), settings: own.settings };
  const mistake = cacheMistake(work);
  if (mistake !== undefined) throw new WrongUse(mistake);
  const tell = (sentence: string): void => {
    if (!flags.has('quiet')) world.stderr.write(`plimsoll: ${sentence}\n`);
  };
  const { tasks, failed } = await listTasks(parsed, work, shard, world);
  if (tasks.length + failed.length === 0) tell(nothing(shard));
  const results = await lintAll(tasks, work, jobsFor(jobs, tasks.length), world, tell);
  const report = assemble([...failed, ...results], rules, shard);
  await print(report, outputs, parsed, world);
  const code = exitCode(report);
  return code === FINDINGS ? wanted : code;
}

function nothing(shard: Shard | undefined): string {
  return shard === undefined ? 'there is no image to lint' : `no image falls to shard ${shard.index} of ${shard.count}`;
}

async function lintAll(
  tasks: readonly Task[],
  work: Work,
  jobs: number,
  world: World,
  tell: (sentence: string) => void,
): Promise<SubjectResult[]> {
  if (tasks.length === 0) return [];
  const line = new ProgressLine(world.stderr);
  const said = (sentence: string): void => {
    line.clear();
    tell(sentence);
  };
  try {
    if (jobs > 1 && world.script !== undefined)
      return await inProcesses(tasks, work, jobs, {
        script: world.script,
        tell: said,
        done: n => line.count(n, tasks.length),
      });
    const progress = line.wanted ? { progress: line.show.bind(line) } : {};
    return await inThisProcess(tasks, jobs, task => lintTask(task, work, { world, tell: said, ...progress }));
  } finally {
    line.clear();
    await closeCache();
  }
}
