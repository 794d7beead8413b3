/** Dockle's command line in our words, for `plimsoll image`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world.js';

/** Dockle's levels and the severities that stand in their place. */
const LEVELS: Readonly<Record<string, string>> = { fatal: 'error', warn: 'warning', info: 'info' };

/** Options of Dockle that mean something else here or nothing: what to write instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  '-af': "allow files in .plimsoll.yaml: rules: { secret-in-layer: { allow: ['path/**'] } }",
  '--accept-file': "allow files in .plimsoll.yaml: rules: { secret-in-layer: { allow: ['path/**'] } }",
  '-ae': 'allow files by a glob in .plimsoll.yaml',
  '-aef': 'allow files by a glob in .plimsoll.yaml',
  '--accept-file-extension': 'allow files by a glob in .plimsoll.yaml',
  '-ak': "allow names in .plimsoll.yaml: rules: { DL3064: { allow: ['NAME'] } }",
  '--accept-key': "allow names in .plimsoll.yaml: rules: { DL3064: { allow: ['NAME'] } }",
  '-sw': "name them in .plimsoll.yaml: rules: { DL3064: { names: ['NAME'] } }",
  '--sensitive-word': "name them in .plimsoll.yaml: rules: { DL3064: { names: ['NAME'] } }",
};

/**
 * Rewrites what Dockle's users are used to: `-i CODE`, `--input FILE`, `-l LEVEL`, `-c NUMBER`, `.dockleignore` and the
 * `DOCKLE_*` variables. What has no equal is answered on stderr with what to write instead, and left out.
 */
export function fromDockle(argv: readonly string[], world: World): string[] {
  const out: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    const equals = word.indexOf('=');
    const name = word.startsWith('--') && equals !== -1 ? word.slice(0, equals) : word;
    const value = (): string => (name === word ? (argv[++i] ?? '') : word.slice(equals + 1));
    if (Object.hasOwn(INSTEAD, name)) tell(world, name, INSTEAD[name] as string, value());
    else if (name === '-i' || name === '--ignore') out.push('--skip', value());
    else if (name === '--input') out.push(value());
    else if (name === '-l' || name === '--exit-level') out.push('--fail-on', level(value()));
    else if (name === '-c' && /^\d+$/.test(argv[i + 1] ?? '')) out.push('--exit-code', value());
    else out.push(word);
  }
  return [...out, ...fromEnvironment(world, out)];
}

function tell(world: World, name: string, instead: string, value: string): void {
  world.stderr.write(`plimsoll: ${name} ${value} is Dockle's: ${instead}\n`);
}

function level(text: string): string {
  return LEVELS[text.toLowerCase()] ?? text;
}

function fromEnvironment(world: World, given: readonly string[]): string[] {
  const { env, cwd } = world;
  const ignored = [...(env.DOCKLE_IGNORES ?? '').split(','), ...ignoreFile(cwd)]
    .map(code => code.trim())
    .filter(code => code !== '');
  const out = ignored.flatMap(code => ['--skip', code]);
  const add = (option: string, value: string | undefined): void => {
    if (value && !given.includes(option)) out.push(option, value);
  };
  add('--exit-code', env.DOCKLE_EXIT_CODE);
  add('--fail-on', env.DOCKLE_EXIT_LEVEL === undefined ? undefined : level(env.DOCKLE_EXIT_LEVEL));
  return out;
}

function ignoreFile(cwd: string): string[] {
  try {
    const text = readFileSync(join(cwd, '.dockleignore'), 'utf8');
    return text.split('\n').map(line => line.replace(/#.*$/, '').trim());
  } catch {
    return [];
  }
}
