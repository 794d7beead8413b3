/** Dockerfiles, configurations and histories without a secret. */
import { LOWER, type Random } from '../random.js';
import type { Draft, Place } from '../sample.js';

const version = (r: Random) => `${r.below(9)}.${r.below(20)}.${r.below(30)}`;

/** Instructions, each with something that looks like a secret. */
const LINES: readonly ((r: Random) => string)[] = [
  r => `ENV GPG_KEY=${r.hex(40).toUpperCase()} PYTHON_VERSION=${version(r)} PYTHON_SHA256=${r.hex(64)}`,
  r => `ENV NODE_SHA=${r.hex(64)} BUILD_ID=${r.uuid()} GIT_COMMIT=${r.hex(40)}`,
  r => `ENV TOKENIZERS_PARALLELISM=false KEYBOARD=us AUTHOR=${r.text(LOWER, 6)} MONKEY=${r.hex(32)}`,
  () => 'ENV PASSWORD_FILE=/run/secrets/p TOKEN_PATH=/t SECRET_NAME=app API_KEY_HEADER=X-Key',
  r => `ENV NEXT_PUBLIC_API_KEY=${r.hex(32)} VITE_TOKEN=${r.hex(20)}`,
  () => 'ENV DB_PASSWORD= API_TOKEN=""',
  () => 'ENV DATABASE_URL=postgres://postgres:postgres@localhost:5432/dev',
  () => 'ENV URL=https://user:${PASSWORD}@acme.io/ AUTH=ldap',
  r => `ARG REVISION=${r.hex(40)}\nARG CHECKSUM=sha512:${r.hex(128)}`,
  r => `LABEL org.opencontainers.image.revision=${r.hex(40)} build=${r.uuid()}`,
  r => `LABEL org.opencontainers.image.source=https://github.com/acme/${r.text(LOWER, 6)} contact="me@acme.io"`,
  r => `RUN echo "${r.hex(64)}  a.tar.gz" | sha256sum -c -`,
  r => `RUN gpg --batch --keyserver hkps://keys.openpgp.org --recv-keys ${r.hex(40).toUpperCase()}`,
  r => `ADD --checksum=sha256:${r.hex(64)} https://acme.io/a-${version(r)}.tar.gz /a`,
  r => `RUN curl -fsSL https://acme.io/${r.hex(32)}/a-${version(r)}.tgz | tar xz -C /opt`,
  r => `RUN npm install --integrity sha512-${r.base64(64)}`,
  () => 'RUN --mount=type=secret,id=npm,env=NPM_TOKEN npm ci',
  () => 'RUN --mount=type=secret,id=hub docker login -u bot -p "$(cat /run/secrets/hub)"',
  () =>
    'RUN curl -u "bot:$(cat /run/secrets/p)" -H "Authorization: Bearer $(cat /run/secrets/t)" https://acme.io -o /a',
  r => `RUN <<EOF\nset -e\necho "commit ${r.hex(40)}" > /version\ntest "$TOKEN" != changeme\nEOF`,
  r => `COPY <<EOF /etc/app.ini\n[app]\npassword = \${PASSWORD}\nhash = ${r.hex(64)}\nEOF`,
  () => '# the token is handed over by CI, see docs: export GITHUB_TOKEN=<token>',
  r => `# AKIA${'IOSFODNN7'}EXAMPLE, as in the documentation of AWS ${r.below(99)}`,
  r => `RUN useradd -p '$6$${r.text(LOWER, 8)}' app || true`,
  r => `RUN pip install --require-hashes a==${version(r)} --hash=sha256:${r.hex(64)}`,
];
/** Pairs as they stand in the environment of an image, and in histories. */
const PAIRS: readonly ((r: Random) => string)[] = [
  r => `GPG_KEY=${r.hex(40).toUpperCase()}`,
  r => `SHA256=${r.hex(64)}`,
  r => `BUILD=${r.uuid()}`,
  r => `NEXT_PUBLIC_API_KEY=${r.hex(32)}`,
  () => 'PASSWORD_FILE=/run/secrets/p',
  () => 'POSTGRES_PASSWORD=changeme',
  () => 'API_TOKEN=',
  () => 'SECRET_KEY_BASE=dummy',
  () => 'DATABASE_URL=postgres://postgres:postgres@localhost/dev',
  r => `TOKENIZERS_VERSION=${version(r)}`,
  r => `CACHE_KEY=app-${version(r)}`,
  r => `INTEGRITY=sha512-${r.base64(64)}`,
  () => 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  () => 'MYSQL_ALLOW_EMPTY_PASSWORD=yes',
  () => 'SSL_KEY=/etc/ssl/tls.pem',
];

/** Makes them. */
export function harmlessTexts(random: Random): Draft[] {
  const draft = (place: Place, carrier: string, content: string): Draft => ({
    place,
    carrier,
    content,
    label: 'none',
    what: carrier,
  });
  const out: Draft[] = [];
  for (const line of LINES)
    for (let i = 0; i < 8; i++)
      out.push(draft('dockerfile', 'Dockerfile', `FROM debian:12\n${line(random)}\nUSER 1000\nCMD ["/app"]\n`));
  for (const pair of PAIRS) {
    for (let i = 0; i < 4; i++) {
      out.push(draft('env', 'configuration, Env', pair(random)));
      out.push(draft('history', 'history', `RUN |1 ${pair(random)} /bin/sh -c make install # buildkit`));
      out.push(draft('label', 'configuration, Labels', pair(random).replace(/^\w+=/, '')));
    }
  }
  return out;
}
