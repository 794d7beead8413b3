import { defineRule, hit, replacing } from '../../src/rule.js';

export default defineRule({
  id: 'redundant-target-platform',
  aliases: ['DL3065', 'RedundantTargetPlatform', 'tally/buildkit/RedundantTargetPlatform'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'FROM --platform=$TARGETPLATFORM says what is so anyway.',
  why: `A stage is built for the target platform unless something else is said. The flag only makes the reader look for a reason, and breaks builders that do not set the variable.`,
  bad: [
    {
      dockerfile: 'FROM --platform=$TARGETPLATFORM debian:12\nFROM --platform=${TARGETPLATFORM} debian:12\n',
      at: ['--platform=$TARGETPLATFORM', '--platform=${TARGETPLATFORM}'],
      fixed: 'FROM debian:12\nFROM debian:12\n',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM --platform=$BUILDPLATFORM debian:12 AS a\nFROM --platform=${TARGETPLATFORM:-linux/amd64} debian:12\n',
    },
  ],
  *dockerfile({ file }) {
    for (const { from } of file.stages) {
      for (const flag of from.flags) {
        if (flag.name !== 'platform' || !/^\$(TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(flag.value ?? '')) continue;
        const blanks = /^[ \t]+/.exec(file.text.slice(flag.span.end))?.[0].length ?? 0;
        yield hit(flag.span, 'the target platform is what a stage is built for anyway', {
          help: 'leave the flag out',
          fix: replacing({ start: flag.span.start, end: flag.span.end + blanks }, '', 'Remove the flag'),
        });
      }
    }
  },
});
