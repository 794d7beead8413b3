import { defineRule, Secret, type SecretMark } from '../../src/rule.js';
import { credentialLine, storeAt } from '../_share/credential-stores.js';
import { latin } from '../_share/keys/bytes.js';
import { lastOfEach, placeOf } from '../_share/layer-place.js';
import { type Digested, digested, isLikelyPublished, judgeOrigins, PACKAGE_READS } from '../_share/published.js';

const LARGEST = 1_000_000;
const TOKEN = `//registry.npmjs.org/:_authToken=npm_${'x1Y2z3'.repeat(6)}\n`;

/** What is remembered of such a file. */
interface Stored extends Digested {
  readonly line: number;
  readonly secret: SecretMark;
}

export default defineRule({
  id: 'credential-file-in-layer',
  aliases: ['CIS-DI-0010'],
  controls: ['CIS-4.10', 'CWE-538'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A layer holds a file in which a program keeps credentials.',
  why: `\`.npmrc\`, \`.netrc\`, \`.docker/config.json\`, \`.aws/credentials\`, \`.env\` and their like come with a \`COPY\` of a home directory or project, or a login in a RUN writes them.
Everybody who can pull the image has them, also when a later layer deletes the file: the layer that stores it is fetched all the same. Revoke what was in it.

Mount the file for the step that needs it: \`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\`. What the running container needs is mounted there or comes from its
environment. Name such files in \`.dockerignore\`.

A file's name alone proves nothing: what counts is a credential in it. Variables (\`\${NPM_TOKEN}\`), stand-ins, what the program itself encrypted and templates such as \`.env.example\`
are none, and what a package of dpkg, apk or rpm brought is no secret of yours, as long as the digest of its content is the one that the package lists. Hashes of passwords, as in \`.htpasswd\`, are a warning: they have to be guessed.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        layers: [
          { 'root/.npmrc': TOKEN, 'app/.env': 'PORT=80\nDB_PASSWORD="s3cr3t-pa55"\n' },
          { 'root/.wh..npmrc': '' },
        ],
      },
      at: ['app/.env', 'root/.npmrc'],
      note: 'deleted, but stored',
    },
    {
      image: {
        layers: [
          {
            'root/.docker/config.json': '{"auths":{"registry.acme.io":{"auth":"Ym90OnMzY3IzdC1wYTU1"}}}',
            'root/.netrc': 'machine git.acme.io login bot password s3cr3t-pa55\n',
            'root/.aws/credentials': `[default]\naws_secret_access_key = ${'a1B2c3D4'.repeat(5)}\n`,
          },
        ],
      },
      at: ['root/.aws/credentials', 'root/.docker/config.json', 'root/.netrc'],
    },
  ],
  goodImages: [
    {
      image: {
        layers: [
          {
            'root/.npmrc': '//registry.npmjs.org/:_authToken=${NPM_TOKEN}\nfund=false\n',
            'root/.docker/config.json': '{"auths":{"registry.acme.io":{}},"credsStore":"pass"}',
            'root/.netrc': '',
            'app/.env':
              'PORT=80\nDB_PASSWORD=changeme\nNEXT_PUBLIC_API_KEY=abc123abc123abc123\nSECRET_FILE=/run/secrets/x\nAPP_KEY=\n',
            'app/.env.example': 'DB_PASSWORD=s3cr3t-pa55\n',
            'root/.aws/credentials': '[default]\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
          },
        ],
      },
      note: 'by those names, but nothing in them',
    },
  ],
  reads: {
    ...PACKAGE_READS,
    stores: {
      match: ({ path, type, size, sparse }) =>
        type === 'file' && size > 0 && size <= LARGEST && !sparse && storeAt(path) !== undefined,
      bytes: LARGEST,
      keep(entry, head): Stored | undefined {
        const store = storeAt(entry.path);
        const line = store === undefined ? undefined : credentialLine(store, head);
        return line === undefined
          ? undefined
          : { line, secret: new Secret(latin(head)).mark('credential-file'), ...digested(entry, head) };
      },
    },
  },
  *image({ seen, incomplete }) {
    const found = lastOfEach(seen('stores'), value => value.secret.mark);
    const originOf = judgeOrigins({ listings: seen('listings'), rpm: seen('rpm') }, found);
    for (const one of found) {
      const { path } = one.entry;
      const store = storeAt(path);
      const origin = originOf(one);
      if (store === undefined || origin === 'unmodified') continue;
      const published = isLikelyPublished(origin, path);
      yield {
        ...placeOf(one, one.value.line === 0 ? undefined : one.value.line),
        secret: one.value.secret,
        message: published
          ? `${store.what} among files of packages, tests or examples, most likely made up`
          : `everybody who pulls the image gets ${store.what}`,
        help: 'revoke them, and build without the file: mount it with RUN --mount=type=secret',
        ...(published ? { severity: 'info', confidence: 'low' } : store.hashes ? { severity: 'warning' } : {}),
      };
    }
    if (incomplete !== undefined) yield { notEvaluated: incomplete };
  },
});
