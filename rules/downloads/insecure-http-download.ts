import { type Argument, type Command, defineRule, hit, readFlags, type Span } from '../../src/rule.js';
import { DOWNLOADERS, downloadCall, hostOf, isInternal, verification } from '../_share/downloads.js';
import { packageCall } from '../_share/packages.js';

const PIP = /^(pip[\d.]*|uv|python[\d.]*)$/;
const INDEX = {
  values: [
    '-i',
    '--index-url',
    '--extra-index-url',
    '--default-index',
    '--index',
    '-f',
    '--find-links',
    '--proxy',
    '--trusted-host',
  ],
};
const REGISTRY = { values: ['--registry', '--proxy', '--https-proxy'] };
const CLONE = {
  values: ['-b', '--branch', '--depth', '-c', '--config', '-o', '--origin', '--reference', '-j', '--jobs', '-C'],
};

export default defineRule({
  id: 'insecure-http-download',
  aliases: ['no_add_without_https', 'no_run_without_https'],
  controls: ['CIS-4.11', 'CWE-319'],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A download goes over plain HTTP.',
  why: `Anybody on the way, a proxy, a router, a wrong name server, can change what arrives, and nothing tells: it goes into the image, and often is run there.

Write \`https://\`. Where the server has none, check the file in the same RUN against a digest that stands in the Dockerfile (\`sha256sum -c\`, \`ADD --checksum=\`). Left alone are addresses of the machine itself and of
private networks, mirrors of apt and apk (their packages are signed), and downloads that are checked afterwards.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12\nRUN curl -fsSL http://example.com/x.tgz | tar xz && wget -q "http://example.com/$V/y"\n',
      at: ['http://example.com/x.tgz', '"http://example.com/$V/y"'],
      fixed:
        'FROM debian:12\nRUN curl -fsSL https://example.com/x.tgz | tar xz && wget -q "https://example.com/$V/y"\n',
    },
    {
      dockerfile: 'FROM alpine:3.20\nADD http://example.com/x /x\nRUN git clone --depth 1 http://example.com/x.git\n',
      at: ['http://example.com/x', 'http://example.com/x.git'],
    },
    {
      dockerfile:
        'FROM python:3.12\nRUN pip install -i http://pypi.example.com/simple x && npm ci --registry=http://npm.example.com && rpm -i http://example.com/x.rpm\n',
      at: ['-i http://pypi.example.com/simple', '--registry=http://npm.example.com', 'http://example.com/x.rpm'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN curl http://localhost:80 && wget http://10.1.2.3/x http://nexus:8081/y http://files.corp/z && curl -x http://proxy.example.com:3128 -H "Referer: http://example.com" https://example.com\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN echo "deb http://deb.debian.org/debian bookworm main" > /etc/apt/sources.list\n',
      note: 'what apt installs is signed',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl -o x http://example.com/x && echo "0123  x" | sha256sum -c -\nADD --checksum=sha256:00 http://example.com/x /x\n',
    },
    {
      dockerfile:
        'FROM debian:12\nARG HOST\nRUN curl http://$HOST/x && curl -fsI http://example.com && wget --spider http://example.com && curl -o /dev/null http://example.com\n',
    },
  ],
  *dockerfile(subject) {
    const isVerified = verification();
    for (const instruction of subject.instructions('add')) {
      if (instruction.kind !== 'add' || instruction.flags.some(({ name }) => name === 'checksum')) continue;
      for (const source of instruction.sources) {
        const { value } = subject.stateBefore(instruction).expand(source);
        yield* judge({ text: source.text, value }, source.span, subject.file.text);
      }
    }
    for (const command of subject.commands())
      for (const { argument, span } of fetched(command))
        if (!isVerified(command)) yield* judge(argument, span, subject.file.text);
  },
});

function* judge(argument: Pick<Argument, 'value' | 'text'>, span: Span, text: string) {
  if (!/^["']?http:/i.test(argument.value ?? argument.text)) return;
  const host = hostOf(argument);
  if (host === undefined) yield { notEvaluated: `the host in ${argument.text} is not known` };
  if (typeof host !== 'string' || isInternal(host)) return;
  const written = text.slice(span.start, span.end);
  const at = written.search(/http:\/\//i);
  const scheme = { start: span.start + at + 4, end: span.start + at + 4 };
  yield hit(span, `anybody on the way to ${host} can change what arrives`, {
    help: 'write https, or check the digest of the file',
    ...(at !== -1 && { fix: { title: 'Use https', safety: 'review' as const, edits: [{ span: scheme, text: 's' }] } }),
  });
}

/** What a command fetches, with the words that say so. */
function* fetched(command: Command): Iterable<{ argument: Pick<Argument, 'value' | 'text'>; span: Span }> {
  const { name = '' } = command;
  if ((DOWNLOADERS as readonly string[]).includes(name)) yield* downloaded(command);
  else if (name === 'git') {
    const { operands } = readFlags(command, CLONE);
    const url = operands[0]?.value === 'clone' ? operands[1] : undefined;
    if (url !== undefined) yield { argument: url, span: url.span };
  } else if (PIP.test(name) || /^(npm|yarn|pnpm)$/.test(name)) {
    const wanted = PIP.test(name) ? /^(-[if]|--(default-|extra-)?index(-url)?|--find-links)$/ : /^--registry$/;
    for (const { name: flag, value, argument, span } of readFlags(command, PIP.test(name) ? INDEX : REGISTRY).flags)
      if (wanted.test(flag)) yield { argument: { value, text: value ?? argument.text }, span };
  } else if (name === 'rpm') for (const url of command.args) yield { argument: url, span: url.span };
  else if (/^(yum|dnf|microdnf)$/.test(name))
    for (const url of packageCall(command)?.packages ?? []) yield { argument: url, span: url.span };
}

function* downloaded(command: Command): Iterable<{ argument: Argument; span: Span }> {
  const call = downloadCall(command);
  if (call === undefined) return;
  // Nothing is kept of what is asked for here.
  const { value: output } = call.arguments.flag('--output', '--output-document') ?? {};
  if (output === '/dev/null' || call.arguments.flag('--head', '--spider') !== undefined) return;
  for (const url of call.urls) yield { argument: url, span: url.span };
}
