import { defineRule, hit, keywordOf, nearest, replacing } from '../../src/rule.js';

const TRIGGERS =
  'RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG STOPSIGNAL HEALTHCHECK SHELL'.split(' ');
const FORBIDDEN = new Set(['onbuild', 'from', 'maintainer']);

export default defineRule({
  id: 'invalid-onbuild-trigger',
  aliases: [
    'DL3043',
    'tally/hadolint/DL3043',
    'tally/invalid-onbuild-trigger',
    'ONBUILD_CHAINING_DISALLOWED',
    'ONBUILD_TRIGGER_DISALLOWED',
  ],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'ONBUILD wraps an instruction that may not be a trigger, or a word that is none.',
  why: `ONBUILD, FROM and MAINTAINER cannot be triggers: the builder refuses them. A mistyped trigger is worse: it is stored in the image as it stands and fails only
when somebody builds from that image.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nONBUILD FROM alpine:3.20\nONBUILD onbuild RUN x\nONBUILD MAINTAINER me\n',
      at: ['FROM', 'onbuild', 'MAINTAINER'],
    },
    { dockerfile: 'FROM debian:12\nONBUILD RUNN make\n', at: 'RUNN', fixed: 'FROM debian:12\nONBUILD RUN make\n' },
  ],
  good: [{ dockerfile: 'FROM debian:12\nONBUILD RUN make\nonbuild copy --from=x a b\n' }],
  *dockerfile({ file }) {
    for (const { kind, trigger } of file.instructions.filter(instruction => instruction.kind === 'onbuild')) {
      const keyword = trigger?.keyword;
      if (kind !== 'onbuild' || keyword === undefined) continue;
      if (FORBIDDEN.has(keyword.text.toLowerCase()))
        yield hit(keyword.span, `${keyword.text.toUpperCase()} cannot be a trigger of ONBUILD`);
      else if (keywordOf(keyword.text) === undefined) {
        const meant = nearest(keyword.text, TRIGGERS);
        yield hit(
          keyword.span,
          `${keyword.text} is no instruction${meant === undefined ? '' : `, ${meant} is`}: builds from this image will fail`,
          {
            ...(meant === undefined ? {} : { fix: replacing(keyword.span, meant, `Write ${meant}`, 'review') }),
          },
        );
      }
    }
  },
});
