import { type DockerfileSubject, defineRule, type Fix, findSecrets, hit } from '../../src/rule.js';
import { withoutInstruction } from '../_share/copies.js';
import { groupsOf, type WritingRun, writtenSpan } from '../_share/writing-runs.js';

/** Frontends that know no heredocs. */
const OLD = /^(?:docker\.io\/)?docker\/dockerfile:(?:0|1\.[0-3])(?:[.-]|$)/;

export default defineRule({
  id: 'file-written-by-run',
  aliases: ['tally/prefer-copy-heredoc'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'all',
  summary: 'A RUN does nothing but write a text into a file.',
  why: `A text in quotes with \`\\n\` and escapes is hard to read, echo reads backslashes in one shell and not in the other, and the step starts a container for it and needs a shell in the image.

\`COPY <<EOF /etc/app.conf\` puts the lines into the file as they stand there, with \`--chmod\` and \`--chown\` where they are needed; with \`<<'EOF'\` the builder fills in no variables. It needs BuildKit and \`docker/dockerfile:1.4\`. Left alone are texts with
variables or commands in them, files that are only added to, and a RUN that does something else as well. It is a matter of taste, hence the preset \`all\`.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN echo "config=true" > /app/config.txt\nCMD ["x"]\n',
      at: 'echo "config=true" > /app/config.txt',
      fixed: 'FROM debian:12\nCOPY <<EOF /app/config.txt\nconfig=true\nEOF\nCMD ["x"]\n',
    },
    {
      dockerfile:
        'FROM debian:12\nUSER app\nRUN mkdir -p /app && printf \'#!/bin/sh\\nexec "$@"\\n\' > /app/run.sh && chmod +x /app/run.sh\n',
      at: 'printf \'#!/bin/sh\\nexec "$@"\\n\' > /app/run.sh',
      fixed:
        'FROM debian:12\nUSER app\nCOPY --chown=app --chmod=755 <<\'EOF\' /app/run.sh\n#!/bin/sh\nexec "$@"\nEOF\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN echo a > /etc/x\nRUN echo "b c" >>/etc/x\nRUN chmod 0600 /etc/x\nRUN true\nRUN echo d > /etc/x\n',
      at: ['echo a > /etc/x', 'echo d > /etc/x'],
      fixed: 'FROM debian:12\nCOPY --chmod=0600 <<EOF /etc/x\na\nb c\nEOF\nRUN true\nCOPY <<EOF /etc/x\nd\nEOF\n',
      note: 'one after the other into one file',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN cat <<\'X\' > /etc/x\na $b\nX\nRUN echo a > /y && echo -n "b" > /z\nRUN echo a > /w; echo b > /w\n',
      at: ["cat <<'X' > /etc/x", 'echo a > /y', 'echo a > /w'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN echo "$A" > /x\nRUN echo $(date) > /x\nRUN echo a >> /etc/profile\nRUN echo a > x\nRUN echo a | tee /x\nRUN date > /x\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN make && echo done > /x\nRUN echo a > /x && chmod 600 /y\nRUN echo a > /x && cat /x\nRUN --mount=type=bind,target=/y echo a > /x\nRUN sudo echo a > /x\nRUN if true; then echo a > /x; fi\nRUN echo 1 > /proc/sys/x && echo b > /dev/null\n',
    },
    { dockerfile: '# syntax=docker/dockerfile:1.3\nFROM debian:12\nRUN echo a > /x\n' },
    { dockerfile: 'FROM debian:12\nRUN cat <<EOF > /x\na $HOME\nEOF\nRUN <<EOF\necho a > /x\nEOF\n' },
  ],
  *dockerfile(subject) {
    const syntax = subject.file.directives.find(({ name }) => name === 'syntax');
    if (syntax !== undefined && OLD.test(syntax.value)) return yield { notApplicable: 'this frontend has no heredocs' };
    for (const stage of subject.file.stages) {
      if (stage.os !== 'linux') continue;
      for (const runs of groupsOf(subject, stage)) {
        const [first, ...others] = runs.flatMap(({ writes }) => writes);
        if (first === undefined) continue;
        yield hit(writtenSpan(first.command), 'a RUN with a shell only writes this text into a file', {
          help: `write COPY <<EOF ${first.path}, with the lines below it`,
          also: others.slice(0, 10).map(({ command }) => ({ in: 'dockerfile' as const, span: command.span })),
          ...withFix(subject, runs),
        });
      }
    }
  },
});

/** One COPY in place of the RUNs, where one file is written and it is certain what. */
function withFix(subject: DockerfileSubject<unknown>, runs: readonly WritingRun[]): { fix?: Fix } {
  const [first, ...others] = runs;
  const writes = runs.flatMap(run => run.writes);
  const modes = runs.flatMap(run => run.modes);
  const [path, second] = new Set(runs.flatMap(run => [...run.paths]));
  if (first === undefined || path === undefined || second !== undefined || modes.length > 1) return {};
  // What is written anew takes away what was there.
  if (writes.slice(1).some(({ adds }) => !adds)) return {};
  if (writes.some(({ text }) => text === undefined) || !/^[\w./-]+$/.test(path)) return {};
  const text = writes.map(write => write.text).join('');
  if (!text.endsWith('\n') || /^EOF$|\r/m.test(text) || findSecrets(text).length > 0) return {};
  const [given] = modes;
  const mode = given === undefined || /^[0-7]{3,4}$/.test(given) ? given : /^a?\+x$/.test(given) ? '755' : '';
  if (mode === '') return {};
  const user = subject.stateBefore(first.run).user.value ?? '';
  const flags = [
    ...(/^(?:root|0)?(?::|$)/.test(user) ? [] : [`--chown=${user} `]),
    ...(mode === undefined ? [] : [`--chmod=${mode} `]),
  ].join('');
  const word = /[$\\]/.test(text) ? "'EOF'" : 'EOF';
  const copy = `COPY ${flags}<<${word} ${path}\n${text}EOF`;
  return {
    fix: {
      title: 'Write it with COPY',
      safety: 'review',
      edits: [
        { span: first.run.span, text: copy },
        ...others.map(({ run }) => withoutInstruction(subject.file.text, run)),
      ],
    },
  };
}
