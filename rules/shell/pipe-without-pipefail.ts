import {
  type Command,
  type DockerfileSubject,
  defineRule,
  type Fix,
  flag,
  hit,
  type Pipeline,
} from '../../src/rule.js';
import { baseShell, hasBash } from '../_share/base-shell.js';

/** What stops reading before its input ends: with pipefail the program in front of it then fails, of SIGPIPE. */
const STOPS = new Set(['head', 'less', 'more', 'read']);

export default defineRule({
  id: 'pipe-without-pipefail',
  aliases: ['DL4006', 'tally/hadolint/DL4006', 'efbf148a-67e9-42d2-ac47-02fa1c0d0b22'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN has a pipe, and only its last command decides whether the step fails.',
  why: `In \`RUN curl … | tar xz\` a download that breaks off is not noticed as long as \`tar\` is content: the shell looks at the status of the last command only.

With \`pipefail\` the pipe fails when any part of it does: \`SHELL ["/bin/bash", "-o", "pipefail", "-c"]\` where the image has bash, \`SHELL ["/bin/ash", "-o", "pipefail", "-c"]\` on Alpine; bash and BusyBox also take
\`set -o pipefail &&\` at the beginning of the RUN. The dash of Debian and Ubuntu, their \`/bin/sh\`, does not know it. Or do without the pipe: download to a file first.

Pipes whose left side cannot fail (\`echo "$SUM x" | sha256sum -c\`) lose nothing and are not reported; with \`harmless: true\` they are, as information. Be careful with \`… | head\` and \`yes | …\`: the left side is ended by a signal there, which pipefail takes for a failure. Pipes in the test of an \`if\`, and those followed by
\`|| …\`, are answered already. PowerShell and the Windows command processor are something else.`,
  options: { harmless: flag('Also tells, as information, of pipes whose left side cannot fail.') },
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN curl https://example.com/x | tar xz && a | b\nRUN c | d\n',
      at: ['|', '|'],
      fixed:
        'FROM debian:12\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl https://example.com/x | tar xz && a | b\nRUN c | d\n',
    },
    {
      dockerfile:
        'FROM alpine:3.20 AS a\nSHELL ["/bin/ash", "-o", "pipefail", "-c"]\nRUN a | b\nFROM alpine:3.20\nRUN a | b\n',
      at: '|',
      fixed:
        'FROM alpine:3.20 AS a\nSHELL ["/bin/ash", "-o", "pipefail", "-c"]\nRUN a | b\nFROM alpine:3.20\nSHELL ["/bin/ash", "-o", "pipefail", "-c"]\nRUN a | b\n',
    },
    {
      dockerfile: 'FROM example.com/base\nSHELL ["/bin/bash", "-c"]\nRUN a && \\\n    b | c\n',
      at: '|',
      fixed: 'FROM example.com/base\nSHELL ["/bin/bash", "-c"]\nRUN set -o pipefail && a && \\\n    b | c\n',
    },
    {
      dockerfile: 'FROM example.com/base\nRUN a | b\nONBUILD RUN a | b\n',
      at: ['|', '|'],
      note: 'nobody knows its shells',
    },
    { dockerfile: 'FROM debian:12\nRUN echo y | setup\n', at: '|', options: { harmless: true } },
    { dockerfile: 'FROM debian:12\nRUN ["/bin/bash", "-c", "a | b"]\n', at: '|' },
    { dockerfile: 'FROM debian:12\nRUN make | head -n 3\nRUN X=$(a | b) && (c | d)\n', at: ['|', '|'] },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nset -e\na | b\nEOF\n', at: '|' },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN echo "$SUM x" | sha256sum -c - && printf y | setup && (cat <<EOF | tee /x)\na\nEOF\n',
      note: 'nothing in front can fail',
    },
    { dockerfile: 'FROM debian:12\nRUN a || b; echo "a | b" && awk "/a|b/" x\n' },
    {
      dockerfile: 'FROM debian:12 AS a\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nFROM a\nRUN a | b\n',
      note: 'inherited',
    },
    { dockerfile: 'FROM alpine:3.20\nRUN set -euo pipefail; a | b\nRUN set -eux; set -o pipefail; a | b\n' },
    {
      dockerfile:
        'FROM debian:12\nRUN <<EOF\n#!/bin/bash -eo pipefail\na | b\nEOF\nRUN bash -o pipefail <<EOF\na | b\nEOF\n',
    },
    { dockerfile: 'FROM debian:12\nRUN ["a", "|", "b"]\nCMD a | b\n' },
    {
      dockerfile: 'FROM debian:12\nRUN if a | grep -q b; then c; fi; ! a | b; a | b || true; while a | b; do c; done\n',
    },
    { dockerfile: 'FROM mcr.microsoft.com/powershell\nSHELL ["pwsh", "-c"]\nRUN a | b\n' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN dir | find "x"\n' },
  ],
  history: true,
  badImages: [{ image: { history: ['RUN /bin/sh -c curl x | tar xz # buildkit'], layers: [{ a: '' }] }, at: '' }],
  goodImages: [
    {
      image: {
        history: ['SHELL [/bin/bash -o pipefail -c]', 'RUN /bin/bash -o pipefail -c curl x | tar xz # buildkit'],
        layers: [{ a: '' }],
      },
    },
  ],
  *dockerfile(subject) {
    const mended = new Set<number>();
    for (const instruction of subject.instructions('run')) {
      const open = subject.scripts(instruction).flatMap(script => script.pipelines.filter(isOpen));
      const worst = open.find(pipeline => leftOf(pipeline).some(mayBreak)) ?? open[0];
      const at = worst?.operators[0];
      if (worst === undefined || at === undefined) continue;
      const harmless = !leftOf(worst).some(mayBreak);
      if (harmless && !subject.options.harmless) continue;
      const stage = instruction.stage ?? -1;
      const stops = open.some(stopsEarly);
      const fix = stops || harmless || mended.has(stage) ? undefined : fixOf(subject, worst);
      if (fix !== undefined && fix.title !== IN_RUN) mended.add(stage);
      yield hit(at, 'when a command in front of this pipe fails, the step succeeds all the same', {
        help: stops
          ? 'write to a file first, or set pipefail where nothing ends the left side early'
          : 'set pipefail with SHELL, or write to a file first',
        ...(harmless ? { severity: 'info' as const } : {}),
        ...(fix && { fix }),
      });
    }
  },
});

