import { type Command, type DockerfileSubject, defineRule, hit } from '../../src/rule.js';
import { unnoticed } from '../_share/errexit.js';

/** Folders that every image has in which a shell runs, and places that surely exist. */
const SURE =
  /^(?:-|\.|\.\.(?:\/\.\.)*|~|\/|\/(?:bin|dev|etc|home|lib|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)|\/usr\/(?:bin|lib|local|local\/bin|local\/lib|local\/src|sbin|share|src)|\/var\/(?:cache|lib|log|tmp))\/?$/;

export default defineRule({
  id: 'unchecked-cd',
  aliases: ['SC2164', 'SC2103'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The commands behind a cd run even if the cd fails.',
  why: `Behind \`cd build; rm -rf *\` the folder may be any: if \`build\` is missing, the shell says so, stays where it is and goes on. The build succeeds all the same when the last command does.

Write \`cd build && …\`, \`cd build || exit 1\`, or begin the script with \`set -e\`. A \`cd\` into a folder that every image has, and one that is the script's last command, are left alone.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN cd /src; rm -rf *\n',
      at: 'cd /src',
      fixed: 'FROM debian:12\nRUN cd /src || exit 1; rm -rf *\n',
    },
    {
      dockerfile: 'FROM debian:12\nSHELL ["/bin/bash", "-ec"]\nRUN set +e; for x in a b; do cd $x; make; cd ..; done\n',
      at: 'cd $x',
      fixed:
        'FROM debian:12\nSHELL ["/bin/bash", "-ec"]\nRUN set +e; for x in a b; do cd $x || exit 1; make; cd ..; done\n',
    },
    { dockerfile: 'FROM debian:12\nRUN (make && cd /x; make)\n', at: 'cd /x', note: 'the chain decides what to write' },
    { dockerfile: 'FROM debian:12\nRUN set -e; bash -c "cd /x; make"\n', at: 'cd /x', note: 'a shell of its own' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nRUN cd /src && make; cd /src || exit; make\n' },
    { dockerfile: 'FROM debian:12\nRUN set -eux; cd /src; make\n' },
    { dockerfile: 'FROM debian:12\nSHELL ["/bin/sh", "-ec"]\nRUN cd /src; make\n' },
    { dockerfile: 'FROM debian:12\nRUN cd /tmp; make; cd -; cd ..; make; cd /nowhere\n' },
    { dockerfile: 'FROM debian:12\nRUN if cd /src; then make; fi; ! cd /x; make\n' },
    {
      dockerfile: 'FROM debian:12\nWORKDIR /app/src\nRUN cd /app; make\nRUN mkdir -p /x; cd /x; make\n',
      note: 'made before',
    },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\ncd /src\nmake\nEOF\n', note: 'told by heredoc-without-errexit' },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\n#!/bin/bash -e\ncd /src\nmake\nEOF\n' },
    { dockerfile: 'FROM debian:12\nRUN f() { cd /x; make; }; set -e; f\n', note: 'called when -e is on' },
  ],
  history: true,
  badImages: [{ image: { history: ['RUN /bin/sh -c cd /src; make # buildkit'], layers: [{ a: '' }] }, at: '' }],
  goodImages: [{ image: { history: ['RUN /bin/sh -c cd /src && make # buildkit'], layers: [{ a: '' }] } }],
  *dockerfile(subject) {
    for (const command of subject.commands('cd')) {
      const { after, inside, errexit, args, script, wrappers } = command;
      if ((after !== ';' && after !== 'newline') || errexit || args.length !== 1) continue;
      if (inside.condition || inside.negated || isSure(subject, command)) continue;
      // One `set -e` mends the whole heredoc.
      if (unnoticed(script) !== undefined) continue;
      if (inside.function && script.commands.some(each => each.errexit)) continue;
      const alone =
        wrappers.length === 0 &&
        !script.chains.some(({ span }) => span.start <= command.span.start && command.span.end <= span.end);
      const end = command.span.end;
      yield hit(command.span, 'if this cd fails, what follows runs in the wrong folder', {
        help: 'write && behind it, or || exit 1, or begin with set -e',
        ...(alone && {
          fix: {
            title: 'Stop if cd fails',
            safety: 'safe',
            edits: [{ span: { start: end, end }, text: ' || exit 1' }],
          },
        }),
      });
    }
  },
});

/** Does the folder exist for certain: in every image, as a WORKDIR of this file, or because the script makes it? */
function isSure(subject: Pick<DockerfileSubject, 'stateBefore'>, { args, script, index }: Command): boolean {
  const path = args[0]?.value;
  if (path === undefined) return false;
  if (SURE.test(path)) return true;
  const { value: workdir, at } = subject.stateBefore(script.instruction).workdir as { value?: string; at?: unknown };
  if (at !== undefined && workdir !== undefined && `${workdir}/`.startsWith(path.endsWith('/') ? path : `${path}/`))
    return true;
  for (let i = Math.max(0, index - 20); i < index; i++) {
    const made = script.commands[i] as Command;
    if (made.name === 'mkdir' && made.args.some(({ value }) => value === path)) return true;
  }
  return false;
}
