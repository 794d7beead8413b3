/** Which files a run of `lint` is about, and what holds for each. */
import { resolve } from 'node:path';
import type { DockerfileInput, Failed } from '../lint.js';
import { globMistake, type Matcher } from '../settings/glob-limits.js';
import type { SettingsReader } from '../settings.js';
import type { Parsed } from './arguments.js';
import { type Discovery, discover, type Found } from './discover.js';
import type { World } from './world.js';
import { WrongUse } from './wrong-use.js';

/** Finds the files that the paths of the command line mean, without those that `--exclude` takes out. */
export async function find(parsed: Parsed, world: World): Promise<Discovery> {
  const patterns = parsed.lists.get('exclude') ?? [];
  let exclude: Matcher = () => false;
  if (patterns.length > 0) {
    const { globs } = await import('../settings/globs.js');
    for (const pattern of patterns) {
      const mistake = globMistake(pattern);
      if (mistake !== undefined) throw new WrongUse(`--exclude: ${mistake}`);
    }
    exclude = globs(patterns);
  }
  const stdinName = parsed.values.get('stdin-filename') ?? '<stdin>';
  const found = await discover(parsed.arguments, world.cwd, { exclude, stdinName });
  for (const { path: empty, kind } of found.empty) {
    const sentence =
      kind === 'folder' ? `there is no Dockerfile in the folder '${empty}'` : `nothing matches '${empty}'`;
    if (found.files.length + found.excluded === 0)
      throw new WrongUse(`${sentence}; name the file if yours is called otherwise`);
    world.stderr.write(`plimsoll: ${sentence}\n`);
  }
  return found;
}

/** A file with what holds for it. */
export type Chosen = (Found & Pick<DockerfileInput, 'settings'>) | Failed;

/** Finds out what holds for each file, and leaves out those that their settings file ignores. */
export async function choose({ files }: Discovery, settings: SettingsReader, cwd: string): Promise<Chosen[]> {
  const chosen: Chosen[] = [];
  for (const file of files) {
    const { settings: own, ignored } = await settings.for(resolve(cwd, file.path));
    if (!ignored) chosen.push('error' in file ? file : { ...file, settings: own });
  }
  return chosen;
}
