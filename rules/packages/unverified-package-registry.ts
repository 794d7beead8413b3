import {
  type Argument,
  type Command,
  type DockerfileSubject,
  defineRule,
  hit,
  readFlags,
  type Span,
  strings,
} from '../../src/rule.js';
import { isLoopback } from '../_share/downloads.js';
import { placeIn, writtenFiles } from '../_share/written.js';

const OFF = /^["']?(false|0|no|off|none)["']?$/i;
const PIP = /^(pip[\d.]*|pipx|pipenv|uv|python[\d.]*)$/;
const NODE = ['npm', 'yarn', 'yarnpkg', 'pnpm'];

/** `tool config set name value`, `tool set name=value`: the setting that must not be off. */
const SETTINGS: Readonly<Record<string, { readonly name: RegExp; readonly value: RegExp }>> = {
  npm: { name: /^strict-ssl$/, value: OFF },
  yarn: { name: /^(strict-ssl|enableStrictSsl)$/, value: OFF },
  yarnpkg: { name: /^(strict-ssl|enableStrictSsl)$/, value: OFF },
  pnpm: { name: /^strict-ssl$/, value: OFF },
  git: { name: /^http\.(.*\.)?sslverify$/i, value: OFF },
  conda: { name: /^ssl_verify$/, value: OFF },
  mamba: { name: /^ssl_verify$/, value: OFF },
  micromamba: { name: /^ssl_verify$/, value: OFF },
  composer: { name: /^disable-tls$/, value: /^(true|1)$/i },
  bundle: { name: /^ssl_verify_mode$/, value: /^0$/ },
};

/** Files that say the same. */
const FILES: readonly { readonly path: RegExp; readonly pattern: RegExp }[] = [
  { path: /(^|\/)\.?npmrc$/, pattern: /\bstrict-ssl\s*=\s*(false|0)\b/i },
  { path: /(^|\/)\.gitconfig$|^\/etc\/gitconfig$/, pattern: /\bsslVerify\s*=\s*(false|0|no|off)\b/i },
  { path: /(^|\/)\.condarc$/, pattern: /\bssl_verify\s*:\s*(false|no|off)\b/i },
  { path: /(^|\/)pip\.(conf|ini)$/, pattern: /\btrusted-host\s*=(?!\s*(localhost|127\.))/i },
];

export default defineRule({
  id: 'unverified-package-registry',
  aliases: ['CKV2_DOCKER_4', 'CKV2_DOCKER_13'],
  controls: ['CIS-4.11', 'CWE-295'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'Packages are fetched from a server whose certificate is not checked.',
  why: `With \`pip --trusted-host\`, \`strict-ssl=false\`, \`http.sslVerify=false\` and their kin, anybody on the way to the server can answer in its place, and what they send is installed and run. As a setting
it stays in the image and holds for whoever works in a container, too.

If the server's certificate comes from a company's own authority, copy that authority's certificate in and name it: \`update-ca-certificates\`, \`PIP_CERT\`, \`NODE_EXTRA_CA_CERTS\`, \`GIT_SSL_CAINFO\`. Hosts
that you accept as they are go into the option \`allow\`.`,
  bad: [
    {
      dockerfile:
        'FROM python:3.12\nRUN pip install --trusted-host pypi.example.com -r r.txt && python3 -m pip install --trusted-host=$HOST x\n',
      at: ['--trusted-host pypi.example.com', '--trusted-host=$HOST'],
    },
    {
      dockerfile: 'FROM python:3.12\nRUN pip config set global.trusted-host pypi.example.com\n',
      at: 'global.trusted-host pypi.example.com',
    },
    {
      dockerfile:
        'FROM node:22\nRUN npm config set strict-ssl false && npm set strict-ssl=false && yarn config set "strict-ssl" false -g\n',
      at: ['strict-ssl false', 'strict-ssl=false', '"strict-ssl" false'],
    },
    {
      dockerfile:
        'FROM debian:12\nRUN git config --global http.sslVerify false && git -c http.sslVerify=false clone https://example.com/x && npm ci --strict-ssl=false && conda config --set ssl_verify no\n',
      at: ['http.sslVerify false', '-c http.sslVerify=false', '--strict-ssl=false', 'ssl_verify no'],
    },
    { dockerfile: 'FROM node:22\nRUN echo "strict-ssl=false" >> ~/.npmrc\n', at: 'strict-ssl=false' },
  ],
  good: [
    {
      dockerfile:
        'FROM node:22\nRUN npm config set strict-ssl true && npm ci --strict-ssl && git config --global http.sslVerify true && npm config get strict-ssl\n',
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip install -r r.txt && pip install --trusted-host localhost x && echo --trusted-host\n',
    },
    {
      dockerfile: 'FROM python:3.12\nRUN pip install --trusted-host pypi.example.com:8080 x\n',
      options: { allow: ['pypi.example.com'] },
    },
  ],
  options: { allow: strings('Hosts whose certificates need not be checked.') },
  history: true,
  badImages: [
    { image: { history: ['RUN /bin/sh -c npm config set strict-ssl false # buildkit'], layers: [{ a: '' }] }, at: '' },
    { image: { history: ['/bin/sh -c pip install --trusted-host pypi.example.com x'], layers: [{ a: '' }] }, at: '' },
  ],
  goodImages: [{ image: { history: ['RUN /bin/sh -c npm ci --strict-ssl # buildkit'], layers: [{ a: '' }] } }],
  *dockerfile(subject) {
    const { allow } = subject.options;
    for (const { span, host } of [...fromCommands(subject), ...fromFiles(subject)]) {
      const name = host?.replace(/^https?:\/\//, '').replace(/[:/].*$/, '');
      if (name !== undefined && (isLoopback(name) || allow.includes(name))) continue;
      yield hit(
        span,
        'the certificate of the server is not checked: anybody on the way can put in packages of their own',
        {
          help: 'copy the certificate of the authority that signs for the server into the image and leave the check on',
        },
      );
    }
  },
});

interface Place {
  readonly span: Span;
  readonly host?: string | undefined;
}

function* fromCommands({ commands }: Pick<DockerfileSubject, 'commands'>): Iterable<Place> {
  for (const command of commands()) {
    const { name = '', args } = command;
    if (PIP.test(name)) yield* fromPip(command);
    if (!Object.hasOwn(SETTINGS, name)) continue;
    const setting = SETTINGS[name] as (typeof SETTINGS)[string];
    const asks = args.some(
      ({ value }) => value === 'get' || value === '--get' || value === '--unset' || value === 'delete',
    );
    if (!asks) yield* pairs(args, setting.name, setting.value, name === 'git' ? '-c' : undefined);
    if (NODE.includes(name))
      for (const { value, span } of args)
        if (/^--(no-strict-ssl|strict-ssl=(false|0))$/.test(value ?? '')) yield { span };
  }
}

/** `name value`, `name=value`, with the flag in front that belongs to it. */
function* pairs(args: readonly Argument[], name: RegExp, value: RegExp, flag?: string): Iterable<Place> {
  for (const [i, { value: word = '', span }] of args.entries()) {
    const equals = word.indexOf('=');
    const before = args[i - 1];
    const next = args[i + 1];
    if (equals !== -1 && name.test(word.slice(0, equals)) && value.test(word.slice(equals + 1)))
      yield {
        span: { start: flag !== undefined && before?.value === flag ? before.span.start : span.start, end: span.end },
      };
    else if (name.test(word) && next !== undefined && value.test(next.value ?? ''))
      yield { span: { start: span.start, end: next.span.end } };
  }
}

function* fromPip(command: Command): Iterable<Place> {
  const { args, name = '' } = command;
  const at = args.findIndex(({ value }) => value === '-m');
  if (name.startsWith('python') && (at === -1 || args[at + 1]?.value !== 'pip')) return;
  const given = readFlags(command, { values: ['--trusted-host', '--allow-insecure-host'] });
  for (const flag of given.flags)
    if (flag.name === '--trusted-host' || flag.name === '--allow-insecure-host')
      yield { span: flag.span, host: flag.value };
  const setting = given.operands.findIndex(({ value }) => /^[a-z]+\.trusted-host$/.test(value ?? ''));
  const word = given.operands[setting];
  const host = given.operands[setting + 1];
  if (word === undefined || host === undefined || !given.operands.some(({ value }) => value === 'set')) return;
  yield { span: { start: word.span.start, end: host.span.end }, host: host.value };
}

function* fromFiles(subject: Parameters<typeof writtenFiles>[0]): Iterable<Place> {
  for (const file of writtenFiles(subject))
    for (const { path, pattern } of FILES) {
      const span = path.test(file.path) ? placeIn(file, pattern) : undefined;
      if (span !== undefined) yield { span };
    }
}
