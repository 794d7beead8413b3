import { defineRule, type GivenFlag, hit } from '../../src/rule.js';
import { DOWNLOADERS, type DownloadCall, downloadCall, hostOf, isLoopback, verification } from '../_share/downloads.js';
import { without } from '../_share/edits.js';
import { placeIn, writtenFiles } from '../_share/written.js';

/** Configuration that says the same for every call. */
const CONFIGURED = /^[ \t"']*(-k|(--)?insecure|check[-_]certificate[ \t]*=[ \t]*(off|no|0))\b/im;

export default defineRule({
  id: 'unverified-tls-download',
  aliases: ['CKV2_DOCKER_2', 'CKV2_DOCKER_3'],
  controls: ['CIS-4.11', 'CWE-295'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A download does not check the certificate of its server.',
  why: `With \`curl --insecure\` or \`wget --no-check-certificate\` anybody on the way, a proxy, a router, a wrong name server, can answer in the server's place, and what they send goes into the image.

Drop the flag. If the check fails because the image knows no authorities, install \`ca-certificates\`; if the server's certificate comes from a company's own authority, copy that certificate in and name it
with \`--cacert\`. A download from the machine itself (\`localhost\`) is left alone, and one whose digest or signature is checked in the same RUN is only mentioned.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12\nRUN curl -fsSLk https://example.com/x -o /x && curl --insecure -O https://example.com/y\n',
      at: ['k', '--insecure'],
      fixed: 'FROM debian:12\nRUN curl -fsSL https://example.com/x -o /x && curl -O https://example.com/y\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN wget -q --no-check-certificate $URL\nRUN ["curl", "-k", "https://example.com"]\n',
      at: ['--no-check-certificate', '-k'],
    },
    {
      dockerfile: 'FROM debian:12\nRUN curl -kL https://example.com | tar x\n',
      at: '-k',
      fixed: 'FROM debian:12\nRUN curl -L https://example.com | tar x\n',
    },
    { dockerfile: 'FROM debian:12\nRUN echo insecure >> ~/.curlrc\n', at: 'insecure' },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN curl -fsSL -ok https://example.com/k && curl -o k -H "X: -k" https://example.com\n',
      note: 'the file is called k',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl -k https://localhost:8443/health && wget --no-check-certificate https://127.0.0.1/x\n',
    },
    {
      dockerfile:
        'FROM debian:12\nHEALTHCHECK CMD curl -fk https://localhost/\nRUN echo curl -k && wget --check-certificate=yes https://example.com\n',
    },
  ],
  history: true,
  badImages: [
    {
      image: { history: ['RUN /bin/sh -c curl -k https://example.com/x -o /x # buildkit'], layers: [{ a: '' }] },
      at: '',
    },
    {
      image: { history: ['/bin/sh -c wget --no-check-certificate https://example.com/x'], layers: [{ a: '' }] },
      at: '',
      note: 'the classic builder',
    },
  ],
  goodImages: [
    { image: { history: ['RUN /bin/sh -c curl -fsSL -ok https://example.com/k # buildkit'], layers: [{ a: '' }] } },
  ],
  *dockerfile(subject) {
    const isVerified = verification();
    for (const command of subject.commands(...DOWNLOADERS)) {
      const call = downloadCall(command);
      const flag = call && unchecked(call);
      if (call === undefined || flag === undefined) continue;
      const hosts = call.urls.map(hostOf);
      if (hosts.length > 0 && hosts.every(host => typeof host === 'string' && isLoopback(host))) continue;
      const verified = isVerified(command);
      yield hit(
        flag.span,
        verified
          ? 'the certificate of the server is not checked; only the check of the file below catches another one'
          : 'the certificate of the server is not checked: anybody on the way can send something else',
        {
          help: 'drop the flag; install ca-certificates, or name the authority with --cacert or --ca-certificate',
          ...(verified && { severity: 'info' }),
          ...(command.script.dialect !== 'none' && {
            fix: { title: 'Check the certificate', safety: 'review', edits: [without(subject.file.text, flag)] },
          }),
        },
      );
    }
    for (const file of writtenFiles(subject)) {
      const span = /(^|\/)(\.?curlrc|\.?wgetrc)$/.test(file.path) ? placeIn(file, CONFIGURED) : undefined;
      if (span !== undefined)
        yield hit(span, 'from here on no download checks the certificate of its server', {
          help: 'leave the check on',
        });
    }
  },
});

function unchecked({ tool, arguments: given }: DownloadCall): GivenFlag | undefined {
  if (tool === 'curl') return given.flag('--insecure', '--proxy-insecure');
  if (tool === 'wget') return given.flag('--no-check-certificate');
  const flag = given.flag('--check-certificate');
  return flag?.value === 'false' ? flag : undefined;
}
