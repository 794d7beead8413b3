/** Several images at a time: each in a process of its own, so that one that breaks it takes nothing else along. */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { type SubjectResult, unread } from '../../assemble.js';
import type { Answer, Order } from './job.js';
import type { Task, Work } from './one.js';

/** So many at a time by default, at most: each may have threads of its own. */
const USUAL = 4;

/** How many images at a time. @param wanted `--jobs` */
export function jobsFor(wanted: number | undefined, images: number): number {
  return Math.max(1, Math.min(images, wanted ?? Math.min(USUAL, availableParallelism())));
}

/** Lints them here, several at a time; the results in the order of the tasks. */
export async function inThisProcess(
  tasks: readonly Task[],
  jobs: number,
  lint: (task: Task) => Promise<SubjectResult>,
): Promise<SubjectResult[]> {
  const results: SubjectResult[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let at = next++; at < tasks.length; at = next++) results[at] = await lint(tasks[at] as Task);
  };
  await Promise.all(Array.from({ length: jobs }, lane));
  return results;
}

/** What goes on around the processes. */
export interface Around {
  /** The script they run. */
  readonly script: string;
  tell(sentence: string): void;
  /** So many images are done. */
  done(images: number): void;
}

/** Lints them in processes; the results in the order of the tasks. A process that ends early costs the one image it had. */
export async function inProcesses(
  tasks: readonly Task[],
  work: Work,
  jobs: number,
  { script, tell, done }: Around,
): Promise<SubjectResult[]> {
  // Threads of all processes together: as many as there are processors.
  const each: Work = { ...work, threads: Math.floor(availableParallelism() / jobs) };
  let count = 0;
  const helpers = new Set<Helper>();
  const lane = async (run: (lint: (task: Task) => Promise<SubjectResult>) => Promise<void>): Promise<void> => {
    let helper: Helper | undefined;
    try {
      await run(async task => {
        if (helper === undefined || helper.ended !== undefined) {
          helper = new Helper(script, each);
          helpers.add(helper);
        }
        const answer = await helper.lint(task);
        for (const sentence of answer.said) tell(sentence);
        done(++count);
        return answer.result;
      });
    } finally {
      helper?.end();
    }
  };
  const results: SubjectResult[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: jobs }, () =>
      lane(async lint => {
        for (let at = next++; at < tasks.length; at = next++) results[at] = await lint(tasks[at] as Task);
      }),
    ),
  );
  return results;
}

/** A process that lints one image after the other. */
class Helper {
  /** Why it is no longer there. */
  ended: string | undefined;
  readonly #child: ChildProcess;
  #waiting: ((answer: Answer) => void) | undefined;
  #task: Task | undefined;

  constructor(script: string, work: Work) {
    this.#child = fork(script, ['--plimsoll-job'], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', answer => this.#answer(answer as Answer));
    this.#child.on('error', error => this.#end(error.message));
    this.#child.on('exit', (code, signal) => this.#end(signal === null ? `exit code ${code}` : signal));
    this.#send({ work });
  }

  lint(task: Task): Promise<Answer> {
    return new Promise(resolve => {
      this.#waiting = resolve;
      this.#task = task;
      if (this.ended === undefined) this.#send({ task });
      else this.#fail();
    });
  }

  /** Lets it end. */
  end(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  #send(order: Order): void {
    this.#child.send(order, error => {
      if (error !== null) this.#end(error.message);
    });
  }

  #answer(answer: Answer): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(answer);
  }

  #end(why: string): void {
    this.ended ??= why;
    this.#fail();
  }

  #fail(): void {
    const label = this.#task?.label ?? '';
    const hint =
      this.ended === 'SIGKILL' || this.ended === 'SIGABRT' || this.ended === 'exit code 134'
        ? ', as it does when memory runs out'
        : '';
    const why = `the process that read it ended early (${this.ended}${hint}): try it again, or with fewer --jobs`;
    this.#answer({ result: unread('image', label, why), said: [] });
  }
}
