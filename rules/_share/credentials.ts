import { type Argument, type Command, type FlagTable, isSecretName, readFlags } from '../../src/rule.js';
import { downloadCall } from './downloads.js';

/** A command that takes a credential, and where it keeps it. */
interface Form {
  readonly names: readonly string[];
  /** The operands it begins with. */
  readonly verbs: readonly string[];
  /** Flags whose value is the credential. */
  readonly flags: readonly string[];
  /** Other flags with a value. */
  readonly values?: readonly string[];
  /** Which operand behind the verbs is the credential; the one before it must fit `key`. */
  readonly operand?: number;
  readonly key?: RegExp;
  /** Part of the path under which it is kept; absent: it is used and forgotten. */
  readonly keeps?: string;
}

const REGISTRY = { flags: ['-p', '--password'], values: ['-u', '--username', '--authfile', '--registry-config'] };
const FORMS: readonly Form[] = [
  { names: ['docker', 'podman', 'buildah', 'nerdctl', 'skopeo'], verbs: ['login'], ...REGISTRY, keeps: '.docker' },
  { names: ['helm', 'oras', 'crane'], verbs: ['registry', 'login'], ...REGISTRY, keeps: '.config' },
  { names: ['crane', 'oras'], verbs: ['login'], ...REGISTRY, keeps: '.docker' },
  { names: ['helm'], verbs: ['repo', 'add'], ...REGISTRY, keeps: '.config' },
  {
    names: ['az'],
    verbs: ['login'],
    flags: ['-p', '--password'],
    values: ['-u', '-t', '--username', '--tenant'],
    keeps: '.azure',
  },
  { names: ['doctl'], verbs: ['auth', 'init'], flags: ['-t', '--access-token'], keeps: 'doctl' },
  {
    names: ['aws'],
    verbs: ['configure', 'set'],
    flags: [],
    values: ['--profile', '--region'],
    operand: 1,
    key: /(^|\.)aws_(secret_access_key|session_token)$/,
    keeps: '.aws',
  },
  {
    names: ['npm', 'pnpm', 'yarn'],
    verbs: ['config', 'set'],
    flags: [],
    operand: 1,
    key: /(_authToken|_auth|_password|npmAuthToken)$/,
    keeps: '.npmrc',
  },
  {
    names: ['composer'],
    verbs: ['config'],
    flags: [],
    operand: 1,
    key: /^(github-oauth|gitlab-token|gitlab-oauth|bearer)\./,
    keeps: 'auth.json',
  },
  { names: ['composer'], verbs: ['config'], flags: [], operand: 2, key: /^http-basic\./, keeps: 'auth.json' },
  { names: ['poetry'], verbs: ['config'], flags: [], operand: 1, key: /^pypi-token\./, keeps: 'pypoetry' },
  { names: ['poetry'], verbs: ['config'], flags: [], operand: 2, key: /^http-basic\./, keeps: 'pypoetry' },
  { names: ['cargo'], verbs: ['login'], flags: [], values: ['--registry'], operand: 0, keeps: '.cargo' },
  { names: ['snyk'], verbs: ['auth'], flags: [], operand: 0, keeps: 'configstore' },
  { names: ['huggingface-cli', 'hf'], verbs: ['login'], flags: ['--token'], keeps: 'huggingface' },
  { names: ['wandb'], verbs: ['login'], flags: [], values: ['--host'], operand: 0, keeps: '.netrc' },
  { names: ['ngrok'], verbs: ['config', 'add-authtoken'], flags: [], values: ['--config'], operand: 0, keeps: 'ngrok' },
  {
    names: ['glab'],
    verbs: ['auth', 'login'],
    flags: ['-t', '--token'],
    values: ['-h', '--hostname'],
    keeps: 'glab-cli',
  },
  {
    names: ['dotnet'],
    verbs: ['nuget', 'add', 'source'],
    flags: ['-p', '--password'],
    values: ['-n', '--name', '-u', '--username', '--configfile', '--valid-authentication-types'],
    keeps: 'NuGet',
  },
  { names: ['sshpass'], verbs: [], flags: ['-p'], values: ['-f', '-d', '-P'] },
  {
    names: ['twine'],
    verbs: ['upload'],
    flags: ['-p', '--password'],
    values: ['-u', '--username', '-r', '--repository-url'],
  },
];
/** The commands that may be given a credential, for `subject.commands(...)`. */
export const CREDENTIAL_COMMANDS: readonly string[] = [
  ...new Set([...FORMS.flatMap(({ names }) => names), 'git', 'curl', 'wget']),
];

