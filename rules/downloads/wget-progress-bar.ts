import { type DockerfileSubject, defineRule, hit, type Instruction } from '../../src/rule.js';
import { downloadCall } from '../_share/downloads.js';
import { behind } from '../_share/edits.js';
import { firstOfStages } from '../_share/first-of-stage.js';
import { precedes } from '../_share/lineage.js';
import { mayBeFlags } from '../_share/unknown-flags.js';
import { writtenFiles } from '../_share/written.js';

/** Flags with which there is no progress bar, or another one than usual. */
const QUIET = [
  '-q',
  '--quiet',
  '-nv',
  '--no-verbose',
  '--progress',
  '--show-progress',
  '-o',
  '--output-file',
  '-a',
  '--append-output',
  '-b',
  '--background',
  '--spider',
  '--help',
  '-h',
  '--version',
  '-V',
  '--config',
];

export default defineRule({
  id: 'wget-progress-bar',
  aliases: ['DL3047', 'tally/hadolint/DL3047'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: '`wget` writes a progress bar into the log of the build.',
  why: `Without a terminal the bar becomes one line for every 50 KB: a download of 100 MB fills the log with two thousand lines, in which nobody finds the error.

Write \`wget -nv\`, which still tells what was downloaded and what went wrong, or \`wget -q\`. \`--progress=dot:giga\` does the same with GNU wget, but the wget of BusyBox, which Alpine has, does not know it and stops; there only \`-q\` helps, as it takes \`-nv\` and goes on as before. Where a configuration file of wget is
written or copied the rule says nothing.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN wget https://example.com/x && sudo wget -O /y https://example.com/y\n',
      at: ['wget', 'wget'],
      fixed: 'FROM debian:12\nRUN wget -nv https://example.com/x && sudo wget -nv -O /y https://example.com/y\n',
    },
    {
      dockerfile: 'FROM alpine:3.20\nRUN http_proxy=x wget -c --report-speed=bits https://example.com/x\n',
      at: 'wget',
    },
    {
      dockerfile: 'FROM debian:12\nONBUILD RUN ["wget", "https://example.com/x"]\n',
      at: 'wget',
      fixed: 'FROM debian:12\nONBUILD RUN ["wget", "-nv", "https://example.com/x"]\n',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN wget -q https://example.com && wget --quiet a.b && wget -nv a.b && wget --no-verbose a.b && wget --progress=dot:giga a.b\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN wget -qO- https://example.com | tar x && wget -cq a.b && wget -cnv a.b && wget -nvc a.b && wget -O- -nv a.b && wget -o /log a.b && wget -a /log a.b\n',
      note: 'in a group of flags too',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN wget https://example.com 2>/dev/null && wget a.b > /log 2>&1 && wget --version\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get install -y wget && echo wget https://example.com\nHEALTHCHECK CMD wget http://localhost\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN echo "quiet=on" >> /etc/wgetrc\nRUN wget https://example.com\nFROM debian:12\nCOPY wgetrc /root/.wgetrc\nRUN wget https://example.com\nFROM debian:12\nENV WGETRC=/x\nRUN wget https://example.com\n',
    },
    { dockerfile: 'FROM debian:12\nARG OPTIONS\nRUN wget $OPTIONS https://example.com\n' },
  ],
  *dockerfile(subject) {
    const settings = firstOfStages([
      ...writtenFiles(subject)
        .filter(({ path }) => /wgetrc$/.test(path))
        .map(({ instruction }) => instruction),
      ...[...subject.instructions('copy', 'add')].filter(({ rest }) => /wgetrc/.test(rest.text)),
    ]);
    for (const command of subject.commands('wget')) {
      const call = downloadCall(command);
      const { program, redirects, script } = command;
      if (call === undefined || program === undefined || call.arguments.flag(...QUIET) !== undefined) continue;
      if (
        command.args.length === 0 ||
        call.arguments.flags.some(({ name, value }) => name === '-n' && value?.includes('v'))
      )
        continue;
      // The bar goes to standard error.
      if (redirects.some(({ operator, fd }) => fd === 2 || operator === '&>' || operator === '&>>')) continue;
      if (subject.stateBefore(script.instruction).variable('WGETRC') !== undefined) continue;
      if (settings.some(precedes(subject, script.instruction))) continue;
      const flags = mayBeFlags(subject, command);
      const word = isBusyBox(subject, script.instruction) ? '-q' : '-nv';
      if (flags !== undefined) yield { notEvaluated: `${flags.text} may hold -q or -nv` };
      else
        yield hit(program.span, 'the progress bar of wget fills the log of the build', {
          help: 'write wget -nv, or -q where it is the one of BusyBox',
          fix: { title: `Add ${word}`, safety: 'review', edits: [behind(command, program, word)] },
        });
    }
  },
});

/** The base image brings the wget of BusyBox, unless GNU's is installed, to which -q says the same. */
function isBusyBox(subject: DockerfileSubject, { stage }: Instruction): boolean {
  const found = subject.file.stages[stage ?? -1];
  const base = found && subject.rootOf(found).base;
  return base?.kind === 'image' && /alpine|busybox/.test(base.reference);
}
