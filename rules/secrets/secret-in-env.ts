import {
  defineRule,
  findSecrets,
  fits,
  hit,
  isSecretName,
  mountsOf,
  type Pair,
  Secret,
  type State,
  strings,
} from '../../src/rule.js';
import { isSecretOnlyBy, PLACE, PUBLISHED } from '../_share/secret-values.js';

/** These hold a path. */
const PATHS = new Set(['GOOGLE_APPLICATION_CREDENTIALS', 'PWD', 'OLDPWD']);
const SWITCHES = new Set('true false yes no on off enable enabled disable disabled'.split(' '));
/** Words of a value, or of a name, that say that nothing depends on it. */
const STAND_INS = new Set(
  'dummy fake placeholder example sample mock notused unused invalid insecure test none null todo redacted buildtime precompile'.split(
    ' ',
  ),
);
const FILLER = /^(?:<.*>|%%.*%%|@.*@|\{\{.*\}\}|[Bb]uild|(\w)(?:-?\1)*|\*+)$/;

export default defineRule({
  id: 'secret-in-env',
  aliases: [
    'DL3064',
    'SecretsUsedInArgOrEnv',
    'tally/buildkit/SecretsUsedInArgOrEnv',
    'DS-0031',
    'AVD-DS-0031',
    'DS031',
    'do-not-pass-secrets',
    'docker-do-not-pass-secrets',
    'CIS-DI-0010',
    'tally/ruby/secrets-in-arg-or-env',
    'c3e1b6ae',
  ],
  controls: ['CIS-4.10', 'CWE-798', 'CWE-526'],
  severity: 'warning',
  confidence: 'medium',
  preset: 'recommended',
  summary: 'By its name an ARG or ENV holds a secret.',
  why: `ENV stays in the image's configuration, where everybody who can pull it reads it, and so does every process of the container. ARG is no safer: its value is written into the
history of the layers that RUN makes after it, into the build cache and into the provenance that is published with the image. That holds for an ARG without a default too, since
the secret comes with \`--build-arg\`; in a stage that does not ship it still reaches cache and provenance.

Hand the secret to the one step that needs it: \`RUN --mount=type=secret,id=token,env=TOKEN …\`. What the running container needs comes from outside, at run time.

The name alone is a hint and gives a warning; a literal value that is no stand-in makes it an error. Names that speak of a file, a public key or an identifier, variables that a
front-end tool publishes anyway (\`VITE_…\`), switches and paths do not count.`,
  bad: [
    { dockerfile: 'FROM debian:12\nENV DB_PASSWORD=hunter2 PORT=80\n', at: 'DB_PASSWORD' },
    { dockerfile: 'FROM debian:12\nENV apiKey a8f0c2e1\n', at: 'apiKey' },
    {
      dockerfile: 'ARG NPM_TOKEN\nFROM node:22 AS build\nARG NPM_TOKEN\nENV NPM_TOKEN=$NPM_TOKEN\nFROM debian:12\n',
      at: ['NPM_TOKEN', 'NPM_TOKEN', 'NPM_TOKEN'],
      note: 'without a default the secret comes with the build call',
    },
    { dockerfile: 'FROM debian:12\nENV MYSQL_ROOT_PASSWORD=changeme\n', at: 'MYSQL_ROOT_PASSWORD' },
    {
      dockerfile: 'FROM debian:12\nENV ACME_SIGNATURE=x1\n',
      options: { names: ['*_SIGNATURE'] },
      at: 'ACME_SIGNATURE',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nENV SSH_AUTH_SOCK=/run/s KMS_KEY_ALIAS=a KEY_DIR=/k TOKENIZERS_PARALLELISM=false GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D KEYBOARD=us AUTHORS=me MONKEY=1\n',
      note: 'judged by words, not by letters',
    },
    {
      dockerfile:
        'FROM debian:12\nENV PASSWORD_FILE=/run/secrets/p TOKEN_PATH=/t PUBLIC_KEY=abc NEXT_PUBLIC_API_KEY=abc VITE_TOKEN=abc KEY_VERSION=3\n',
    },
    {
      dockerfile: 'FROM debian:12\nENV DB_PASSWORD= API_TOKEN=""\n',
      note: 'an empty value declares what the container is to be given',
    },
    {
      dockerfile: 'FROM mysql:8\nENV MYSQL_ALLOW_EMPTY_PASSWORD=yes SSL_KEY=/etc/ssl/tls.pem AUTH=ldap\n',
      note: 'a switch, a path, a method',
    },
    { dockerfile: 'FROM ruby:3.3\nENV SECRET_KEY_BASE=dummy SECRET_KEY_BASE_DUMMY=1\n' },
    {
      dockerfile: 'FROM debian:12\nENV POSTGRES_KEY=B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8\n',
      note: 'the fingerprint of a public key',
    },
    {
      dockerfile: 'FROM node:22\nARG NPM_TOKEN\nRUN --mount=type=secret,id=npm,env=NPM_TOKEN npm ci\n',
      note: 'the mount gives it',
    },
    { dockerfile: 'FROM debian:12\nARG ACME_TOKEN\n', options: { allow: ['ACME_*'] } },
    {
      dockerfile: `FROM debian:12\nENV GITHUB_TOKEN=ghp_${'a1B2c3D4'.repeat(5)}\n`,
      note: 'a value that proves itself is reported as secret-in-file, once',
    },
    {
      dockerfile: `FROM debian:12\nENV AWS_SECRET_ACCESS_KEY=wJ4rT${'x7Kp2Lm9Qz'.repeat(3)}Vb5cD\n`,
      note: 'so is one that proves itself together with its name',
    },
  ],
  options: {
    names: strings('Patterns (`*` stands for any text) of further names that hold a secret.'),
    allow: strings('Patterns (`*` stands for any text) of names that hold none.'),
  },
  *dockerfile(subject) {
    const { names, allow } = subject.options;
    const mounted = new Set(
      [...subject.instructions('run')].flatMap(run =>
        mountsOf(run).flatMap(({ type, options }) => (type === 'secret' ? (options.get('env') ?? []) : [])),
      ),
    );
    for (const instruction of subject.instructions('env', 'arg')) {
      const state = subject.stateBefore(instruction);
      for (const pair of instruction.pairs) {
        const name = pair.key.text;
        if (allow.some(pattern => fits(pattern, name))) continue;
        if (!names.some(pattern => fits(pattern, name)) && (!isSecretName(name) || isHarmless(name))) continue;
        const literal = literalOf(pair, state);
        const env = instruction.kind === 'env';
        if (literal === undefined ? !env && mounted.has(name) : speaksOfNoSecret(name, literal, env)) continue;
        const written = literal !== undefined && literal !== '' && !isDefault(literal);
        yield hit(
          pair.key.span,
          env
            ? `everybody who can pull the image reads the value of ${name}`
            : `the value of ${name} stays in the history, the cache and the provenance of the build`,
          {
            help: `give it to the step that needs it with RUN --mount=type=secret,id=${name.toLowerCase()},env=${name}${env ? ', or to the container when it starts' : ''}`,
            ...(written ? { secret: new Secret(literal).mark('named-value') } : {}),
            ...(written ? { severity: 'error' as const, confidence: 'high' as const } : {}),
          },
        );
      }
    }
  },
});

