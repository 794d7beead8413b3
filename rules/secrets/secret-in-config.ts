import { defineRule, type Hit, type ImageDocument, isKnown, type Place, Secret } from '../../src/rule.js';
import { valuesIn } from '../_share/build-args.js';
import { shownPath } from '../_share/layer-place.js';
import { holdsSecret, tokensIn } from '../_share/secret-values.js';

const TOKEN = `ghp_${'a1B2c3D4'.repeat(5)}`;

export default defineRule({
  id: 'secret-in-config',
  aliases: ['CIS-DI-0010'],
  controls: ['CIS-4.10', 'CWE-526', 'CWE-798'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: "An image's configuration or history holds a secret.",
  why: `The configuration is the first thing that is fetched of an image: everybody who can pull it reads its environment, labels, commands and history, and many registries show them in a
page. Build arguments are written into the history of each RUN after them, and a value that a later ENV overwrites stays there.

Texts whose form proves what they are (tokens with the fixed prefix of their issuer, private keys, passwords in URLs) are errors. A variable that by its name holds a secret, with a value that is no stand-in,
switch, path, word or fingerprint, is an error in ARG and a warning in the environment, where it may be a default that is meant to be replaced.

What builders say about the image is looked at as well, where it comes with it (layouts and archives of OCI): the manifest's annotations, and provenance, which BuildKit fills with build arguments in its mode \`max\`.

Revoke it. Hand secrets to the one step that needs them with \`RUN --mount=type=secret,id=token,env=TOKEN …\`, and to the container when it starts.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        config: {
          Env: ['PATH=/bin', `GITHUB=${TOKEN}`, 'DB_PASSWORD=s3cr3t-pa55'],
          Labels: { source: 'https://bot:s3cr3t-pa55@git.acme.io/app' },
        },
      },
      at: ['/config/Env/1', '/config/Labels/source', '/config/Env/2'],
    },
    {
      image: {
        history: [
          '#empty ARG NPM_TOKEN=a1b2c3d4e5f6',
          'RUN |2 NPM_TOKEN=a1b2c3d4e5f6 MODE=x /bin/sh -c npm ci # buildkit',
          '#empty /bin/sh -c #(nop)  ENV API_TOKEN=9f8e7d6c5b4a',
          `RUN /bin/sh -c git clone https://bot:s3cr3t-pa55@git.acme.io/app # buildkit`,
        ],
        layers: [{ a: '' }, { b: '' }],
      },
      at: ['/history/0', '/history/3', '/history/2'],
      note: 'the same argument is told once',
    },
  ],
  goodImages: [
    {
      image: {
        config: {
          Env: [
            'GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D',
            'POSTGRES_PASSWORD=changeme',
            'API_TOKEN=',
            'PASSWORD_FILE=/run/secrets/p',
            'TOKENIZERS_PARALLELISM=false',
            'DATABASE_URL=postgres://postgres:postgres@localhost/dev',
          ],
        },
        history: ['#empty ARG NPM_TOKEN', 'RUN |1 NPM_TOKEN= /bin/sh -c X_TOKEN=a1b2c3d4e5f6 make # buildkit'],
        layers: [{ a: '' }],
      },
      note: 'stand-ins, switches, fingerprints, nothing',
    },
  ],
  *image({ image, documents }) {
    const { env, labels, cmd, entrypoint, healthcheck } = image.runtime;
    const told = new Set<string>();
    for (const { value, at } of [...env, ...labels]) {
      if (!isKnown(value) || at.in !== 'config') continue;
      yield* inText(value.value, at, told);
    }
    for (const known of [entrypoint, cmd]) {
      if (known.at?.in === 'config') yield* inText((known.value?.words ?? []).join(' '), known.at, told);
    }
    const check = healthcheck.value;
    if (check?.none === false && healthcheck.at?.in === 'config') yield* inText(check.command, healthcheck.at, told);
    for (const { name, value, at } of env) {
      if (!isKnown(value) || at.in !== 'config' || tokensIn(value.value).length > 0 || !holdsSecret(name, value.value))
        continue;
      told.add(value.value);
      yield {
        at,
        secret: new Secret(value.value).mark('named-value'),
        severity: 'warning',
        confidence: 'medium',
        message: `everybody who can pull the image reads the value of ${shownPath(name)}`,
        help: 'give it to the container when it starts, and change it',
      };
    }
    for (const [index, { createdBy }] of image.history.entries()) {
      const at: Place = { in: 'config', pointer: `/history/${index}` };
      const isArgument = !/^(?:\/bin\/sh -c #\(nop\)\s{1,3})?ENV /.test(createdBy.slice(0, 100));
      yield* inText(createdBy.slice(0, 262_144), at, told);
      for (const { name, value } of valuesIn(createdBy)) {
        if (told.has(value) || !holdsSecret(name, value) || tokensIn(value).length > 0) continue;
        told.add(value);
        yield {
          at,
          secret: new Secret(value).mark('named-value'),
          message: `everybody who can pull the image reads the value of ${shownPath(name)} in its history`,
          help: `change it, and give it to the step that needs it with RUN --mount=type=secret,env=${shownPath(name)}`,
          ...(isArgument ? {} : { severity: 'warning', confidence: 'medium' }),
        };
      }
    }
    for (const document of documents) yield* inDocument(document, told);
  },
});

/** A build argument in a statement of BuildKit about how the image was built. */
const BUILD_ARGUMENT = /"build-arg:([\w.-]{1,200})"\s{0,20}:\s{0,20}"((?:[^"\\\n]|\\.){1,4096})"/g;

/** The manifest, and what builders say about the image: everybody who can pull it can fetch that too. */
function* inDocument({ name, text }: ImageDocument, told: Set<string>): Iterable<Hit> {
  const at: Place = { in: 'config', pointer: '' };
  const where = name === 'manifest' ? 'its manifest' : `what ${shownPath(name)} says about it`;
  for (const hit of inText(text, at, told)) yield { ...hit, message: `${hit.message} in ${where}` };
  for (const [, argument = '', written = ''] of text.matchAll(BUILD_ARGUMENT)) {
    const value = written.replace(/\\(.)/g, '$1');
    if (told.has(value) || !holdsSecret(argument, value)) continue;
    told.add(value);
    yield {
      at,
      secret: new Secret(value).mark('named-value'),
      message: `everybody who can pull the image reads the build argument ${shownPath(argument)} in ${where}`,
      help: `change it, and give it to the step that needs it with RUN --mount=type=secret,env=${shownPath(argument)}`,
    };
  }
}

/** Texts that prove what they are, each told once. */
function* inText(text: string, at: Place, told: Set<string>): Iterable<Hit> {
  for (const { kind, start, end, format, secret } of tokensIn(text)) {
    const token = text.slice(start, end);
    if (told.has(token)) continue;
    told.add(token);
    yield {
      at,
      secret: secret.mark(format),
      message: `everybody who can pull the image reads this ${kind}`,
      help: 'revoke it, and hand its successor to the step or the container that needs it',
    };
  }
}