const IN_RUN = 'Begin the RUN with set -o pipefail';

/** Its status is lost, and nobody has said what shall happen then. */
function isOpen({ pipefail, parts }: Pipeline): boolean {
  const known = parts.find(part => part !== undefined);
  const last = parts.at(-1);
  if (pipefail || last?.after === '||') return false;
  if (known === undefined) return true;
  const { condition, negated, function: body } = known.inside;
  if (body && known.script.pipelines.some(each => each.pipefail)) return false;
  return !condition && !negated;
}

function leftOf({ parts }: Pipeline): readonly (Command | undefined)[] {
  return parts.slice(0, -1);
}

/** Not `echo`, nor `cat` of a heredoc. */
function mayBreak(command: Command | undefined): boolean {
  if (command === undefined) return true;
  const { name, redirects } = command;
  if (name === 'echo' || name === 'printf' || name === 'yes' || name === 'true' || name === ':') return false;
  return name !== 'cat' || !redirects.some(({ operator }) => operator.startsWith('<<'));
}

function stopsEarly({ parts }: Pipeline): boolean {
  return parts.some((part, i) => {
    if (part === undefined) return false;
    if (i === 0) return part.name === 'yes';
    if (part.name === 'grep') return part.args.some(({ value }) => /^-[a-zA-Z]*[qm]/.test(value ?? ''));
    if (part.name === 'sed' || part.name === 'awk') return part.args.some(({ text }) => /\bexit\b|\dq\b/.test(text));
    return part.name !== undefined && STOPS.has(part.name);
  });
}

function fixOf(subject: Pick<DockerfileSubject, 'file' | 'rootOf'>, { parts }: Pipeline): Fix | undefined {
  const script = parts.find(part => part !== undefined)?.script;
  if (script === undefined) return undefined;
  const { instruction, dialect, commands } = script;
  const { onbuild, json, heredocs } = instruction;
  if (onbuild !== undefined || json !== undefined || heredocs.length > 0) return undefined;
  if (parts.some(part => part?.wrappers.some(({ name }) => /^(?:ba|da|a|z|k)?sh$/.test(name ?? '')))) return undefined;
  if (dialect === 'bash' || dialect === 'ash') {
    const start = commands[0]?.span.start;
    if (start !== instruction.rest.span.start) return undefined;
    return { title: IN_RUN, safety: 'review', edits: [{ span: { start, end: start }, text: 'set -o pipefail && ' }] };
  }
  if (dialect !== 'sh') return undefined;
  const shell = baseShell(subject, instruction);
  if (shell === undefined) return undefined;
  const { start } = instruction.span;
  const program = hasBash(shell) ? '/bin/bash' : '/bin/ash';
  return {
    title: `Set SHELL to ${hasBash(shell) ? 'bash' : 'ash'} with pipefail`,
    safety: 'review',
    edits: [{ span: { start, end: start }, text: `SHELL ["${program}", "-o", "pipefail", "-c"]\n` }],
  };
}