/** Does a text say of itself that it stands for something else? */
function standsIn(text: string): boolean {
  const words = text
    .toLowerCase()
    .replace(/\b(not|build)[-_ ]/g, '$1')
    .split(/[^a-z]+/);
  return words.some(word => STAND_INS.has(word)) || FILLER.test(text);
}

function isHarmless(name: string): boolean {
  return PUBLISHED.test(name) || PATHS.has(name) || standsIn(name);
}

/** The value as it stands there, quotes taken away; `undefined` if there is none or a variable is in it. */
function literalOf({ value }: Pair, state: State): string | undefined {
  if (value === undefined) return undefined;
  const expanded = state.expand(value);
  return expanded.variables.length > 0 ? undefined : (expanded.value ?? value.text);
}

/** Somebody has to put a secret in its place. */
function isDefault(value: string): boolean {
  return /^(?:change[-_ ]?(?:me|it|this)|password|passwd|pass|secret|token|your[-_ ].*|my[-_ ].*|admin|root)$/i.test(
    value,
  );
}

/** Nothing is given away: a switch, a path, an address, a stand-in, a fingerprint. */
function speaksOfNoSecret(name: string, value: string, env: boolean): boolean {
  if (value === '') return env;
  if (SWITCHES.has(value.toLowerCase()) || /^\d{1,3}$/.test(value) || standsIn(value) || PLACE.test(value)) return true;
  // Some forms are told only together with the name in front of them.
  if (findSecrets(`${name}=${value}`).length > 0) return true;
  if (!isSecretName(name)) return false;
  // A key may be that of a table or a cache, or of a packager; `auth` is a method as often as a password.
  if (isSecretOnlyBy(name, /auth/gi)) return /^[\w.:, -]{1,40}$/.test(value);
  if (!isSecretOnlyBy(name, /key/gi) || /(?:api|private|access|secret|master|encryption)_?key/i.test(name))
    return false;
  return (
    value.length < 8 || /^[A-Za-z]+(?:[-_.: ][A-Za-z]+)*$/.test(value) || /^(?:0x)?(?:[0-9A-F]{4} ?){2,13}$/.test(value)
  );
}
