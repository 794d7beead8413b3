/**
 * Every command and option, once. The quick reader (`arguments.ts`), the help and the completion (`help.ts`) are all
 * made from this table. What only `image` takes stands in `table-image.ts`.
 */
import { FORMATS } from '../reports/formats.js';
import { CACHE_DIR, IMAGE } from './table-image.js';

/** An option of a command. */
export interface OptionSpec {
  readonly name: string;
  /** One letter. */
  readonly alias?: string;
  readonly type: 'string' | 'boolean';
  readonly describe: string;
  readonly group: string;
  /** What the value is called in help; strings only. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** What holds if it is not given; for help, where it says more than the description. */
  readonly default?: string;
  /** Left out of the help of the whole, as few need it; the command's own has it. */
  readonly rare?: boolean;
  /** A value may be followed by `=` and the name of a file. */
  readonly file?: boolean;
  /** May be given several times. */
  readonly repeatable?: boolean;
  /** A value may also be several, with commas between them. */
  readonly commas?: boolean;
  /** The value that the bare option stands for; a value of its own is then one of the choices. */
  readonly bare?: string;
  /** `--no-<name>` exists, and stands for this value. */
  readonly negated?: string;
}

/** An argument of a command. */
export interface ArgumentSpec {
  readonly name: string;
  readonly describe: string;
  readonly required: boolean;
  readonly several: boolean;
  readonly choices?: readonly string[];
}

/** A command. */
export interface CommandSpec {
  readonly name: string;
  readonly describe: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
}

const WHAT = 'What is linted:';
const RULES = 'Which rules:';
const OUTPUT = 'What is printed:';
const TALK = 'How it talks:';

const COLOR: OptionSpec = {
  name: 'color',
  type: 'string',
  choices: ['auto', 'always', 'never'],
  default: 'auto',
  bare: 'always',
  negated: 'never',
  describe: 'Colours; also NO_COLOR, FORCE_COLOR',
  group: OUTPUT,
};

/** What every command takes. */
export const COMMON: readonly OptionSpec[] = [
  { name: 'help', alias: 'h', type: 'boolean', describe: 'Show this help', group: OUTPUT },
  { name: 'version', alias: 'V', type: 'boolean', describe: 'Show the version', group: OUTPUT },
];

/** What every command takes that judges something. */
const JUDGING: readonly OptionSpec[] = [
  {
    name: 'preset',
    type: 'string',
    choices: ['recommended', 'cis', 'strict', 'all'],
    default: 'recommended',
    describe: 'How much to look for',
    group: RULES,
  },
  {
    name: 'only',
    type: 'string',
    value: 'rule',
    repeatable: true,
    commas: true,
    describe: 'Run these alone: rules, aliases (DL3004), topics',
    group: RULES,
  },
  {
    name: 'skip',
    type: 'string',
    value: 'rule',
    repeatable: true,
    commas: true,
    describe: 'Do not run these',
    group: RULES,
  },
  {
    name: 'fail-on',
    type: 'string',
    choices: ['error', 'warning', 'info', 'never'],
    default: 'warning',
    describe: 'Least severity that fails the run',
    group: RULES,
  },
  {
    name: 'config',
    alias: 'c',
    type: 'string',
    value: 'file',
    negated: '',
    describe: 'Settings file, instead of the nearest .plimsoll.yaml; --no-config: none',
    group: RULES,
  },
  {
    name: 'format',
    alias: 'f',
    type: 'string',
    choices: FORMATS,
    default: 'text',
    repeatable: true,
    file: true,
    describe: 'Form of the report; sarif=FILE: into a file, beside others',
    group: OUTPUT,
  },
  {
    name: 'output',
    alias: 'o',
    type: 'string',
    value: 'file',
    describe: 'Write the report there, whole or not at all',
    group: OUTPUT,
  },
  {
    name: 'ci',
    type: 'string',
    choices: ['auto', 'off'],
    bare: 'auto',
    negated: 'off',
    rare: true,
    describe: '--no-ci: no annotations on GitHub, Azure Pipelines and TeamCity',
    group: OUTPUT,
  },
  { name: 'quiet', alias: 'q', type: 'boolean', describe: 'Print only what fails the run', group: OUTPUT },
  COLOR,
];

