/** Which images are to be linted: references of the command line and of files, tags, platforms, a part of all. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type SubjectResult, unread } from '../../assemble.js';
import { ImageError } from '../../image/model.js';
import { withoutUserinfo } from '../../image/text.js';
import type { SubjectReport } from '../../report.js';
import { fits } from '../../wildcard.js';
import type { Parsed } from '../arguments.js';
import type { World } from '../world.js';
import { WrongUse } from '../wrong-use.js';
import { findOptions, standing, type Task, type Work } from './one.js';
import { fallsTo, type Shard } from './shard.js';

/** The largest list of references, in bytes. */
const LARGEST = 64 * 1024 * 1024;

/** A user name and a password before a host, as in a URL: `registry://me:secret@registry.example.com/app`. */
const USERINFO = /^((?:\w+:\/\/)?)[^@/:]+:.*@(?=(?:[\w-]+\.)+[\w-]+[:/]|localhost[:/]|[\w.-]+:\d+\/)/;
const TELLING =
  'a user name and a password stand in the name: leave them out, and give --username with --password-stdin or run docker login';

/** What is to be linted, and what could not even be listed. */
export interface Tasks {
  readonly tasks: readonly Task[];
  readonly failed: readonly SubjectResult[];
}

/** @throws WrongUse for lists that cannot be read, and if nothing is named at all */
export async function listTasks(parsed: Parsed, work: Work, shard: Shard | undefined, world: World): Promise<Tasks> {
  const { lists, flags } = parsed;
  const files = lists.get('images-from') ?? [];
  const own = dockerfileOf(parsed, world);
  const given = [
    ...parsed.arguments.map(reference => ({ reference, at: own })),
    ...files.flatMap(file => referencesIn(file, world).map(one => ({ ...one, at: own ?? one.at }))),
  ];
  const named = given.map(({ reference }) => reference);
  if (named.length === 0 && files.length === 0)
    throw new WrongUse('plimsoll image needs the name of an image, or --images-from; see plimsoll image --help');
  if (named.includes('-') && (named.length > 1 || files.includes('-') || work.remote.given !== undefined))
    throw new WrongUse('an image from standard input (-) has to be the only thing that is read from there, and alone');
  const leaking = given.filter(({ reference }) => USERINFO.test(reference));
  const failed = [...new Map(leaking.map(one => [withoutUserinfo(one.reference), one.at]))].map(([label, at]) =>
    standing(unread('image', label, TELLING), at),
  );
  const tags = lists.get('tags');
  // A reference that is given twice is one; where it stood first is where it stands.
  const places = new Map([...given].reverse().map(({ reference, at }) => [reference, at]));
  const sound = [...new Set(named)].filter(reference => !USERINFO.test(reference));
  let tasks: Task[] = sound.map(reference => ({ reference, label: reference, at: places.get(reference) }));
  if (tags !== undefined) tasks = await each(tasks, failed, task => taggedTasks(task, tags, work));
  // A tag may also have been named by itself.
  tasks = [...new Map(tasks.map(task => [task.label, task])).values()];
  // Before platforms are asked for: what falls to another shard costs nothing here.
  if (shard !== undefined) tasks = tasks.filter(({ label }) => fallsTo(label, shard));
  const tell = (sentence: string): void => {
    if (!flags.has('quiet')) world.stderr.write(`plimsoll: ${sentence}\n`);
  };
  if (flags.has('all-platforms')) tasks = await each(tasks, failed, task => platformTasks(task, work, tell));
  return { tasks, failed };
}

/** The Dockerfile that the images are built from, if it is named. @throws WrongUse if it is not there */
function dockerfileOf({ values }: Parsed, world: World): SubjectReport['at'] {
  const file = values.get('dockerfile');
  if (file === undefined) return undefined;
  if (statSync(resolve(world.cwd, file), { throwIfNoEntry: false })?.isFile() !== true)
    throw new WrongUse(`--dockerfile: there is no file '${file}'`);
  return { file, line: 1 };
}

/** One reference a line; empty lines and what follows a # at a line's start or after a blank are left out. */
function referencesIn(file: string, world: World): { reference: string; at: SubjectReport['at'] }[] {
  let text: string;
  try {
    if (file !== '-' && statSync(resolve(world.cwd, file)).size > LARGEST)
      throw new WrongUse(`--images-from: '${file}' is larger than 64 MiB`);
    text =
      file === '-'
        ? Buffer.from(world.stdin(LARGEST)).toString('utf8')
        : readFileSync(resolve(world.cwd, file), 'utf8');
  } catch (error) {
    if (error instanceof WrongUse) throw error;
    const { code } = error as NodeJS.ErrnoException;
    throw new WrongUse(`--images-from: '${file}' cannot be read: ${code === 'ENOENT' ? 'it does not exist' : code}`);
  }
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line, i) => ({
      reference: line.replace(/(?:^|\s)#.*$/, '').trim(),
      at: file === '-' ? undefined : { file, line: i + 1 },
    }))
    .filter(({ reference }) => reference !== '');
}

/** Several tasks for each; whichever fails becomes a result that says why. */
async function each(
  tasks: readonly Task[],
  failed: SubjectResult[],
  make: (task: Task) => Promise<Task[]>,
): Promise<Task[]> {
  const made: Task[] = [];
  for (const task of tasks) {
    try {
      made.push(...(await make(task)));
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      failed.push(standing(unread('image', task.label, error.message.replace(/\.$/, '')), task.at));
    }
  }
  return made;
}

/** A task for each tag of a repository that fits. */
async function taggedTasks(task: Task, globs: readonly string[], work: Work): Promise<Task[]> {
  const { findTags } = await import('../../remote/open.js');
  const tags = await findTags(task.reference, work.remote);
  const fitting = tags.filter(({ tag }) => globs.some(glob => fits(glob, tag)));
  const { at } = task;
  return fitting.map(({ reference }) => ({ reference, label: reference.replace(/^registry:\/\//, ''), at }));
}

/** A task for each platform. A thing without platforms, as a root file system, stays one. */
async function platformTasks(task: Task, work: Work, tell: (sentence: string) => void): Promise<Task[]> {
  const { findPlatforms } = await import('../../remote/open.js');
  if (task.reference === '-') return [task];
  const { platforms, who } = await findPlatforms(task.reference, findOptions(work, task, { tell }));
  if (platforms.length === 0) return [task];
  return platforms.map(platform => ({ ...task, platform, source: who, label: `${task.label} (${platform})` }));
}
