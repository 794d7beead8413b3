import { type Command, defineRule, type Fix, hit, readFlags } from '../../src/rule.js';
import { type DownloadCall, downloadCall, verification } from '../_share/downloads.js';
import { behind } from '../_share/edits.js';
import { mayBeFlags } from '../_share/unknown-flags.js';

/** It fails by itself, asks for headers only, or somebody looks at the status or at the answer. */
const AWARE = [
  '-f',
  '--fail',
  '--fail-with-body',
  '--fail-early',
  '--head',
  '-w',
  '--write-out',
  '-i',
  '--include',
  '-D',
  '--dump-header',
  '-K',
  '--config',
  '--version',
  '-V',
  '--help',
  '-h',
] as const;
/** The answer to these is seldom what is wanted of them. */
const SENDING = [
  '-d',
  '--data',
  '--data-raw',
  '--data-binary',
  '--json',
  '-F',
  '--form',
  '-T',
  '--upload-file',
] as const;

/** What refuses a page where it wants an archive, a key or JSON, so that the step fails all the same. */
const REFUSES =
  /^(?:(?:bsd)?tar|f?unzip|g?unzip|gzip|zcat|unxz|xz(?:cat)?|bunzip2|bzip2|bzcat|unzstd|zstd|cpio|apt-key|gpg2?|jq|dpkg)$/;

export default defineRule({
  id: 'curl-error-page-kept',
  aliases: [],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: '`curl` keeps what a server answers, even if that is an error page.',
  why: `Without \`-f\` curl is content with every answer: "404 Not Found" becomes the program, the key or the archive, curl says that all went well, and the build breaks somewhere later, or not at all.

Write \`curl -fsSL\`. \`--fail-with-body\` (curl 7.76) shows the page as well. Left alone are downloads whose digest or signature is checked afterwards, calls that ask for headers or for the status (\`-I\`, \`-w\`), and those that send
something; and pipes into what refuses a page (\`tar\`, \`unzip\`, \`gpg\`, \`jq\`): the step fails there.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN curl -sSL https://example.com/x -o /x && curl -O https://example.com/y\n',
      at: ['curl', 'curl'],
      fixed: 'FROM debian:12\nRUN curl -fsSL https://example.com/x -o /x && curl -f -O https://example.com/y\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl https://example.com/key | tee /k && curl -sL "$URL" >> /etc/x && X=$(curl -s https://example.com/v | cut -d: -f1)\n',
      at: ['curl', 'curl', 'curl'],
      fixed:
        'FROM debian:12\nRUN curl -f https://example.com/key | tee /k && curl -fsL "$URL" >> /etc/x && X=$(curl -fs https://example.com/v | cut -d: -f1)\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN ["curl", "-o", "/x", "https://example.com/x"]\n',
      at: 'curl',
      fixed: 'FROM debian:12\nRUN ["curl", "-f", "-o", "/x", "https://example.com/x"]\n',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN curl -fsSL https://a.io/x -o /x && curl --fail-with-body https://a.io/x | sh; curl -LsSf https://a.io/x > /y; curl -o/x -f https://a.io\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl -sSLo /x https://a.io/x && echo "0123  /x" | sha256sum -c -\nRUN curl -sLO https://a.io/x.sig && gpg --verify x.sig x\n',
      note: 'an error page does not pass the check',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl -I https://a.io | grep 200; curl -s -o /dev/null -w "%{http_code}" https://a.io | grep 200; curl https://a.io; curl --version > /v; curl -o /x file:///y\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl -sSL https://a.io/x | tar xz && curl https://a.io/k | sudo gpg --dearmor > /k; X=$(curl -s https://a.io/v | jq -r .tag)\n',
      note: 'what is behind the pipe refuses a page',
    },
    { dockerfile: 'FROM debian:12\nARG OPTS\nRUN curl $OPTS -o /x https://a.io/x\n', note: 'nobody knows' },
    { dockerfile: 'FROM debian:12\nRUN curl -d @a https://a.io | jq . && echo "curl -o x https://a.io"\n' },
  ],
  history: true,
  badImages: [
    { image: { history: ['RUN /bin/sh -c curl -o /x https://example.com/x # buildkit'], layers: [{ a: '' }] }, at: '' },
  ],
  *dockerfile(subject) {
    const isVerified = verification();
    for (const command of subject.commands('curl')) {
      const call = downloadCall(command);
      if (call === undefined || command.program === undefined || !keeps(call) || isVerified(command)) continue;
      const flags = mayBeFlags(subject, command);
      if (flags !== undefined && (call.urls.length > 1 || call.urls[0] !== flags)) {
        yield { notEvaluated: `${flags.text} may hold -f` };
        continue;
      }
      yield hit(command.program.span, 'an error page of the server is kept as if it were the file', {
        help: 'add -f, so that curl fails then',
        fix: withFail(command),
      });
    }
  },
});

/** Does what the server answers go into a file or a pipe, whatever it is? */
function keeps({ command, arguments: given, urls, toOutput }: DownloadCall): boolean {
  if (urls.length === 0 || given.flag(...AWARE, ...SENDING) !== undefined) return false;
  if (urls.every(({ value, text }) => /^["']?(?:file|ftps?|sftp|scp):/i.test(value ?? text))) return false;
  if (!toOutput) return given.flag('--output')?.value !== '/dev/null';
  const file = command.redirects.find(({ operator }) => operator === '>' || operator === '>>' || operator === '>|');
  if (file !== undefined) return file.fd !== 2 && file.target?.value !== '/dev/null';
  const parts = command.pipeline?.parts ?? [];
  const outer = command.wrappers.at(0) ?? command;
  const at = parts.indexOf(outer);
  if (at === -1 || at === parts.length - 1) return false;
  const next = parts[at + 1];
  // Behind sudo and its like stands what runs.
  const program = next === undefined ? undefined : command.script.commands.find(({ wrappers }) => wrappers[0] === next);
  return !REFUSES.test((program ?? next)?.name ?? '');
}

/** `-sSL` becomes `-fsSL`; where there is no such group, the flag stands behind the program. */
function withFail(command: Command): Fix {
  const group = readFlags(command)
    .flags.map(({ argument }) => argument)
    .find(({ text }) => /^-[sSLkg#4]{1,8}$/.test(text));
  const start = (group?.span.start ?? 0) + 1;
  const edit =
    group === undefined
      ? behind(command, command.program as NonNullable<Command['program']>, '-f')
      : { span: { start, end: start }, text: 'f' };
  return { title: 'Add -f', safety: 'review', edits: [edit] };
}
