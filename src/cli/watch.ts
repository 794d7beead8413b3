/** `lint --watch`: lints, waits until something that counts has changed, and lints again, until it is ended. */
import type { Parsed } from './arguments.js';
import { CLEAN, FINDINGS, INCOMPLETE, WRONG_USE } from './exit.js';
import { type Look, look } from './watch-places.js';
import { Watcher } from './watcher.js';
import type { World } from './world.js';
import { WrongUse } from './wrong-use.js';

/** Said before each run. The problem matcher of VS Code knows it, and what is said after each. */
const BEGIN = 'plimsoll: linting\n';
const END: Readonly<Record<number, string>> = {
  [CLEAN]: 'passed',
  [FINDINGS]: 'failed',
  [WRONG_USE]: 'nothing linted',
  [INCOMPLETE]: 'incomplete',
};

/**
 * Runs until SIGINT or SIGTERM; its exit code is then 0, as whoever ended it has seen what was found. Wrong use ends it at
 * once if it is there from the beginning; later it is told, as a settings file is often wrong for a moment.
 *
 * What events say is only a reason to look: whether to lint again is decided by what lies on the disk. So a report that
 * is written where we watch starts nothing.
 *
 * @param lint one run: prints its report and gives its exit code
 */
export async function watch(parsed: Parsed, world: World, lint: () => Promise<number>): Promise<number> {
  if (parsed.arguments.includes('-')) throw new WrongUse('--watch: standard input cannot be watched; name the file');
  if (parsed.flags.has('show-files'))
    throw new WrongUse('--watch: --show-files ends with its list; leave out one of them');
  const watcher = new Watcher(world.now);
  const end = () => watcher.end();
  process.on('SIGINT', end).on('SIGTERM', end);
  const followed = () => follow(watcher, () => look(parsed, world));
  try {
    for (let first = true; ; first = false) {
      const before = await followed();
      world.stderr.write(BEGIN);
      const code = await lint();
      if (first && code === WRONG_USE) return code;
      world.stderr.write(`plimsoll: ${END[code]}, watching for changes\n`);
      do {
        if (!(await watcher.change())) return CLEAN;
      } while ((await followed()) === before);
    }
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
    watcher.close();
  }
}

/** Storms pass, and what they change is told. */
const MOST_LOOKS = 10;

/** Watches what there is to watch, and gives the state of it: of a time when nothing that counts went unwatched. */
async function follow(watcher: Watcher, look: () => Promise<Look>): Promise<string> {
  let seen = await look();
  for (let looks = 1; looks < MOST_LOOKS; looks++) {
    watcher.follow(seen.places);
    // A folder may have been filled before it was watched.
    const again = await look();
    const same =
      again.state === seen.state && [...again.places.keys()].join('\n') === [...seen.places.keys()].join('\n');
    seen = again;
    if (same) break;
  }
  return seen.state;
}
