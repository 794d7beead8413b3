/** Help and completion: the only room that loads yargs, which is told the same table. */
import yargs, { type Argv } from 'yargs';
import type { RegisteredRule } from '../rule.js';
import type { Parsed } from './arguments.js';
import { COMMANDS, DEFAULT_COMMAND, type OptionSpec, optionsOf, PARSER } from './table.js';
import { EXAMPLES, EXIT_CODES, PURPOSE, usage } from './usage.js';

/** Wider help is harder to read. */
const WIDEST = 100;

/** So many choices are listed where there is one screen for everything. */
const MOST_CHOICES = 6;

/** The help of the command that is named; without one, of the whole. Ends in a line feed. */
export async function help(parsed: Parsed, columns: number | undefined): Promise<string> {
  const { command, named } = parsed;
  const cli = instance([]).wrap(Math.min(columns ?? WIDEST, WIDEST));
  if (named) cli.usage(`plimsoll ${usage(command)}\n\n${command.describe}`);
  else {
    cli.usage(`plimsoll [command] [options] [paths..]\n\n${PURPOSE}`);
    for (const each of COMMANDS) cli.command(usage(each), each.describe);
    for (const [text, describe] of EXAMPLES) cli.example(text, describe);
    const codes = EXIT_CODES.map(([code, text]) => `  ${code}  ${text}\n`).join('');
    cli.epilogue(`Exit codes:\n${codes}\nMore options: plimsoll lint --help`);
  }
  for (const { name, describe } of command.arguments) cli.positional(name, { describe });
  for (const option of optionsOf(command)) {
    if (named || option.rare !== true) cli.option(option.name, described(option, named));
  }
  return `${(await cli.getHelp()).trimEnd()}\n`;
}

/** The script that teaches a shell to complete; `undefined`: the shell that SHELL names, else bash. */
export async function completionScript(shell: string | undefined): Promise<string> {
  const before = { SHELL: process.env.SHELL, ZSH_NAME: process.env.ZSH_NAME };
  if (shell !== undefined) {
    process.env.SHELL = shell;
    delete process.env.ZSH_NAME;
  }
  try {
    let script = '';
    const cli = instance(['completion']).completion('completion');
    await cli.parse(['completion'], {}, (_error: unknown, _argv: unknown, output: string) => {
      script = output;
    });
    return `${script.trimEnd()}\n`;
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** What could stand in the place of the last word, one a line. `words` may begin with the name of the program. */
export async function complete(words: readonly string[], rules: readonly RegisteredRule[]): Promise<string> {
  const names = [...rules.map(({ id }) => id), ...new Set(rules.map(({ topic }) => topic))];
  const typedWords = words[0] === undefined || /(?:^|[\\/])plimsoll/.test(words[0]) ? words.slice(1) : words;
  const named = typedWords.length > 1 ? COMMANDS.find(({ name }) => name === typedWords[0]) : undefined;
  const command = named ?? DEFAULT_COMMAND;
  const cli = instance([]);
  if (named === undefined) for (const { name, describe } of COMMANDS) cli.command(name, describe);
  for (const { name, choices } of command.arguments) cli.positional(name, choicesOf(choices, name, names));
  for (const option of optionsOf(command)) cli.option(option.name, completed(option, names));
  const all = await cli.getCompletion(['plimsoll', ...(named === undefined ? typedWords : typedWords.slice(1))]);
  return all.map(one => `${one}\n`).join('');
}

/** yargs with all that looks around or speaks up on its own turned off. */
function instance(argv: readonly string[]): Argv {
  return yargs([...argv])
    .scriptName('plimsoll')
    .parserConfiguration(PARSER)
    .detectLocale(false)
    .locale('en')
    .env(false)
    .help(false)
    .version(false)
    .exitProcess(false);
}

/** For reading: value and choices in the words of the description, so that each option has a line of its own. */
function described(option: OptionSpec, fully: boolean) {
  const { choices = [] } = option;
  const listed = fully || choices.length <= MOST_CHOICES ? choices : [...choices.slice(0, 4), '…'];
  const values = listed.length > 0 ? listed.join('|') : option.value;
  return {
    describe: values === undefined ? option.describe : `${option.describe} <${values}>`,
    group: option.group,
    ...(option.alias === undefined ? {} : { alias: option.alias }),
    ...(option.default === undefined ? {} : { defaultDescription: option.default, default: option.default }),
  };
}

/** For completion: what yargs needs to know of an option. One-letter names need no completing. */
function completed({ describe, type, choices, value }: OptionSpec, rules: readonly string[]) {
  return { describe, type, ...choicesOf(choices, value, rules) };
}

/** What may stand in a place: what the table lists, or the names of rules where one is wanted. */
function choicesOf(
  choices: readonly string[] | undefined,
  value: string | undefined,
  rules: readonly string[],
): { choices?: readonly string[] } {
  if (choices !== undefined) return { choices };
  return value === 'rule' ? { choices: rules } : {};
}
