/** Reads the command line with yargs' small parser, after the table. yargs itself is not loaded. */
import parser from 'yargs-parser/browser';
import { COMMANDS, type CommandSpec, DEFAULT_COMMAND, type OptionSpec, optionsOf, PARSER } from './table.js';

/** What the command line says. Options that were not given are absent. */
export interface Parsed {
  readonly command: CommandSpec;
  /** The command was named, not assumed. */
  readonly named: boolean;
  readonly arguments: readonly string[];
  readonly flags: ReadonlySet<string>;
  /** The last value given. */
  readonly values: ReadonlyMap<string, string>;
  /** Values of options that may be given several times. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** One sentence on each thing that is wrong, without a final stop. */
  readonly mistakes: readonly Mistake[];
}

/** Something wrong with the command line. `known` is what could have been meant by `given`. */
export interface Mistake {
  readonly message: string;
  readonly given?: string;
  readonly known?: readonly string[];
}

const ALL: ReadonlyMap<string, OptionSpec> = new Map(
  COMMANDS.flatMap(optionsOf).map(option => [option.name, option] as const),
);
const NAMES = (type: OptionSpec['type']): string[] =>
  [...ALL.values()].filter(option => option.type === type).map(option => option.name);

/** Reads the arguments of a process, without the two that name Node and the script. */
export function readArguments(argv: readonly string[]): Parsed {
  const mistakes: Mistake[] = [];
  const raw = parser(prepare(argv, mistakes), {
    string: NAMES('string'),
    boolean: NAMES('boolean'),
    alias: Object.fromEntries(
      [...ALL.values()].flatMap(({ name, alias }) => (alias === undefined ? [] : [[name, alias]])),
    ),
    configuration: PARSER,
  });
  const { _: words, '--': rest = [], ...given } = raw;
  const all = words.map(String);
  const command = COMMANDS.find(({ name }) => name === all[0]);
  if (command !== undefined) all.shift();
  const parsed = { flags: new Set<string>(), values: new Map<string, string>(), lists: new Map<string, string[]>() };
  for (const [name, value] of Object.entries(given)) {
    const option = optionsOf(command ?? DEFAULT_COMMAND).find(candidate => candidate.name === name);
    if (option === undefined) mistakes.push(unknown(name, command ?? DEFAULT_COMMAND));
    else take(option, Array.isArray(value) ? value : [value], parsed, mistakes);
  }
  const result = {
    command: command ?? DEFAULT_COMMAND,
    named: command !== undefined,
    arguments: [...all, ...rest.map(String)],
    ...parsed,
  };
  checkArguments(result.command, result.arguments, mistakes);
  return { ...result, mistakes };
}

/** Gives bare options their value, so that none takes the next word for it; finds values of options that have none. */
function prepare(argv: readonly string[], mistakes: Mistake[]): string[] {
  const out: string[] = [];
  const end = argv.indexOf('--');
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    const match = end === -1 || i < end ? /^--([a-z-]+)(=.*)?$/s.exec(word) : null;
    const option = ALL.get(match?.[1] ?? '');
    const value = match?.[2];
    if (option?.type === 'boolean' && value !== undefined && value !== '=true' && value !== '=false') {
      mistakes.push({ message: `--${option.name} takes no value` });
    } else if (option?.bare !== undefined && value === undefined) {
      const next = argv[i + 1] ?? '';
      const taken = option.choices?.includes(next) === true;
      if (taken) i++;
      out.push(`--${option.name}=${taken ? next : option.bare}`);
    } else if (option?.type === 'string' && value === undefined && argv[i + 1] === '-') {
      // yargs' parser takes a lone dash for an argument.
      out.push(`${word}=-`);
      i++;
    } else out.push(word);
  }
  return out;
}

function unknown(name: string, command: CommandSpec): Mistake {
  const dashed = (text: string): string => (text.length === 1 ? `-${text}` : `--${text}`);
  const known = optionsOf(command).map(option => dashed(option.name));
  if (ALL.has(name)) return { message: `plimsoll ${command.name} has no option ${dashed(name)}` };
  return { message: `there is no option ${dashed(name)}`, given: dashed(name), known };
}

function take(
  option: OptionSpec,
  given: readonly unknown[],
  parsed: { flags: Set<string>; values: Map<string, string>; lists: Map<string, string[]> },
  mistakes: Mistake[],
): void {
  const { name, choices = [] } = option;
  if (option.type === 'boolean') {
    if (given.at(-1) === true) parsed.flags.add(name);
    return;
  }
  const list: string[] = [];
  for (const value of given) {
    if (value === false && option.negated !== undefined) list.push(option.negated);
    else if (typeof value === 'boolean') mistakes.push(unknown(`no-${name}`, DEFAULT_COMMAND));
    else if (value === '' || value === undefined)
      mistakes.push({ message: `--${name} needs a value${listed(choices)}` });
    else if (choices.length > 0 && !choices.includes(nameIn(String(value), option))) {
      mistakes.push({
        message: `--${name} cannot be '${value}'${listed(choices)}`,
        given: nameIn(String(value), option),
        known: choices,
      });
    } else list.push(String(value));
  }
  const last = list.at(-1);
  if (last === undefined) return;
  if (option.repeatable !== true) parsed.values.set(name, last);
  else parsed.lists.set(name, option.commas === true ? list.flatMap(splitAtCommas) : list);
}

/** What stands in front of `=file`, where that may be; a `=` without a file makes a name that there is not. */
function nameIn(value: string, { file }: OptionSpec): string {
  return file === true ? value.replace(/=.+$/s, '') : value;
}

function splitAtCommas(text: string): string[] {
  return text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');
}

function listed(choices: readonly string[]): string {
  return choices.length === 0 ? '' : `: one of ${choices.join(', ')}`;
}

function checkArguments(command: CommandSpec, given: readonly string[], mistakes: Mistake[]): void {
  const [spec] = command.arguments;
  const most = spec === undefined ? 0 : spec.several ? Number.POSITIVE_INFINITY : 1;
  if (spec?.required === true && given.length === 0) {
    mistakes.push({ message: `plimsoll ${command.name} needs ${needed(spec)}` });
  }
  if (given.length > most) mistakes.push({ message: `plimsoll ${command.name} cannot use '${given[most]}'` });
  if (given.includes('')) mistakes.push({ message: 'an argument is empty' });
  const [first] = given;
  if (first !== undefined && spec?.choices !== undefined && !spec.choices.includes(first)) {
    const known = spec.choices;
    mistakes.push({ message: `there is no ${spec.name} '${first}'${listed(known)}`, given: first, known });
  }
}

function needed({ name, choices }: { name: string; choices?: readonly string[] }): string {
  return choices === undefined ? `the name of a ${name}` : `a ${name}${listed(choices)}`;
}
