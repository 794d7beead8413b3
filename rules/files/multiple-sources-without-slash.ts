import { type CopyInstruction, type DockerfileSubject, defineRule, hit } from '../../src/rule.js';
import { isFromContext } from '../_share/copies.js';
import { precedes } from '../_share/lineage.js';
import { countFitting, isWildcard, MOST_WORK } from '../_share/wildcards.js';
import { resolvePath } from '../_share/workdirs.js';

/** Directories that every Linux image with a shell has. */
const USUAL = new Set(
  '/ /bin /etc /home /lib /opt /root /sbin /srv /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/local/lib /usr/sbin /usr/share /var /var/lib /var/log'.split(
    ' ',
  ),
);

export default defineRule({
  id: 'multiple-sources-without-slash',
  aliases: [
    'DL3021',
    'tally/hadolint/DL3021',
    'DS-0011',
    'AVD-DS-0011',
    'DS011',
    'use-slash-for-copy-args',
    'docker-use-slash-for-copy-args',
    '6db6e0c2-32a3-4a2e-93b5-72c35f4119db',
    'INVALID_DESTINATION',
    'add_dest_invalid',
  ],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'COPY or ADD has several sources, and the destination does not say that it is a directory.',
  why: `Only a slash at the end makes the destination a directory. Without it the classic builder refuses the instruction; BuildKit takes it, and where no directory of that name exists it
writes each file over the one before, without a word.

End the destination with \`/\`. \`.\` and the working directory are directories already. Where the directory is known to exist, because the system or a RUN made it, this is a warning
only.`,
  bad: [
    {
      dockerfile: 'FROM node:22\nCOPY package.json package-lock.json /app\n',
      at: '/app',
      fixed: 'FROM node:22\nCOPY package.json package-lock.json /app/\n',
    },
    {
      dockerfile: 'FROM debian:12\nENV D=/data\nADD ["a", "b", "$D"]\n',
      at: '$D',
      fixed: 'FROM debian:12\nENV D=/data\nADD ["a", "b", "$D/"]\n',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY <<a <<b conf\na\nb\n',
      at: 'conf',
      fixed: 'FROM debian:12\nCOPY <<a <<b conf/\na\nb\n',
    },
    {
      dockerfile: 'FROM debian:12\nADD test? conf\nCOPY a* /b\n',
      context: { paths: ['a.txt', 'test1', 'test2'] },
      at: 'conf',
      note: 'the context shows that the wildcard finds two files',
    },
    { dockerfile: 'FROM debian:12\nRUN mkdir -p /x\nCOPY a b /x\nCOPY a b /etc\n', at: ['/x', '/etc'] },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nCOPY a b /app/\nCOPY a b .\nCOPY a b ./\nADD a b ..\nCOPY a b x/.\nCOPY a /app\nCOPY ["a", "b", "/c/"]\n',
    },
    {
      dockerfile: 'FROM debian:12\nWORKDIR /app\nCOPY a b /app\nCOPY --from=x a b "/y/"\n',
      note: 'the working directory is there',
    },
    {
      dockerfile: 'FROM debian:12\nARG DIR\nENV E=/e/\nCOPY a b $DIR\nCOPY a b $E\n',
      note: 'a variable may end in a slash',
    },
    { dockerfile: '# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nCOPY a b C:\\app\\\n' },
  ],
  *dockerfile(subject) {
    const budget = { left: MOST_WORK };
    for (const copy of subject.instructions('copy', 'add')) {
      const { destination, sources } = copy;
      if (destination === undefined || (sources.length < 2 && !fitsSeveral(copy))) continue;
      const { value } = subject.stateBefore(copy).expand(destination);
      if (value === undefined || value === '' || /(?:^|[\\/])\.{0,2}$/.test(value)) continue;
      const known = directoryBefore(subject, copy, value);
      if (known === 'workdir') continue;
      const end = destination.at(destination.length);
      const quoted = /["']$/.test(destination.text);
      yield hit(destination.span, `only a slash at the end makes ${value} a directory for several files`, {
        help: `write ${value}/`,
        ...(known === 'exists' ? { severity: 'warning' as const } : {}),
        ...(quoted
          ? {}
          : {
              fix: {
                title: 'Add the slash',
                safety: 'safe' as const,
                edits: [{ span: { start: end, end }, text: '/' }],
              },
            }),
      });
    }

    /** Does the one source's wildcard find several files in the context? */
    function fitsSeveral(copy: CopyInstruction): boolean {
      const { paths } = subject.context ?? {};
      const [source] = copy.sources;
      if (paths === undefined || source === undefined || !isFromContext(copy) || copy.onbuild !== undefined)
        return false;
      const value = subject.stateBefore(copy).expand(source).value ?? '';
      if (!isWildcard(value) || value.includes('://')) return false;
      return (countFitting(value, paths, budget, 2) ?? 0) > 1;
    }
  },
});

/** What the file shows of the destination: it is the working directory, or a directory that exists. */
function directoryBefore(
  subject: DockerfileSubject<unknown>,
  copy: CopyInstruction,
  value: string,
): 'workdir' | 'exists' | undefined {
  const workdir = subject.stateBefore(copy).workdir.value;
  if (!value.startsWith('/') && workdir === undefined) return undefined;
  const path = resolvePath(workdir ?? '/', value);
  if (workdir !== undefined && resolvePath('/', workdir) === path) return 'workdir';
  if (USUAL.has(path)) return 'exists';
  const before = precedes(subject, copy);
  for (const { script, args } of subject.commands('mkdir'))
    if (args.some(argument => argument.value === path || argument.value === `${path}/`) && before(script.instruction))
      return 'exists';
  return undefined;
}
