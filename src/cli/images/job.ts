/** What runs in the processes of `pool.ts`: takes images from the process that started it, and gives back what it found. */
import { type SubjectResult, unread } from '../../assemble.js';
import { CLEAN, WRONG_USE } from '../exit.js';
import type { World } from '../world.js';
import { lintTask, type Task, type Work } from './one.js';
import { closeCache } from './remembering.js';

/** How to work, once; then one image after the other. */
export type Order = { readonly work: Work } | { readonly task: Task };

/** What was found in an image, and what is to be told of it. */
export interface Answer {
  readonly result: SubjectResult;
  readonly said: readonly string[];
}

/** Works until the other process ends the channel. */
export async function runJobs(world: World): Promise<number> {
  if (world.parent === undefined) {
    world.stderr.write('plimsoll: --plimsoll-job is for plimsoll itself; see plimsoll image --help\n');
    return WRONG_USE;
  }
  let work: Work | undefined;
  let busy = false;
  // Who wanted the answer is gone, and a download that hangs, or a large image, would keep this process for minutes.
  process.once('disconnect', () => busy && process.exit());
  for await (const message of world.parent.messages()) {
    const order = message as Order;
    busy = true;
    if ('work' in order) work = order.work;
    else if (work !== undefined) world.parent.send(await answerTo(order.task, work, world));
    busy = false;
  }
  await closeCache();
  return CLEAN;
}

async function answerTo(task: Task, work: Work, world: World): Promise<Answer> {
  const said: string[] = [];
  try {
    return { result: await lintTask(task, work, { world, tell: sentence => said.push(sentence) }), said };
  } catch (error) {
    const what = (error instanceof Error ? error.message : String(error)).split('\n')[0];
    return { result: unread('image', task.label, `something went wrong that should not have: ${what}`), said };
  }
}
