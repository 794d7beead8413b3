/** One image: found, linted, closed. */
import { type SubjectResult, unread } from '../../assemble.js';
import { ImageError, type ImageSource, type PassingImage } from '../../image/model.js';
import { isLocal, openImage } from '../../image/open.js';
import type { Progress } from '../../image/progress.js';
import { remoteReference } from '../../image/reference.js';
import { passingArchive } from '../../image/sources/passing.js';
import { lintImage } from '../../lint-image.js';
import type { FindOptions, Source } from '../../remote/open.js';
import type { RemoteOptions } from '../../remote/types.js';
import type { SubjectReport } from '../../report.js';
import type { Settings } from '../../selection.js';
import { rules } from '../catalogue.js';
import type { World } from '../world.js';
import { cacheFor, tellProblem } from './remembering.js';

/** An image to lint. */
export interface Task {
  readonly reference: string;
  /** What the report calls it. */
  readonly label: string;
  readonly platform?: string | undefined;
  readonly source?: Source | undefined;
  /** The file that stands for it where a form of the report needs one. */
  readonly at?: SubjectReport['at'] | undefined;
}

/** How all images of a run are read and judged; plain data, so that it can be sent to another process. */
export interface Work {
  readonly settings: Settings | undefined;
  readonly remote: RemoteOptions;
  readonly ref: string | undefined;
  readonly source: Source | undefined;
  readonly layers: boolean;
  /** `false`: none. */
  readonly cache: false | { readonly folder: string | undefined };
  readonly system: string;
  /** Threads that unpack; `undefined`: as many as help. */
  readonly threads: number | undefined;
}

/** What goes on around it. */
export interface Around {
  readonly world: Pick<World, 'stdinStream'>;
  tell(sentence: string): void;
  readonly progress?: (progress: Progress) => void;
}

/** How images are looked for, as `src/remote/` takes it. */
export function findOptions(
  work: Work,
  task: Pick<Task, 'platform' | 'source'>,
  around: Pick<Around, 'tell'>,
): FindOptions {
  const { remote, system, ref } = work;
  return {
    remote: { ...remote, platform: task.platform ?? remote.platform },
    hints: { system, uid: remote.uid },
    ...(ref === undefined ? {} : { ref }),
    source: task.source ?? work.source,
    tell: around.tell,
  };
}

/** Never throws for what is wrong with an image: the result says it. */
export async function lintTask(task: Task, work: Work, around: Around): Promise<SubjectResult> {
  return standing(await judge(task, work, around), task.at);
}

/** The result with the file that stands for its image. */
export function standing(result: SubjectResult, at: SubjectReport['at']): SubjectResult {
  return at === undefined ? result : { ...result, subject: { ...result.subject, at } };
}

async function judge(task: Task, work: Work, around: Around): Promise<SubjectResult> {
  try {
    const image = await open(task, work, around);
    try {
      const cache = cacheFor(work);
      const result = await lintImage(image, {
        rules,
        label: task.label,
        ...(work.settings === undefined ? {} : { settings: work.settings }),
        ...(around.progress === undefined ? {} : { progress: around.progress }),
        ...(cache === undefined ? {} : { cache }),
        ...(work.threads === undefined ? {} : { threads: work.threads }),
        ...(work.layers ? {} : { layers: false }),
      });
      tellProblem(cache, around);
      return result;
    } finally {
      await image.close();
    }
  } catch (error) {
    if (error instanceof ImageError) return unread('image', task.label, error.message.replace(/\.$/, ''));
    throw error;
  }
}

async function open(task: Task, work: Work, around: Around): Promise<ImageSource | PassingImage> {
  const { reference } = task;
  const { remote, ref } = work;
  const platform = task.platform ?? remote.platform;
  const which = { ...(platform === undefined ? {} : { platform }), ...(ref === undefined ? {} : { ref }) };
  if (reference === '-') {
    const about = { kind: 'docker-archive', reference, label: 'standard input', async close() {} } as const;
    return passingArchive(around.world.stdinStream(), { ...about, ...which });
  }
  const source = task.source ?? work.source;
  // What asks daemons and registries is loaded only if one is to be asked.
  if (source === 'file' || (source === undefined && (await isLocalHere(reference, remote.cwd))))
    return openImage(reference, { cwd: remote.cwd, ...which });
  const { findImage } = await import('../../remote/open.js');
  return findImage(reference, findOptions(work, task, around));
}

/** As `isLocal`, but a scheme of a daemon or a registry is no error. */
async function isLocalHere(reference: string, cwd: string): Promise<boolean> {
  return remoteReference(reference) === undefined && (await isLocal(reference, cwd));
}
