/** The command `cache`: where it is, how large it is, and away with it. */
import { cacheFolder, cacheLimit, type Surroundings } from '../cache/folder.js';
import { ruleSet } from '../cache/rule-set.js';
import { DiskCache } from '../cache/store.js';
import { shown } from '../image/text.js';
import type { Parsed } from './arguments.js';
import { CLEAN, WRONG_USE } from './exit.js';
import type { World } from './world.js';

/** Runs the command and gives its exit code. */
export async function runCache(parsed: Parsed, world: World): Promise<number> {
  const around = surroundings(world);
  const folder = cacheFolder(parsed.values.get('cache-dir'), around);
  const limit = cacheLimit(world.env);
  if (folder === undefined || limit === undefined) {
    const why =
      limit === undefined
        ? 'PLIMSOLL_CACHE_SIZE is no number of MB'
        : 'nobody knows where the cache is, as there is no home folder: name it with --cache-dir';
    world.stderr.write(`plimsoll: ${why}\n`);
    return WRONG_USE;
  }
  const cache = new DiskCache({ folder, limit, ruleSet: ruleSet(), now: () => Date.now() });
  if (parsed.arguments[0] === 'clear') {
    const { files, bytes } = cache.clear();
    world.stdout.write(`removed ${files} ${files === 1 ? 'file' : 'files'}, ${inMB(bytes)} from ${shown(folder)}\n`);
    return CLEAN;
  }
  const { files, bytes } = cache.size();
  world.stdout.write(`folder  ${shown(folder)}\nfiles   ${files}\nsize    ${inMB(bytes)}\nlimit   ${inMB(limit)}\n`);
  return CLEAN;
}

/** What decides where the cache is, of the world. */
export function surroundings({ env, cwd, system }: Pick<World, 'env' | 'cwd' | 'system'>): Surroundings {
  return { env, cwd, platform: system, home: system === 'win32' ? env['USERPROFILE'] : env['HOME'] };
}

/** 1 MB is 1,000,000 bytes. */
function inMB(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
