/** Dockle's command line in our words, for `plimsoll image`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ELSEWHERE, remoteVariables, withHosts } from './dockle-remote.js';
import type { World } from './world.js';

/** Dockle's levels and the severities that stand in their place. */
const LEVELS: Readonly<Record<string, string>> = { fatal: 'error', warn: 'warning', info: 'info' };

/** Codes of Dockle's that nothing here looks for (`docs/dockle.md` says why): whoever ignores them has what they want. */
const NOT_LOOKED_FOR = /^CIS-DI-00(?:02|03|04|05|11)$/i;

/** A value as Dockle's lists have it → a line of settings that does the same here. */
type Equivalent = (values: readonly string[]) => string;

const settings = (line: string): string => `write in .plimsoll.yaml: rules: { ${line} }`;
const allowFiles: Equivalent = names => settings(`CIS-DI-0010: { allow: ${list(names)} }`);
const allowEndings: Equivalent = names => allowFiles(names.map(name => `*.${name.replace(/^\.+/, '')}`));
// What an environment holds is judged by its value. There is no list of names to accept, and it would hide real ones.
const keys: Equivalent = () =>
  `a variable is judged by its value, so that a stand-in needs no exception; to have the rest told without failing, ${settings('secret-in-config: info')}`;
const words: Equivalent = () =>
  `there is no list of words for images; for Dockerfiles ${settings("DL3064: { names: ['*_NAME'] }")}`;
const files: Equivalent = () => 'files are judged by what is in them, whatever their names: leave it out';

/** Lists of Dockle that mean something else here: what to write instead, all values of one list in one line. */
const LISTS: Readonly<Record<string, { variable: string; options: readonly string[]; instead: Equivalent }>> = {
  '--accept-file': { variable: 'DOCKLE_ACCEPT_FILES', options: ['-af'], instead: allowFiles },
  '--accept-file-extension': {
    variable: 'DOCKLE_ACCEPT_FILE_EXTENSIONS',
    options: ['-ae', '-aef'],
    instead: allowEndings,
  },
  '--accept-key': { variable: 'DOCKLE_ACCEPT_KEYS', options: ['-ak'], instead: keys },
  '--sensitive-word': { variable: 'DOCKLE_REJECT_KEYS', options: ['-sw'], instead: words },
  '--sensitive-file': { variable: 'DOCKLE_REJECT_FILES', options: ['-sf'], instead: files },
  '--sensitive-file-extension': { variable: 'DOCKLE_REJECT_FILE_EXTENSIONS', options: ['-se'], instead: files },
};

/** Other options of Dockle that have no equal. Values are never repeated: one of them is a password. */
const WITHOUT: Readonly<Record<string, { value: boolean; instead: string }>> = {
  ...ELSEWHERE,
  '--debug': { value: false, instead: 'set PLIMSOLL_DEBUG=1' },
  '-d': { value: false, instead: 'set PLIMSOLL_DEBUG=1' },
  '--version-check': { value: false, instead: 'no newer version is looked for: leave it out' },
};

/** Options with a value that have an equal here, and their name here; those that are called the same stand for themselves. */
const RENAMED: Readonly<Record<string, string>> = {
  '-i': '--skip',
  '--ignore': '--skip',
  '-l': '--fail-on',
  '--exit-level': '--fail-on',
  '-f': '--format',
  '--format': '--format',
  '-t': '--timeout',
};

const LIST_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(LISTS).flatMap(([name, { options }]) => [name, ...options].map(option => [option, name] as const)),
);

/**
 * Rewrites what Dockle's users are used to: `-i CODE`, `--input FILE`, `-l LEVEL`, `-c NUMBER`, `.dockleignore` and the
 * `DOCKLE_*` variables. What has no equal is answered on stderr with what to write instead, and left out.
 *
 * @param argv begins with the command
 * @param isRule is a code the id or an alias of a rule?
 */
