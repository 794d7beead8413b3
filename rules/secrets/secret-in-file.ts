import { defineRule, findSecrets, hit, type Span } from '../../src/rule.js';

const TOKEN = `ghp_${'a1B2c3D4'.repeat(5)}`;

export default defineRule({
  id: 'secret-in-file',
  aliases: ['tally/secrets-in-code', 'c3e1b6ae'],
  controls: ['CIS-4.10', 'CWE-798'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A credential stands in the file.',
  why: `Whoever can read the repository, its history or the image can use it: what RUN, ENV, ARG and LABEL hold is part of the image's configuration, a heredoc ends in a file, a comment
stays in git. Taking the line out does not take it back; revoke the credential first.

Only texts count whose form proves what they are: tokens with the fixed prefix of their issuer, private keys, passwords in a URL. Stand-ins (\`changeme\`, \`AKIA…EXAMPLE\`),
variables, digests and fingerprints are none, and nothing is guessed from how random a text looks.

Hand it to the step that needs it with \`RUN --mount=type=secret,id=token …\`, to the running container through its environment or a mounted file.`,
  bad: [
    { dockerfile: `FROM debian:12\nENV GITHUB_TOKEN=${TOKEN}\n`, at: TOKEN },
    {
      dockerfile: `FROM debian:12\n# old one: ${TOKEN}\nRUN <<EOF\necho //registry.npmjs.org/:_authToken=npm_${'x1Y2z3'.repeat(6)} > ~/.npmrc\nEOF\n`,
      at: [TOKEN, `npm_${'x1Y2z3'.repeat(6)}`],
      note: 'comments and heredocs too; one finding for a text with two forms',
    },
    { dockerfile: 'FROM debian:12\nRUN git clone https://bot:s3cr3t-pa55@git.acme.io/app\n', at: 's3cr3t-pa55' },
    {
      dockerfile: 'FROM debian:12\nENV DATABASE_URL=postgres://app:Tr0ub4dor@db/app\n',
      at: 'Tr0ub4dor',
      note: 'a neighbour container: a warning',
    },
    {
      dockerfile: `FROM debian:12\nCOPY <<K /root/.ssh/id_rsa\n-----BEGIN RSA PRIVATE KEY-----\n${'QUJDREVGR0hJSktM'.repeat(4)}\n-----END RSA PRIVATE KEY-----\nK\n`,
      at: 'QUJDREVGR0hJSktM'.repeat(4),
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nENV AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE URL=postgres://user:password@db/x\nRUN git clone https://bot:${TOKEN}@git.acme.io/app\n',
    },
    {
      dockerfile:
        'FROM debian:12@sha256:9dc05b8a4ab58a6b7a3f7b2d9f8f5bfbd1a3e6c0c3b64e8b8a5e2b0a3f1d4c5e\nENV GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D\n',
      note: 'a digest and a fingerprint are public',
    },
    {
      dockerfile: 'FROM debian:12\nENV DATABASE_URL=postgres://postgres:postgres@localhost:5432/dev\n',
      note: 'a password that repeats the user name, for this machine only, guards nothing',
    },
  ],
  *dockerfile({ file }) {
    let end = -1;
    for (const found of findSecrets(file.text)) {
      const guards = found.kind === 'password in a URL' ? guarded(file.text, found) : 'the world';
      // Two forms may fit one text.
      if (found.start < end || guards === 'nothing') continue;
      end = found.end;
      yield hit(
        found.kind === 'private key' ? firstLine(file.text, found) : { start: found.start, end: found.end },
        `this ${found.kind} is open to everybody who can read the file or pull the image`,
        {
          help: 'revoke it, and hand its successor to the step that needs it with RUN --mount=type=secret',
          secret: found.secret.mark(found.format),
          ...(guards === 'neighbour' ? { severity: 'warning' as const, confidence: 'medium' as const } : {}),
        },
      );
    }
  },
});

/** A key is many lines, told from its frame by their letters; one of them is enough to point at. */
function firstLine(text: string, { start, end }: Span): Span {
  const line = /[A-Za-z0-9+/=]{20,200}/.exec(text.slice(start, end));
  return line === null ? { start, end } : { start: start + line.index, end: start + line.index + line[0].length };
}

/** What the password of a URL guards: nothing where it repeats the user's name or stays on this machine. */
function guarded(text: string, { start, end }: Span): 'nothing' | 'neighbour' | 'the world' {
  const user = /[^/:@]{1,100}$/.exec(text.slice(Math.max(0, start - 101), start - 1))?.[0];
  const host = /^@([^/:?#\s"'`]{1,253})/.exec(text.slice(end, end + 254))?.[1] ?? '';
  if (user === text.slice(start, end)) return 'nothing';
  if (/^(?:localhost|127\.0\.0\.1|0\.0\.0\.0)$|(?:^|\.)example\.(?:com|org|net)$/i.test(host)) return 'nothing';
  return host.includes('.') ? 'the world' : 'neighbour';
}
