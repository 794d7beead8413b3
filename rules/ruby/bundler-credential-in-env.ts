import { type DockerfileSubject, defineRule, hit, type Pair, type PairInstruction } from '../../src/rule.js';

/** `BUNDLE_GEMS__EXAMPLE__COM`: Bundler's name for the credentials of a host; two underscores stand for a point. */
const HOST = /^BUNDLE_[A-Z0-9]+(?:_{1,3}[A-Z0-9]+)*__[A-Z]{2,}$/;
/** Settings that are written in the same way. */
const SETTINGS =
  /^BUNDLE_(?:LOCAL|BUILD|MIRROR|CACHE|PATH|DISABLE|IGNORE_MESSAGES|PLUGINS|INIT_GEM|GEMFILE|SSL|IGNORE|JOBS|LOCKFILE|ALLOW)(?:__|$)/;

export default defineRule({
  id: 'bundler-credential-in-env',
  aliases: ['tally/ruby/prefer-secret-mounts-for-build-credentials'],
  controls: ['CIS-4.10', 'CWE-798'],
  severity: 'warning',
  confidence: 'medium',
  preset: 'strict',
  summary: "An ARG or ENV holds Bundler's credentials for a host of gems.",
  why: `Bundler reads \`BUNDLE_GEMS__EXAMPLE__COM=user:token\` as user and password for \`gems.example.com\`. ENV stays in the image's configuration for everybody who can pull it, ARG in the history of the layers, the cache and the provenance. Nothing in the name says that it is a secret.

Hand it to the one step that needs it: \`RUN --mount=type=secret,id=gems,env=BUNDLE_GEMS__EXAMPLE__COM bundle install\`. Tokens whose names say what they are (\`NPM_TOKEN\`, \`GEM_HOST_API_KEY\`) are reported as \`secret-in-env\`.`,
  bad: [
    {
      dockerfile:
        'FROM ruby:3.3\nARG BUNDLE_GITHUB__COM\nENV BUNDLE_GEMS__EXAMPLE__CO__UK="user:x1" A=b\nRUN bundle install\n',
      at: ['BUNDLE_GITHUB__COM', 'BUNDLE_GEMS__EXAMPLE__CO__UK'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM ruby:3.3\nENV BUNDLE_BUILD__NOKOGIRI=--use-system-libraries BUNDLE_LOCAL__RACK=/rack BUNDLE_CACHE__ALL=true BUNDLE_DISABLE__VERSION_CHECK=true\nENV BUNDLE_PATH=/x BUNDLE_WITHOUT=development BUNDLE_GEMS__EXAMPLE__COM=\n',
      note: 'the same form, other settings',
    },
    {
      dockerfile:
        'FROM ruby:3.3\nARG BUNDLE_GEMS__EXAMPLE__COM\nRUN --mount=type=secret,id=gems,env=BUNDLE_GEMS__EXAMPLE__COM bundle install\n',
      note: 'the mount gives it',
    },
  ],
  *secrets(subject) {
    for (const { pair } of credentials(subject)) if (pair.value !== undefined) yield pair.value.span;
  },
  *dockerfile(subject) {
    const mounted = [...subject.instructions('run')]
      .flatMap(({ flags }) => (flags.some(({ name }) => name === 'mount') ? flags : []))
      .flatMap(({ value = '' }) => /(?:^|,)env=([^,]+)/.exec(value)?.[1] ?? []);
    const given = new Set(mounted);
    for (const { instruction, pair } of credentials(subject)) {
      const name = pair.key.text;
      if (given.has(name) && pair.value === undefined) continue;
      yield hit(
        pair.key.span,
        instruction.kind === 'env'
          ? `${name} gives credentials for a host to everybody who can pull the image`
          : `${name} leaves credentials for a host in history, cache and provenance`,
        { help: `write RUN --mount=type=secret,id=gems,env=${name} bundle install` },
      );
    }
  },
});

function* credentials(
  subject: Omit<DockerfileSubject, 'options'>,
): Iterable<{ instruction: PairInstruction; pair: Pair }> {
  for (const instruction of subject.instructions('env', 'arg'))
    for (const pair of instruction.pairs) {
      const name = pair.key.text;
      if (name.length > 200 || !HOST.test(name) || SETTINGS.test(name)) continue;
      if (pair.value === undefined || !/^(?:''|"")?$/.test(pair.value.text)) yield { instruction, pair };
    }
}
