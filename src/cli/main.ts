/** The command line as a function: arguments and a world in, exit code out. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { rules } from '../builtin.js';
import { findRule, nearest } from '../selection.js';
import { VERSION } from '../version.js';
import { type Mistake, type Parsed, readArguments } from './arguments.js';
import { CLEAN, INCOMPLETE, WRONG_USE } from './exit.js';
import { runLint } from './lint.js';
import { COMMANDS } from './table.js';
import type { World } from './world.js';

/** Runs `plimsoll`. Never throws: what goes wrong inside becomes one sentence and exit code 3. */
export async function main(argv: readonly string[], world: World): Promise<number> {
  try {
    return await run(argv, world);
  } catch (error) {
    world.stderr.write(`plimsoll: ${unexpected(error, world.env.PLIMSOLL_DEBUG === '1')}\n`);
    return INCOMPLETE;
  }
}

async function run(argv: readonly string[], world: World): Promise<number> {
  if (argv[0] === COMPLETE) {
    const { complete } = await import('./help.js');
    world.stdout.write(await complete(argv.slice(1), rules));
    return CLEAN;
  }
  if (argv[0] === JOB) {
    const { runJobs } = await import('./images/command.js');
    return runJobs(world);
  }
  const parsed = readArguments(argv[0] === 'image' ? await translated(argv, world) : argv);
  if (parsed.flags.has('help')) {
    const { help } = await import('./help.js');
    world.stdout.write(await help(parsed, world.stdout.terminal()?.columns));
    return CLEAN;
  }
  if (parsed.flags.has('version')) {
    world.stdout.write(`${VERSION}\n`);
    return CLEAN;
  }
  const mistakes = [...parsed.mistakes, ...mistypedCommand(parsed, world.cwd)];
  if (mistakes.length > 0) {
    for (const mistake of mistakes) world.stderr.write(`plimsoll: ${inWords(mistake)}\n`);
    return WRONG_USE;
  }
  return runCommand(parsed, world);
}

/** The arguments of `image`, with those of Dockle in our words. */
async function translated(argv: readonly string[], world: World): Promise<readonly string[]> {
  const { fromDockle } = await import('./dockle.js');
  return fromDockle(argv, world, code => findRule(rules, code).length > 0);
}

/** How `image` starts the processes that read images beside it. */
const JOB = '--plimsoll-job';

/** What the completion scripts call. */
const COMPLETE = '--get-yargs-completions';

async function runCommand(parsed: Parsed, world: World): Promise<number> {
  const { name } = parsed.command;
  if (name === 'lint') return runLint(parsed, world);
  if (name === 'image') {
    const { runImage } = await import('./images/command.js');
    return runImage(parsed, world);
  }
  if (name === 'merge') {
    const { runMerge } = await import('./merge.js');
    return runMerge(parsed, world);
  }
  if (name === 'cache') {
    const { runCache } = await import('./cache.js');
    return runCache(parsed, world);
  }
  if (name === 'lsp') {
    const { runLsp } = await import('./lsp.js');
    return runLsp(parsed, world);
  }
  if (name === 'completion') {
    const { completionScript } = await import('./help.js');
    world.stdout.write(await completionScript(parsed.arguments[0]));
    return CLEAN;
  }
  const { runDescribe } = await import('./describe.js');
  return runDescribe(parsed, world);
}

/** A single word that is no file, but nearly a command. */
function mistypedCommand({ named, arguments: words }: Parsed, cwd: string): Mistake[] {
  const [word] = words;
  if (named || word === undefined || !/^[a-z-]{3,}$/.test(word)) return [];
  const known = COMMANDS.map(({ name }) => name);
  if (nearest(word, known) === undefined || existsSync(resolve(cwd, word))) return [];
  return [{ message: `there is no file and no command '${word}'`, given: word, known }];
}

function inWords({ message, given, known }: Mistake): string {
  const meant = given === undefined ? undefined : nearest(given, known ?? []);
  return meant === undefined ? `${message}; see plimsoll --help` : `${message}; did you mean '${meant}'?`;
}

function unexpected(error: unknown, debug: boolean): string {
  if (debug && error instanceof Error) return `${error.stack}`;
  const what = (error instanceof Error ? error.message : String(error)).split('\n')[0];
  return `something went wrong that should not have: ${what}; PLIMSOLL_DEBUG=1 shows where`;
}
