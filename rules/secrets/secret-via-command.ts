import {
  type Argument,
  type Command,
  type CopyInstruction,
  type DockerfileSubject,
  defineRule,
  findSecrets,
  hit,
  isPlaceholder,
  mountsOf,
  Secret,
  type Verdict,
} from '../../src/rule.js';
import { isFromContext } from '../_share/copies.js';
import { CREDENTIAL_COMMANDS, credentialsIn } from '../_share/credentials.js';
import { cleanPath, type IgnoreFile, ignoredBy, readIgnoreFile } from '../_share/dockerignore.js';
import { isShipped, precedes } from '../_share/lineage.js';
import { isSecretPath } from '../_share/secret-files.js';
import { sourceKind } from '../_share/sources.js';
import { resolvePath } from '../_share/workdirs.js';

/** Variables that name a file with credentials. */
const CREDENTIAL_FILES = new Set([
  'GOOGLE_APPLICATION_CREDENTIALS',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_CONFIG_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'HF_TOKEN_PATH',
  'KUBECONFIG',
  'CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE',
]);

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
from there. An ENV that names a file of credentials (\`GOOGLE_APPLICATION_CREDENTIALS\`, …) below what a COPY has put into the image is a warning.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12\nWORKDIR /srv\nCOPY src ./app/\nENV A=b GOOGLE_APPLICATION_CREDENTIALS=./app/service.json\nCOPY conf/x.json /k.json\nENV AWS_CONFIG_FILE=/k.json\n',
      at: ['./app/service.json', '/k.json'],
    },
    {
      dockerfile:
        'FROM debian:12\nRUN docker login -u bot -p hunter2 && true\nRUN echo hunter2 | docker login --password-stdin\n',
      at: ['hunter2', 'hunter2'],
    },
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
        'FROM debian:12\nCOPY src /app/\nENV GOOGLE_APPLICATION_CREDENTIALS=/run/secrets/google.json KUBECONFIG=\nCOPY credentials.json /c/\nENV AWS_CONFIG_FILE=/c/credentials.json\n',
      note: 'outside of what is copied; or told as secret-file-copied',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY . /app\nENV GOOGLE_APPLICATION_CREDENTIALS=/app/key.json\n',
      context: { ignore: 'key.json\n', paths: ['key.json', 'a.js'] },
      note: 'the file is kept out, so it is mounted there',
    },
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
  *secrets(subject) {
    for (const command of subject.commands(...CREDENTIAL_COMMANDS)) {
      for (const { word, secret } of credentialsIn(command)) if (isLiteral(word, secret)) yield word.span;
    }
  },
  *dockerfile(subject) {
    for (const command of subject.commands(...CREDENTIAL_COMMANDS)) {
      const { instruction } = command.script;
      const state = subject.stateBefore(instruction);
      const mounted = mountsOf(instruction).some(({ type }) => type === 'secret');
      for (const { word, secret, keeps } of credentialsIn(command)) {
        const literal = isLiteral(word, secret);
        if (
          literal
            ? isPlaceholder(secret as string) || findSecrets(word.text).length > 0
            : mounted || keeps === undefined
        )
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
          {
            help: 'give it to this step with RUN --mount=type=secret and let the tool read it from /run/secrets',
            ...(literal ? { secret: new Secret(secret as string).mark('named-value') } : {}),
          },
        );
      }
    }
    yield* credentialFiles(subject);
  },
});

/** ENV that names a file of credentials where a COPY of the context has put something. */
function* credentialFiles(subject: DockerfileSubject<unknown>): Iterable<Verdict> {
  const names = [...subject.instructions('env')].filter(
    env => env.kind === 'env' && env.pairs.some(({ key }) => CREDENTIAL_FILES.has(key.text)) && isShipped(subject, env),
  );
  if (names.length === 0) return;
  const { ignore, paths } = subject.context ?? {};
  const listed: Listed = {
    ignore: ignore === undefined ? undefined : readIgnoreFile(ignore),
    paths: paths === undefined ? undefined : new Set(paths),
  };
  // More of them than this nobody writes.
  for (const env of names.slice(0, 20)) {
    const state = subject.stateBefore(env);
    const before = precedes(subject, env);
    const copies = [...subject.instructions('copy', 'add')].filter(copy => isFromContext(copy) && before(copy));
    for (const { key, value } of env.pairs) {
      const path = value === undefined || !CREDENTIAL_FILES.has(key.text) ? undefined : state.expand(value).value;
      if (value === undefined || path === undefined || path === '') continue;
      const file = resolvePath(state.workdir.value ?? '/', path);
      if (copies.some(copy => brings(subject, copy, file, listed)))
        yield hit(value.span, `${key.text} names a file of credentials among what is copied into the image`, {
          help: 'mount the file into the running container instead, and name it in .dockerignore',
          severity: 'warning',
          confidence: 'medium',
        });
    }
  }
}

/** What is known of the build context. */
interface Listed {
  readonly ignore: IgnoreFile | undefined;
  readonly paths: ReadonlySet<string> | undefined;
}

/** Does the COPY put a file there? One that is named as a secret is told by its own rule. */
function brings(
  subject: DockerfileSubject<unknown>,
  copy: CopyInstruction,
  file: string,
  { ignore, paths }: Listed,
): boolean {
  const { destination, sources } = copy;
  const state = subject.stateBefore(copy);
  const target = destination === undefined ? undefined : state.expand(destination).value;
  if (target === undefined || target === '') return false;
  const folder = resolvePath(state.workdir.value ?? '/', target);
  const inside = folder === '/' ? file.slice(1) : file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : '';
  return sources.some(source => {
    const expanded = state.expand(source);
    if (expanded.value === undefined || sourceKind(source, expanded) !== 'local') return false;
    const path = cleanPath(expanded.value);
    const name = path.split('/').at(-1) ?? '';
    if (isSecretPath(path.split('/'))) return false;
    // The file itself under another name, or by its own.
    if ((file === folder && sources.length === 1 && /[^/]\.\w+$/.test(path)) || inside === name) return true;
    if (inside === '' || /[^/]\.\w+$/.test(path)) return false;
    const found = path === '.' ? inside : `${path}/${inside}`;
    if (ignore !== undefined && ignoredBy(ignore, found) !== undefined) return false;
    return paths === undefined || paths.has(found);
  });
}

/** Nothing in the credential is left to the shell. */
function isLiteral({ variables }: Argument, secret: string | undefined): boolean {
  return secret !== undefined && variables.length === 0 && !/[$`]/.test(secret);
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