export function fromDockle(argv: readonly string[], world: World, isRule: (code: string) => boolean): string[] {
  const [command = '', ...given] = argv;
  const end = given.indexOf('--');
  const own = end === -1 ? given : given.slice(0, end);
  const lists = listsOf(world.env);
  const out: string[] = [];
  const instead = (name: string, what: string): void => tell(world, `${name} is Dockle's: ${what}`);
  for (let i = 0; i < own.length; i++) {
    const word = own[i] as string;
    const equals = word.startsWith('-') ? word.indexOf('=') : -1;
    const name = equals === -1 ? word : word.slice(0, equals);
    const value = (): string => (equals === -1 ? (own[++i] ?? '') : word.slice(equals + 1));
    const list = LIST_OF.get(name);
    const renamed = Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
    const without = Object.hasOwn(WITHOUT, name) ? WITHOUT[name] : undefined;
    if (list !== undefined) lists.set(list, [...(lists.get(list) ?? []), value()]);
    else if (renamed !== undefined) out.push(...translated(renamed, value()));
    else if (name === '--input') out.push(value());
    // Ours is a settings file, which nobody calls by a bare number.
    else if (name === '-c' && /^\d+$/.test(equals === -1 ? (own[i + 1] ?? '') : word.slice(equals + 1)))
      out.push('--exit-code', value());
    else if (without !== undefined) {
      if (without.value) value();
      instead(name, without.instead);
    } else out.push(word);
  }
  for (const [name, values] of lists) instead(name, LISTS[name]?.instead(values) ?? '');
  const rest = given.slice(own.length);
  const words = withHosts(out, rest, instead);
  // In front: what the command line says comes later, and the last value counts.
  return [command, ...fromEnvironment(world, isRule), ...remoteVariables(world, words, instead), ...words, ...rest];
}

/** An option in our words. */
function translated(name: string, value: string): string[] {
  if (name === '--skip' && value !== '') {
    return parts(value).flatMap(code => (NOT_LOOKED_FOR.test(code) ? [] : [name, code]));
  }
  if (name === '--fail-on') return [name, LEVELS[value.toLowerCase()] ?? value];
  if (name === '--format') return [name, value === 'list' ? 'text' : value];
  return [name, value];
}

/** The lists of the environment, by the option that has the same name. */
function listsOf(env: World['env']): Map<string, readonly string[]> {
  const lists = Object.entries(LISTS).map(([name, { variable }]) => [name, parts(env[variable])] as const);
  return new Map(lists.filter(([, values]) => values.length > 0));
}

function fromEnvironment(world: World, isRule: (code: string) => boolean): string[] {
  const { env, cwd } = world;
  const option = (name: string, value: string | undefined): string[] => (value ? translated(name, value) : []);
  return [
    ...skipped(parts(env.DOCKLE_IGNORES), 'DOCKLE_IGNORES', world, isRule),
    ...skipped(ignoreFile(cwd), '.dockleignore', world, isRule),
    ...option('--exit-code', env.DOCKLE_EXIT_CODE),
    ...option('--fail-on', env.DOCKLE_EXIT_LEVEL),
    ...option('--format', env.DOCKLE_OUTPUT_FORMAT),
    ...option('--output', env.DOCKLE_OUTPUT_FILE),
  ];
}

/** Dockle says nothing of codes that do not exist. A typing error is worth a line, but no run should end for it. */
function skipped(codes: readonly string[], source: string, world: World, isRule: (code: string) => boolean): string[] {
  return codes.flatMap(code => {
    if (NOT_LOOKED_FOR.test(code)) return [];
    if (isRule(code)) return ['--skip', code];
    tell(world, `${source}: there is no rule '${shown(code)}'; plimsoll rules lists them`);
    return [];
  });
}

function ignoreFile(cwd: string): string[] {
  try {
    const text = readFileSync(join(cwd, '.dockleignore'), 'utf8');
    return text
      .replace(/^\ufeff/, '')
      .split(/\r?\n/)
      .flatMap(line => parts(line.replace(/#.*$/, '')));
  } catch {
    return [];
  }
}

function parts(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
}

/** A list in YAML. */
function list(values: readonly string[]): string {
  return `[${[...new Set(values)].map(value => `'${shown(value).replaceAll("'", "''")}'`).join(', ')}]`;
}

/** Controls would end up on a terminal. */
function shown(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

function tell(world: World, sentence: string): void {
  world.stderr.write(`plimsoll: ${sentence}\n`);
}
