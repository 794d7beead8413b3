import { defineRule, hit, mountsOf } from '../../src/rule.js';
import { inScratch } from '../_share/scratch-files.js';

export default defineRule({
  id: 'run-in-scratch',
  aliases: ['tally/shell-run-in-scratch'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN in shell form stands in a stage that has no shell.',
  why: `\`scratch\` is empty: there is no \`/bin/sh\` that could run the line, and the build stops with "exec: /bin/sh: no such file or directory".

Do the work in an earlier stage and copy the result. If the stage does have a program that does it, use exec form: \`RUN ["/busybox", "mkdir", "/x"]\`. Whatever may have brought a
shell (an archive, a folder copied to \`/\`, an earlier RUN) makes it "not evaluated".`,
  bad: [
    { dockerfile: 'FROM scratch\nRUN echo a\nRUN echo b\n', at: 'RUN', note: 'once in a stage' },
    { dockerfile: 'FROM scratch AS base\nCOPY app /app\nFROM base\nRUN /app --setup\n', at: 'RUN' },
    {
      dockerfile:
        'FROM scratch\nCOPY app.conf /\nWORKDIR /x\nRUN <<EOF\necho a\nEOF\nSHELL ["/busybox", "sh", "-c"]\nRUN echo b\n',
      at: 'RUN',
      note: 'before SHELL',
    },
  ],
  good: [
    { dockerfile: 'FROM alpine:3.20\nRUN echo a\n' },
    { dockerfile: 'FROM scratch\nCOPY app /app\nRUN ["/app", "--setup"]\n' },
    { dockerfile: 'FROM scratch\nCOPY --from=busybox:1 /bin/sh /bin/sh\nRUN echo a\n' },
    { dockerfile: 'FROM scratch\nCOPY --from=busybox:1 /bin/ /bin/\nRUN echo a\n', note: 'not evaluated' },
    { dockerfile: 'FROM scratch\nADD rootfs.tar.xz /\nRUN echo a\nFROM scratch\nCOPY root /\nRUN echo a\n' },
    { dockerfile: 'FROM scratch\nCOPY busybox /busybox\nSHELL ["/busybox", "sh", "-c"]\nRUN echo a\n' },
    { dockerfile: 'FROM scratch\nCOPY busybox /bin/\nRUN ["/bin/busybox", "--install", "/bin"]\nRUN echo a\n' },
    { dockerfile: 'FROM scratch\nRUN --mount=from=busybox:1,source=/bin,target=/bin echo a\n' },
    { dockerfile: 'FROM scratch\nONBUILD RUN echo a\n' },
  ],
  *dockerfile(subject) {
    const done = new Set<number>();
    const shells = new Map<number, boolean>();
    for (const { stage, instruction, has } of inScratch(subject, '/bin/sh')) {
      if (instruction.kind === 'from') {
        shells.set(stage.index, stage.base.kind === 'stage' && shells.get(stage.base.stage) === true);
        if (stage.base.kind === 'stage' && done.has(stage.base.stage)) done.add(stage.index);
      }
      if (instruction.kind === 'shell') shells.set(stage.index, true);
      if (instruction.kind !== 'run' || instruction.json !== undefined || stage.os === 'windows') continue;
      if (has === 'yes' || done.has(stage.index) || shells.get(stage.index) === true) continue;
      if (mountsOf(instruction).some(({ target }) => target === undefined || /^\/(?:bin(?:\/|$)|$)/.test(target)))
        continue;
      done.add(stage.index);
      if (has === 'maybe') yield { notEvaluated: 'what was copied may hold a shell' };
      else
        yield hit(instruction.keyword.span, 'this stage is made from scratch and has no shell to run the line', {
          help: 'run it in an earlier stage and copy the result, or use exec form',
        });
    }
  },
});
