/** The manual page, made from the table of commands and options. It is generated into `man/plimsoll.1`. */
import { VERSION } from '../version.js';
import { COMMANDS, COMMON, type CommandSpec, DEFAULT_COMMAND, type OptionSpec } from './table.js';
import { EXAMPLES, EXIT_CODES, PURPOSE, usage } from './usage.js';

/** Variables that change what a run does. Those of CI services, terminals and proxies mean what they mean elsewhere. */
const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['PLIMSOLL_CACHE_DIR', 'Where what layers hold is remembered.'],
  ['PLIMSOLL_CACHE_SIZE', 'How much of it, in MB; 0: nothing.'],
  ['PLIMSOLL_DEBUG', '1: where an error came from that should not have happened.'],
  ['NO_COLOR, FORCE_COLOR', 'Colours, or none.'],
  ['DOCKER_HOST, DOCKER_CONTEXT, CONTAINER_HOST', 'Where Docker and Podman are.'],
  ['DOCKER_CONFIG, REGISTRY_AUTH_FILE', 'Who may read from registries.'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'The way to registries.'],
];

const FILES: readonly (readonly [string, string])[] = [
  ['.plimsoll.yaml, .plimsoll.yml, .plimsoll.json', 'Settings; the nearest above each file.'],
  ['~/.cache/plimsoll', 'What is remembered of layers.'],
];

/** The page in the language of man(7); the same bytes for the same table. Ends in a line feed. */
export function manPage(): string {
  const told = new Map<OptionSpec, CommandSpec>();
  return [
    `.\\" Generated from src/cli/table.ts: UPDATE=1 npm test writes it anew.`,
    `.TH PLIMSOLL 1 "" "plimsoll ${VERSION}" "User Commands"`,
    '.SH NAME',
    `plimsoll \\- ${roff('lint Dockerfiles and container images')}`,
    '.SH SYNOPSIS',
    ...COMMANDS.flatMap(command => [...(command === DEFAULT_COMMAND ? [] : ['.br']), synopsis(command)]),
    '.SH DESCRIPTION',
    roff(`${PURPOSE} Without a command, ${DEFAULT_COMMAND.name} is meant.`),
    '.SH COMMANDS',
    ...COMMANDS.flatMap(command => described(command, told)),
    '.SH OPTIONS OF EVERY COMMAND',
    ...COMMON.flatMap(option => item(named(option), option.describe)),
    '.SH EXIT STATUS',
    ...EXIT_CODES.flatMap(([code, text]) => item(bold(`${code}`), text)),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, text]) => item(bold(name), text)),
    '.SH FILES',
    ...FILES.flatMap(([name, text]) => item(italic(name), text)),
    '.SH EXAMPLES',
    ...EXAMPLES.flatMap(([command, text]) => item(bold(command), text)),
    '',
  ].join('\n');
}

function synopsis(command: CommandSpec): string {
  const [, ...words] = usage(command).split(' ');
  const optional = command === DEFAULT_COMMAND ? `[${bold(command.name)}]` : bold(command.name);
  const parts = [bold('plimsoll'), optional, `[${italic('options')}]`, ...words.map(roff)];
  return (command.options.length === 0 ? parts.filter((_, at) => at !== 2) : parts).join(' ');
}

/** A command, its arguments and options. Of options that an earlier command has too, only where they are told. */
function described(command: CommandSpec, told: Map<OptionSpec, CommandSpec>): string[] {
  const own = command.options.filter(option => !told.has(option));
  const shared = command.options.filter(option => told.has(option));
  for (const option of own) told.set(option, command);
  const where = [...new Set(shared.map(option => told.get(option)?.name))].join(' and ');
  const names = shared.map(({ name }) => bold(`--${name}`)).join(', ');
  return [
    `.SS ${bold(usage(command))}`,
    roff(`${command.describe}.`),
    ...command.arguments.flatMap(({ name, describe, choices }) => item(italic(name), describe, choices)),
    ...own.flatMap(option => item(named(option), option.describe, option.choices, option.default)),
    ...(shared.length === 0 ? [] : [`.PP\nAs for ${bold(where)}: ${names}.`]),
  ];
}

function item(term: string, text: string, choices?: readonly string[], standard?: string): string[] {
  const more = [
    choices === undefined ? '' : `; one of ${choices.join(', ')}`,
    standard === undefined ? '' : `; default: ${standard}`,
  ].join('');
  return ['.TP', term, roff(`${text.replace(/\.$/, '')}${more}.`)];
}

/** An option as it is written. */
function named({ name, alias, value, choices, type, bare, negated }: OptionSpec): string {
  const word = italic(value ?? (choices === undefined ? '' : 'choice'));
  const given = type === 'boolean' ? '' : bare === undefined ? `=${word}` : `[=${word}]`;
  const forms = [alias === undefined ? [] : [bold(`-${alias}`)], `${bold(`--${name}`)}${given}`].flat();
  return [...forms, ...(negated === undefined ? [] : [bold(`--no-${name}`)])].join(', ');
}

const bold = (text: string): string => `\\fB${roff(text)}\\fP`;
const italic = (text: string): string => `\\fI${roff(text)}\\fP`;

/** Text as roff reads it: a minus that can be copied, and nothing that is taken for a request. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replace(/^(?=[.'])/gm, '\\&');
}
