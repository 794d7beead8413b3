/** What a run of `lint` depends on: the folders to watch, and the state of everything in them that counts. */
import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { NAMES } from '../settings/find.js';
import { globMistake, type Matcher } from '../settings/glob-limits.js';
import { relativeTo } from '../settings/paths.js';
import type { Parsed } from './arguments.js';
import { discover } from './discover.js';
import { isDockerfileName } from './names.js';
import { outputsOf } from './reports.js';
import { walk } from './walk.js';
import type { Places } from './watcher.js';
import type { World } from './world.js';

type Wanted = (event: string, name: string | null) => boolean;
const IGNORES = /\.(?:git|docker)ignore$/;

/** What was seen of the disk at a time. */
export interface Look {
  /** The folders whose changes may matter: those that are searched, those of files, those above for settings. */
  readonly places: Places;
  /** A word for the state of all that a run reads: two that are equal mean that nothing has to be linted anew. */
  readonly state: string;
}

/** Looks at everything that a run depends on. */
export async function look(parsed: Parsed, world: World): Promise<Look> {
  const { files } = await discover(parsed.arguments, world.cwd, { exclude: await excluded(parsed), stdinName: '' });
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path}\n${'error' in file ? file.error : ''}\n`);
  const absolute = files.map(({ path }) => resolve(world.cwd, path));
  for (const file of [...absolute, ...settingsOf(absolute, parsed, world)]) hash.update(`${file}\n${stateOf(file)}\n`);
  for (const text of await contextOf(absolute, parsed, world)) hash.update(JSON.stringify(text ?? null));
  return { places: await placesOf(absolute, parsed, world), state: hash.digest('hex') };
}

async function placesOf(files: readonly string[], parsed: Parsed, { cwd }: World): Promise<Places> {
  const config = parsed.values.get('config') || undefined;
  const given = parsed.arguments.length === 0 ? ['.'] : parsed.arguments;
  const asked = [...given, ...list(parsed.values.get('context')), ...list(config)].map(path => resolve(cwd, path));
  // What a link leads to is changed there.
  const starts = new Set([...asked, ...[...asked, ...files].flatMap(real)]);
  const named = new Set([...starts].map(path => basename(path)));
  const counts = (name: string): boolean => NAMES.includes(name) || IGNORES.test(name) || named.has(name);
  // What comes or goes may be a folder; a file that is only written to must be one of ours.
  const inside: Wanted = (event, name) => name === null || event === 'rename' || isDockerfileName(name) || counts(name);
  const above: Wanted = (_, name) => name === null || counts(name);
  const places = new Map<string, Wanted>();
  const add = (folder: string, wanted: Wanted): void => {
    if (wanted === inside || !places.has(folder)) places.set(folder, wanted);
  };
  for (const start of [...starts].map(baseOf)) {
    if (isFolder(start)) for (const folder of await foldersIn(start)) add(folder, inside);
    const folders = foldersAbove(start);
    for (const folder of folders) add(folder, above);
    // Its folder is missing, and may come.
    if (folders[0] !== undefined && folders[0] !== dirname(start)) add(folders[0], inside);
  }
  return places;
}

function settingsOf(files: readonly string[], { values }: Parsed, { cwd }: World): string[] {
  const config = values.get('config');
  if (config !== undefined) return config === '' ? [] : [resolve(cwd, config)];
  const folders = new Set(files.flatMap(foldersAbove));
  return [...folders].flatMap(folder => NAMES.map(name => resolve(folder, name)));
}

/** What the build context, if there is one, tells of itself; without the reports that we write into it. */
async function contextOf(files: readonly string[], parsed: Parsed, world: World): Promise<unknown[]> {
  const folder = parsed.values.get('context');
  if (folder === undefined) return [];
  const { ContextReader } = await import('./context.js');
  const reader = new ContextReader(world.cwd, folder);
  const reports = outputsOf(parsed, world).list.flatMap(({ file }) => list(file));
  const own = new Set(reports.map(file => relativeTo(resolve(world.cwd, folder), resolve(world.cwd, file))));
  const paths = reader.for(undefined).paths?.filter(path => !own.has(path));
  return [paths, ...files.map(file => reader.for(file).ignore)];
}

async function excluded({ lists }: Parsed): Promise<Matcher> {
  const patterns = (lists.get('exclude') ?? []).filter(pattern => globMistake(pattern) === undefined);
  return patterns.length === 0 ? () => false : (await import('../settings/globs.js')).globs(patterns);
}

/** Changes with every change of a file that leaves a trace. */
function stateOf(file: string): string {
  try {
    const { dev, ino, size, mode, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return [dev, ino, size, mode, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

/** The folder and all in it that a search looks into. */
async function foldersIn(start: string): Promise<string[]> {
  const folders = [start];
  await walk(start, {
    file: () => false,
    folder: relative => {
      folders.push(resolve(start, relative));
      return true;
    },
  });
  return folders;
}

/** The folder that a path lies in and those around it, as far as there are any, the nearest first. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let at = path; dirname(at) !== at; ) {
    at = dirname(at);
    if (folders.length > 0 || isFolder(at)) folders.push(at);
  }
  return folders;
}

/** What a path leads to, if that is somewhere else. */
function real(path: string): string[] {
  try {
    const there = realpathSync(path);
    return there === path ? [] : [there];
  } catch {
    return [];
  }
}

/** A path up to the first part that is a pattern, unless there is something of that very name. */
function baseOf(path: string): string {
  if (stateOf(path) !== 'ENOENT') return path;
  const parts = path.split(/(?<=[\\/])/);
  const fixed = parts.findIndex(part => /[*?[{]/.test(part));
  return fixed === -1 ? path : resolve(parts.slice(0, fixed).join(''));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function list(value: string | undefined): string[] {
  return value === undefined ? [] : [value];
}
