import {
  type Argument,
  type Command,
  defineRule,
  type FlagTable,
  findSecrets,
  hit,
  isPlaceholder,
  isSecretName,
  mountsOf,
  readFlags,
} from '../../src/rule.js';
import { downloadCall } from '../_share/downloads.js';
import { isShipped } from '../_share/lineage.js';

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
  { names: ['sshpass'], verbs: [], flags: ['-p'], values: ['-f', '-d', '-P'] },
  {
    names: ['twine'],
    verbs: ['upload'],
    flags: ['-p', '--password'],
    values: ['-u', '--username', '-r', '--repository-url'],
  },
];
const NAMES = [...new Set(FORMS.flatMap(({ names }) => names))];

/** The word that is the credential, the part of it that is, and where the tool keeps it. */
interface Given {
  readonly word: Argument;
  readonly secret: string | undefined;
  readonly keeps: string | undefined;
}

export default defineRule({
  id: 'secret-via-command',
  aliases: [
    'DS-0031',
    'AVD-DS-0031',
    'DS031',
    'do-not-pass-secrets',
    'docker-do-not-pass-secrets',
    'tally/require-secret-mounts',
  ],
  controls: ['CIS-4.10', 'CWE-798', 'CWE-522'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN logs in with, or stores, a credential.',
  why: `What a RUN is told stands in the image's history, and what a tool then writes down (\`~/.docker/config.json\`, \`~/.aws/credentials\`, \`.git/config\`) stands in a layer. A later RUN
that deletes the file does not take it out of the layer before.

Give the step its credential by \`RUN --mount=type=secret\`, for git over SSH by \`--mount=type=ssh\`, and let the tool read it from there, so that nothing is stored:
\`AWS_SHARED_CREDENTIALS_FILE=/run/secrets/aws\`, \`--password-stdin < /run/secrets/hub\`, \`GIT_CONFIG_GLOBAL=/run/secrets/gitconfig\`.

A text in the command counts everywhere. A variable counts if ARG or ENV sets it, the tool writes the value down and the layer ships; where a secret is mounted it is taken to come
from there.`,
  bad: [
    { dockerfile: 'FROM debian:12\nRUN docker login -u bot -p hunter2 && true\n', at: 'hunter2' },
    {
      dockerfile:
        'FROM debian:12\nARG KEY\nRUN aws configure set region eu && aws configure set aws_secret_access_key $KEY\n',
      at: '$KEY',
    },
    {
      dockerfile: 'FROM node:22\nARG T\nRUN npm config set //registry.npmjs.org/:_authToken=${T} && npm ci\n',
      at: '//registry.npmjs.org/:_authToken=${T}',
    },
    {
      dockerfile:
        'FROM debian:12\nARG GIT_TOKEN\nRUN git clone https://$GIT_TOKEN@github.com/acme/app\nRUN git config --global url."https://bot:${GIT_TOKEN}@github.com/".insteadOf https://github.com/\n',
      at: ['https://$GIT_TOKEN@github.com/acme/app', 'url."https://bot:${GIT_TOKEN}@github.com/".insteadOf'],
      note: 'git writes the URL into its configuration',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl -fsSu bot:hunter2 https://acme.io/a -o /a\nRUN ["sshpass", "-p", "hunter2", "ssh", "h"]\n',
      at: ['bot:hunter2', 'hunter2'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=secret,id=hub docker login -u bot -p "$(cat /run/secrets/hub)"\nRUN docker login --password-stdin < /x\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN read -r P < /x; docker login -u bot -p "$P"; curl -u "bot:$P" https://acme.io\n',
      note: 'nobody knows what the shell read',
    },
    {
      dockerfile:
        'FROM node:22 AS build\nARG T\nRUN npm config set //registry.npmjs.org/:_authToken=$T\nFROM debian:12\nARG T\nRUN aws configure set aws_session_token $T && x && rm -rf ~/.aws\n',
      note: 'not in the image: the stage does not ship, the file is gone before the layer is made; that ARG is used for it is secret-in-env',
    },
    {
      dockerfile:
        'FROM debian:12\nARG USER\nRUN git clone https://$USER@acme.io/app && git clone git@acme.io:app && curl -u : https://x\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN aws configure set region eu && npm config set fund false && docker login -u bot -p changeme\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN git clone https://bot:s3cr3t-pa55@git.acme.io/app\n',
      note: 'a password in a URL proves itself: secret-in-file',
    },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands(...NAMES, 'git', 'curl', 'wget')) {
      const { instruction } = command.script;
      const state = subject.stateBefore(instruction);
      const mounted = mountsOf(instruction).some(({ type }) => type === 'secret');
      for (const { word, secret, keeps } of given(command)) {
        const literal = word.variables.length === 0 && !/[$`]/.test(secret ?? '$') && secret !== undefined;
        if (literal ? isPlaceholder(secret) || findSecrets(word.text).length > 0 : mounted || keeps === undefined)
          continue;
        if (!literal) {
          const known = word.variables.length > 0 && word.variables.every(name => state.variable(name) !== undefined);
          if (!known || !isShipped(subject, instruction) || isRemoved(command, keeps as string)) continue;
        }
        yield hit(
          word.span,
          literal
            ? `the credential that ${command.name} is given can be read in the file and in the image's history`
            : `${command.name} writes this credential into the layer, where everybody who can pull the image reads it`,
          { help: 'give it to this step with RUN --mount=type=secret and let the tool read it from /run/secrets' },
        );
      }
    }
  },
});

function* given(command: Command): Iterable<Given> {
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

/** The word that holds a flag's value: the flag's own, or the next. */
function valueWord({ args }: Command, argument: Argument, value: string | undefined): Argument {
  const next = args[args.indexOf(argument) + 1];
  const glued =
    argument.text.includes('=') || (!argument.text.startsWith('--') && /^-[A-Za-z]{1,6}[^A-Za-z]/.test(argument.text));
  return glued || next === undefined || (value !== undefined && next.value !== value) ? argument : next;
}

/** URLs with a credential in them that git writes into a configuration file. */
function* gitUrls(command: Command): Iterable<Given> {
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

/** Is the file, or what was cloned, removed in the same script? A logout removes it too. */
function isRemoved({ script, index, name, args }: Command, keeps: string): boolean {
  const cloned =
    name === 'git'
      ? (args
          .at(-1)
          ?.text.replace(/["']/g, '')
          .replace(/\.git$/, '')
          .split('/')
          .at(-1) ?? '')
      : '';
  return script.commands.slice(index + 1).some(later => {
    if (later.name === name && later.args.some(({ value }) => value === 'logout' || value === '--unset')) return true;
    if (later.name !== 'rm') return false;
    return later.args.some(({ text }) => {
      const parts = text.replace(/["']/g, '').split('/');
      return (
        parts.includes(keeps) || parts.includes(cloned === '' ? keeps : cloned) || /^\*?$/.test(parts.at(-1) ?? '')
      );
    });
  });
}
