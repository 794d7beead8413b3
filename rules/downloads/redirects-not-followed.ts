import { defineRule, hit } from '../../src/rule.js';
import { type DownloadCall, downloadCall, hostOf, isInternal } from '../_share/downloads.js';
import { behind } from '../_share/edits.js';
import { mayBeFlags } from '../_share/unknown-flags.js';

/** It follows already, asks about headers, sends something, or somebody looks at where it is sent. */
const AWARE = [
  '-L',
  '--location',
  '--location-trusted',
  '--follow',
  '--head',
  '-i',
  '--include',
  '-D',
  '--dump-header',
  '-w',
  '--write-out',
  '-K',
  '--config',
  '--max-redirs',
  '--version',
  '-V',
  '--help',
  '-h',
  '--manual',
  '-d',
  '--data',
  '--data-raw',
  '--data-binary',
  '--data-urlencode',
  '--json',
  '-F',
  '--form',
  '-T',
  '--upload-file',
  '--unix-socket',
] as const;

export default defineRule({
  id: 'redirects-not-followed',
  aliases: ['tally/curl-should-follow-redirects'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'strict',
  summary: '`curl` does not follow redirects.',
  why: `A server that has moved a file answers with its new place. Without \`-L\` curl keeps that answer, mostly an empty page, as the file, and \`-f\` does not take it for an error. Downloads from GitHub, mirrors and
package hosts are redirected as a rule; others may be one day, and the build breaks then.

Write \`curl -fsSL\`. With another method than GET use \`--follow\` (curl 8.16), since \`-L\` repeats it at the new place. Addresses and names of one's own network are left alone, and so is a call that looks at headers or
the status.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12\nRUN curl -fsSo /x https://example.com/x && curl https://example.com/i.sh | sh && V="$(curl -s https://example.com/v)"\n',
      at: ['curl', 'curl', 'curl'],
      fixed:
        'FROM debian:12\nRUN curl -L -fsSo /x https://example.com/x && curl -L https://example.com/i.sh | sh && V="$(curl -L -s https://example.com/v)"\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN ["curl", "-X", "GET", "-O", "https://example.com/$V/x"]\n',
      at: 'curl',
      fixed: 'FROM debian:12\nRUN ["curl", "-L", "-X", "GET", "-O", "https://example.com/$V/x"]\n',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN curl -fsSL https://a.io/x && curl -LO https://a.io/x && curl --location https://a.io && curl --follow -X POST https://a.io\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN curl http://localhost:80/x; curl -o x http://10.0.0.1/x https://[::1]/x https://192.0.2.7/x; curl -o y http://nexus:8081/y\n',
      note: 'one’s own network, addresses',
    },
    {
      dockerfile:
        'FROM debian:12\nARG HOST OPTS\nRUN curl https://$HOST/x; curl $OPTS https://a.io/x; curl -X POST https://a.io; curl -I https://a.io; curl --version; curl -o /dev/null https://a.io; curl ftp://a.io/x\n',
    },
    { dockerfile: 'FROM debian:12\nHEALTHCHECK CMD curl -f https://a.io\nRUN echo curl https://a.io\n' },
  ],
  history: true,
  badImages: [
    {
      image: { history: ['RUN /bin/sh -c curl -fo /x https://example.com/x # buildkit'], layers: [{ a: '' }] },
      at: '',
    },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands('curl')) {
      const call = downloadCall(command);
      if (call === undefined || command.program === undefined || !mayMove(call)) continue;
      const flags = mayBeFlags(subject, command);
      if (flags !== undefined) {
        yield { notEvaluated: `${flags.text} may hold -L` };
        continue;
      }
      yield hit(command.program.span, 'where the server has moved the file, its answer is kept in place of it', {
        help: 'add -L',
        fix: { title: 'Add -L', safety: 'review', edits: [behind(command, command.program, '-L')] },
      });
    }
  },
});

/** Is something got from a server that others run? */
function mayMove({ arguments: given, urls }: DownloadCall): boolean {
  if (given.flag(...AWARE) !== undefined || given.flag('--output')?.value === '/dev/null') return false;
  const method = given.flag('-X', '--request');
  if (method !== undefined && method.value !== 'GET') return false;
  return urls.some(url => {
    const host = hostOf(url);
    return typeof host === 'string' && !isInternal(host) && !/^[\d.]+$|^\[/.test(host);
  });
}