/** The word that is the credential, the part of it that is, and where the tool keeps it. */
export interface GivenCredential {
  readonly word: Argument;
  readonly secret: string | undefined;
  readonly keeps: string | undefined;
}

/** The credentials that stand in a command's words. */
export function* credentialsIn(command: Command): Iterable<GivenCredential> {
  if (command.name === 'git') yield* gitUrls(command);
  const download = downloadCall(command);
  for (const { name, value, argument } of download?.arguments.flags ?? []) {
    if (['-u', '--user', '--proxy-user'].includes(name) && download?.tool === 'curl') {
      const colon = value?.indexOf(':') ?? -1;
      if (colon !== -1)
        yield { word: valueWord(command, argument, value), secret: value?.slice(colon + 1), keeps: undefined };
    } else if (['--password', '--http-password', '--proxy-password', '--oauth2-bearer'].includes(name))
      yield { word: valueWord(command, argument, value), secret: value, keeps: undefined };
  }
  for (const form of FORMS) {
    if (command.name === undefined || !form.names.includes(command.name)) continue;
    const table: FlagTable = { values: [...form.flags, ...(form.values ?? [])], leading: form.verbs.length === 0 };
    const { flags, operands } = readFlags(command, table);
    if (!form.verbs.every((verb, i) => operands[i]?.value === verb)) continue;
    for (const { name, value, argument } of flags)
      if (form.flags.includes(name))
        yield { word: valueWord(command, argument, value), secret: value, keeps: form.keeps };
    if (flags.some(flag => flag.name === '--password-stdin')) yield* fed(command, form.keeps);
    if (form.operand === undefined) continue;
    const rest = operands.slice(form.verbs.length);
    const key = rest[0] === undefined ? undefined : wordsOf(rest[0]);
    const equals = key?.indexOf('=') ?? -1;
    if (form.key !== undefined && (key === undefined || !form.key.test(equals === -1 ? key : key.slice(0, equals))))
      continue;
    const word = equals !== -1 && form.key !== undefined ? rest[0] : rest[form.operand];
    if (word !== undefined)
      yield {
        word,
        secret: word === rest[0] && equals !== -1 ? key?.slice(equals + 1) : word.value,
        keeps: form.keeps,
      };
  }
}

/** `echo hunter2 | docker login --password-stdin` is no better than `-p hunter2`. */
function* fed(command: Command, keeps: string | undefined): Iterable<GivenCredential> {
  const parts = command.pipeline?.parts ?? [];
  const before = parts[parts.indexOf(command) - 1];
  const word = before?.name === 'echo' || before?.name === 'printf' ? before.args.at(-1) : undefined;
  if (word !== undefined) yield { word, secret: word.value, keeps };
}

/** The word that holds a flag's value: the flag's own, or the next. */
function valueWord({ args }: Command, argument: Argument, value: string | undefined): Argument {
  const next = args[args.indexOf(argument) + 1];
  const glued =
    argument.text.includes('=') || (!argument.text.startsWith('--') && /^-[A-Za-z]{1,6}[^A-Za-z]/.test(argument.text));
  return glued || next === undefined || (value !== undefined && next.value !== value) ? argument : next;
}

/** URLs with a credential in them that git writes into a configuration file. */
function* gitUrls(command: Command): Iterable<GivenCredential> {
  const verb = readFlags(command, { values: ['-C', '-c', '--git-dir', '--work-tree'] }).operands[0]?.value ?? '';
  if (!['clone', 'config', 'remote', 'submodule'].includes(verb)) return;
  for (const word of command.args) {
    const user = /https?:\/\/([^/\s@]{1,300})@/.exec(wordsOf(word))?.[1];
    if (user === undefined) continue;
    const [first = '', password] = user.split(':');
    const names = [...first.matchAll(/\$\{?(\w{1,80})/g)].map(match => match[1] as string);
    if (password === undefined ? names.some(isSecretName) : /\$/.test(password) || names.some(isSecretName))
      yield { word, secret: undefined, keeps: verb === 'config' ? '.gitconfig' : '.git' };
  }
}

/** The word as written, without its quotes. */
function wordsOf({ text, value, variables }: Argument): string {
  return value !== undefined && variables.length === 0 ? value : text.replace(/["']/g, '');
}