const LINT: readonly OptionSpec[] = [
  {
    name: 'exclude',
    type: 'string',
    value: 'glob',
    repeatable: true,
    describe: 'Leave out files or folders, named ones too',
    group: WHAT,
  },
  {
    name: 'stdin-filename',
    type: 'string',
    rare: true,
    value: 'name',
    describe: 'Name of what the path - reads from standard input',
    group: WHAT,
  },
  { name: 'context', type: 'string', value: 'dir', describe: 'The build context: judge COPY against it', group: WHAT },
  {
    name: 'build-arg',
    type: 'string',
    rare: true,
    value: 'k=v',
    repeatable: true,
    describe: 'As for docker build; k alone: from the environment',
    group: WHAT,
  },
  { name: 'target', type: 'string', rare: true, value: 'stage', describe: 'The stage that is built', group: WHAT },
  { name: 'show-files', type: 'boolean', rare: true, describe: 'List what would be linted, and stop', group: WHAT },
  { name: 'watch', type: 'boolean', describe: 'Lint again whenever something changes, until Ctrl-C', group: WHAT },
  ...JUDGING,
  { name: 'shellcheck', type: 'boolean', describe: 'Run the shellcheck on the PATH over scripts too', group: RULES },
  { name: 'timing', type: 'boolean', rare: true, describe: 'Tell on stderr what took how long', group: OUTPUT },
];

const FAIL_ON = JUDGING.filter(({ name }) => name === 'fail-on');
const REPORTING = JUDGING.filter(({ name }) => ['format', 'output', 'ci', 'quiet', 'color'].includes(name));

/** What editors add of their own accord. */
const LSP: readonly OptionSpec[] = [
  { name: 'stdio', type: 'boolean', describe: 'Talk over standard input and output, as it always does', group: TALK },
  { name: 'clientProcessId', type: 'string', value: 'pid', describe: 'End when this process does', group: TALK },
];

/** The commands; the first one is meant when none is named. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    name: 'lint',
    describe: 'Lint Dockerfiles (the default)',
    arguments: [
      {
        name: 'paths',
        describe: 'Files, folders (searched), globs, or - for standard input; default: this folder',
        required: false,
        several: true,
      },
    ],
    options: LINT,
  },
  {
    name: 'image',
    describe: 'Lint images of Docker, Podman, registries, archives, folders',
    arguments: [
      {
        name: 'reference',
        describe: 'app:1.2, registry://app:1.2, docker://, podman://, app.tar, oci:folder, rootfs:folder, -',
        required: false,
        several: true,
      },
    ],
    options: [...IMAGE, ...JUDGING],
  },
  {
    name: 'merge',
    describe: 'Make one report of several in JSON, as of shards',
    arguments: [{ name: 'report', describe: 'Files that --format json wrote', required: true, several: true }],
    options: [...FAIL_ON, ...REPORTING],
  },
  {
    name: 'cache',
    describe: 'Show or clear what is remembered of layers',
    arguments: [
      { name: 'action', describe: 'Default: info', required: false, several: false, choices: ['info', 'clear'] },
    ],
    options: [CACHE_DIR],
  },
  {
    name: 'lsp',
    describe: 'Serve an editor: diagnostics, fixes, explanations',
    arguments: [],
    options: LSP,
  },
  {
    name: 'rules',
    describe: 'List the rules',
    arguments: [],
    options: [
      {
        name: 'format',
        alias: 'f',
        type: 'string',
        choices: ['text', 'json'],
        default: 'text',
        describe: 'Form of the list',
        group: OUTPUT,
      },
      COLOR,
    ],
  },
  {
    name: 'explain',
    describe: 'Say why a rule exists, with examples and how to allow it',
    arguments: [{ name: 'rule', describe: 'Id or alias (DL3004)', required: true, several: false }],
    options: [COLOR],
  },
  {
    name: 'problem-matcher',
    describe: 'Print what makes VS Code or GitHub understand --format compact',
    arguments: [
      { name: 'host', describe: 'Where it is used', required: true, several: false, choices: ['vscode', 'github'] },
    ],
    options: [],
  },
  {
    name: 'completion',
    describe: 'Print a completion script for your shell',
    arguments: [
      {
        name: 'shell',
        describe: 'Default: the one in SHELL',
        required: false,
        several: false,
        choices: ['bash', 'zsh', 'fish'],
      },
    ],
    options: [],
  },
];

/** The command that runs when none is named. */
export const DEFAULT_COMMAND = COMMANDS[0] as CommandSpec;

/** Options of a command, those of every command included. */
export function optionsOf(command: CommandSpec): readonly OptionSpec[] {
  return [...command.options, ...COMMON];
}

/** How yargs' parser is to read; the same for the quick reader and for yargs. */
export const PARSER = {
  'boolean-negation': true,
  'camel-case-expansion': false,
  'dot-notation': false,
  'duplicate-arguments-array': true,
  'flatten-duplicate-arrays': true,
  'greedy-arrays': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'populate--': true,
  'strip-aliased': true,
} as const;
