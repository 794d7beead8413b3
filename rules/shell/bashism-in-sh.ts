import {
  type Command,
  type DockerfileSubject,
  defineRule,
  type Fix,
  hit,
  type Instruction,
  type Script,
} from '../../src/rule.js';
import { baseShell } from '../_share/base-shell.js';
import { type Bashism, bashisms } from '../_share/bashisms.js';
import { precedes } from '../_share/lineage.js';
import { replacesShell, SHELL_REPLACERS } from '../_share/shell-replaced.js';

export default defineRule({
  id: 'bashism-in-sh',
  aliases: [
    'SC2039',
    'SC3001',
    'SC3003',
    'SC3004',
    'SC3005',
    'SC3006',
    'SC3008',
    'SC3009',
    'SC3010',
    'SC3011',
    'SC3014',
    'SC3015',
    'SC3020',
    'SC3024',
    'SC3028',
    'SC3030',
    'SC3037',
    'SC3040',
    'SC3043',
    'SC3044',
    'SC3045',
    'SC3046',
    'SC3047',
    'SC3053',
    'SC3054',
    'SC3057',
    'SC3059',
    'SC3060',
  ],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN uses what only bash knows, and another shell reads it.',
  why: `Without SHELL a RUN is read by \`/bin/sh\`: dash on Debian and Ubuntu, BusyBox ash on Alpine. What bash has of its own stops the build there, or, worse, does something else without a word: \`mkdir -p a/{b,c}\` makes one folder
called \`{b,c}\`, \`x &> log\` runs x in the background, \`[ "$A" == b ]\` is false whatever A is, and \`echo -e\` prints its flag.

Write \`SHELL ["/bin/bash", "-c"]\` in front (on Alpine bash has to be installed first), run the script with \`bash -c\`, or use what every shell knows: \`[ ]\` and \`=\`, \`.\`, \`> log 2>&1\`, \`printf\`, \`tr\`, several words.

On RHEL, Fedora, Amazon Linux and Arch \`/bin/sh\` is bash, and nothing is reported; of images that are not known it is not evaluated. BusyBox knows \`[[\`, \`==\`, \`source\`, \`pipefail\`, \`\${x/a/b}\` and more.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN mkdir -p /x/{a,b} && source /x/env\n',
      at: ['{a,b}', 'source'],
      fixed: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN mkdir -p /x/{a,b} && source /x/env\n',
    },
    {
      dockerfile:
        'FROM ubuntu:24.04\nRUN if [[ -f x ]]; then [ "$A" == b ] && make &> log; fi; test a == b\nRUN set -euo pipefail; echo -e "a\\tb" ${X//a/b} ${X:0:2} $RANDOM\n',
      at: ['[[', '==', '&> log', '==', 'pipefail', '-e', '${X//a/b}', '${X:0:2}', '$RANDOM'],
    },
    {
      dockerfile:
        'FROM node:22\nRUN A=(a b) && cat <(a) <<< b && pushd /x && read -s y && function f { x; } && a |& b\n',
      at: ['(a b)', '<(a)', '<<< b', 'pushd', '-s', 'function', '|&'],
    },
    {
      dockerfile:
        'FROM node:22-alpine\nRUN [[ $A == b ]] && source x && set -o pipefail && mkdir {1..3} && A=(x) && shopt -s x\n',
      at: ['{1..3}', '(x)', 'shopt'],
      note: 'BusyBox knows the others',
    },
    { dockerfile: 'FROM example.com/x\nSHELL ["/bin/dash", "-c"]\nRUN [[ -f x ]]\n', at: '[[' },
    { dockerfile: "FROM debian:12\nRUN <<EOF\n#!/bin/sh\nset -e\necho $'a'\nEOF\n", at: "$'a'" },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN [[ -f x ]] && source y && mkdir {a,b}\n' },
    { dockerfile: 'FROM debian:12\nRUN bash -c "[[ -f x ]] && source y"\nRUN ["/bin/bash", "-c", "[[ -f x ]]"]\n' },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\n#!/bin/bash\n[[ -f x ]] && mkdir {a,b}\nEOF\n' },
    { dockerfile: 'FROM almalinux:9\nRUN [[ -f x ]] && source y && mkdir {a,b}\n', note: 'its sh is bash' },
    { dockerfile: 'FROM example.com/base\nRUN [[ -f x ]] && source y\n', note: 'not evaluated: who knows its sh' },
    {
      dockerfile: 'FROM debian:12\nRUN ln -sf /bin/bash /bin/sh\nRUN source x\n',
      note: 'a worse thing, told elsewhere',
    },
    {
      dockerfile:
        "FROM debian:12\nRUN find . -exec rm {} + && echo '{a,b}' \"[[ == ]]\" > x 2>&1 && awk '{a,b}' && echo ${X%.*} ${X:-{a,b}} $((1+2)) && . x && [ a = b ] && f() { local y=1; }\n",
      note: 'quotes, and what POSIX knows',
    },
    { dockerfile: 'FROM debian:12\nARG RANDOM=1\nRUN echo $RANDOM && make a==b && printf "%s" x | read -r y\n' },
  ],
  *dockerfile(subject) {
    const mended = new Set<number>();
    let replacers: readonly Command[] | undefined;
    const unknown = new Set<string>();
    for (const instruction of subject.instructions('run'))
      for (const script of subject.scripts(instruction)) {
        if (script.unparsed !== undefined || !/^(?:sh|dash|ash)$/.test(script.dialect)) continue;
        const found = bashisms(script);
        if (found.length === 0) continue;
        replacers ??= [...subject.commands(...SHELL_REPLACERS)].filter(replacesShell);
        const shell = shellOf(subject, script, replacers);
        if (shell === undefined) unknown.add(baseOf(subject, instruction));
        if (shell === undefined || shell === 'bash') continue;
        for (const bashism of found.filter(each => isForeign(each, shell, script, subject))) {
          const stage = instruction.stage ?? -1;
          const fix = shell === 'dash' && !mended.has(stage) ? withBash(script) : undefined;
          if (fix !== undefined) mended.add(stage);
          yield hit(
            bashism.span,
            `${shell === 'dash' ? 'dash' : 'BusyBox ash'}, the /bin/sh of this image, ${bashism.effect}`,
            {
              help: bashism.help ?? 'write SHELL ["/bin/bash", "-c"] in front, if the image has bash',
              ...(fix && { fix }),
            },
          );
        }
      }
    for (const base of unknown) yield { notEvaluated: `what /bin/sh is in ${base} decides` };
  },
});

type Subject = Pick<DockerfileSubject, 'file' | 'rootOf' | 'commands' | 'stateBefore'>;

function shellOf(
  subject: Subject,
  { dialect, instruction }: Script,
  replacers: readonly Command[],
): 'dash' | 'ash' | 'bash' | undefined {
  if (dialect === 'dash' || dialect === 'ash') return dialect;
  const shell = baseShell(subject, instruction);
  if (shell === undefined || shell === 'bash') return shell;
  if (replacers.length === 0) return shell;
  const earlier = precedes(subject, instruction);
  return replacers.slice(0, 16).some(({ script }) => earlier(script.instruction)) ? undefined : shell;
}

function isForeign(
  { ash, variable, newer }: Bashism,
  shell: 'dash' | 'ash',
  { instruction }: Script,
  { stateBefore, file, rootOf }: Subject,
): boolean {
  if (shell === 'ash' && ash) return false;
  if (variable !== undefined && stateBefore(instruction).variable(variable) !== undefined) return false;
  if (newer !== true) return true;
  // The newest dash has learnt it; nobody knows when a release that rolls gets it.
  const stage = instruction.stage === undefined ? undefined : file.stages[instruction.stage];
  const base = stage === undefined ? undefined : rootOf(stage).base;
  return base?.kind === 'image' && !/sid|testing|unstable|rolling|devel|forky/.test(base.parsed.tag ?? '');
}

function baseOf({ file, rootOf }: Subject, { stage }: Instruction): string {
  const found = stage === undefined ? undefined : file.stages[stage];
  const base = found === undefined ? undefined : rootOf(found).base;
  return base?.kind === 'image' ? `the base image ${base.reference}` : 'the base image';
}

function withBash({ instruction, dialect }: Script): Fix | undefined {
  if (instruction.onbuild !== undefined || instruction.json !== undefined || dialect !== 'sh') return undefined;
  if (instruction.heredocs.some(({ content }) => content.startsWith('#!'))) return undefined;
  const { start } = instruction.span;
  return {
    title: 'Set SHELL to bash',
    safety: 'review',
    edits: [{ span: { start, end: start }, text: 'SHELL ["/bin/bash", "-c"]\n' }],
  };
}
