import { defineRule, hit } from '../../src/rule.js';
import { replacesShell, SHELL_REPLACERS } from '../_share/shell-replaced.js';

export default defineRule({
  id: 'default-shell-replaced',
  aliases: ['DL4005', 'tally/hadolint/DL4005', '8a301064-c291-4b20-adcb-403fe7fd95fd'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN puts another shell in the place of /bin/sh.',
  why: `Every script of every package in the image that says \`#!/bin/sh\` is then read by another shell than its author tested it with, slower and with other rules, and the next update of the distribution's shell puts the
link back. \`chsh\` and \`usermod --shell\` of root do nothing at all to a RUN.

To have other RUN instructions read by bash write \`SHELL ["/bin/bash", "-o", "pipefail", "-c"]\`. A program that you cannot change and that insists on \`/bin/sh\` being bash is a reason to allow the finding.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN ln -sf /bin/bash /bin/sh\nRUN source x\n',
      at: 'ln -sf /bin/bash /bin/sh',
      fixed: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN source x\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN rm /bin/sh && ln -s bash /bin/sh && mv /bin/bash /usr/bin/sh\n',
      at: ['ln -s bash /bin/sh', 'mv /bin/bash /usr/bin/sh'],
    },
    {
      dockerfile: 'FROM debian:12\nRUN ln -sfT /bin/bash /bin/sh; cp -f /x/sh /bin/; ln -s -t /bin /busybox/sh\n',
      at: ['ln -sfT /bin/bash /bin/sh', 'cp -f /x/sh /bin/', 'ln -s -t /bin /busybox/sh'],
    },
    {
      dockerfile:
        'FROM debian:12\nRUN chsh -s /bin/bash && usermod --shell /bin/zsh root\nRUN echo "dash dash/sh boolean false" | debconf-set-selections && dpkg-reconfigure dash\n',
      at: ['chsh -s /bin/bash', 'usermod --shell /bin/zsh root', 'dpkg-reconfigure dash'],
    },
  ],
  good: [
    {
      dockerfile: 'FROM debian:12\nRUN ln -sf /bin/sh /usr/local/bin/x && cp /bin/sh /rootfs/bin/sh\n',
      note: '/bin/sh is what is linked to',
    },
    { dockerfile: 'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN ln -s /bin/bash /usr/local/bin/bash\n' },
    { dockerfile: 'FROM debian:12\nRUN useradd -s /bin/bash app && chsh -s /bin/zsh app && usermod -s /bin/sh app\n' },
    { dockerfile: 'FROM debian:12\nRUN echo "ln -s /bin/bash /bin/sh" && ln -s /x/* /bin/\n' },
  ],
  history: true,
  badImages: [
    { image: { history: ['RUN /bin/sh -c ln -sf /bin/bash /bin/sh # buildkit'], layers: [{ a: '' }] }, at: '' },
  ],
  goodImages: [{ image: { history: ['RUN /bin/sh -c ln -s /bin/sh /x # buildkit'], layers: [{ a: '' }] } }],
  *dockerfile(subject) {
    for (const command of subject.commands(...SHELL_REPLACERS)) {
      if (!replacesShell(command)) continue;
      const { instruction } = command.script;
      const target = command.args.find(({ value }) => value?.endsWith('bash')) !== undefined;
      const alone =
        command.name === 'ln' &&
        target &&
        command.script.commands.length === 1 &&
        instruction.onbuild === undefined &&
        instruction.flags.length === 0 &&
        instruction.heredocs.length === 0;
      yield hit(
        command.span,
        command.name === 'chsh' || command.name === 'usermod'
          ? "no RUN asks for root's login shell: this changes nothing of how the image is built or started"
          : 'every script in the image that asks for /bin/sh is now read by another shell',
        {
          help: 'leave /bin/sh alone and write SHELL ["/bin/bash", "-c"]',
          ...(alone && {
            fix: {
              title: 'Write SHELL',
              safety: 'review',
              edits: [{ span: instruction.span, text: 'SHELL ["/bin/bash", "-c"]' }],
            },
          }),
        },
      );
    }
  },
});
