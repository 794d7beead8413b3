import { defineRule, hit, replacing } from '../../src/rule.js';

export default defineRule({
  id: 'maintainer-used',
  aliases: [
    'DL4000',
    'MaintainerDeprecated',
    'tally/buildkit/MaintainerDeprecated',
    'DS-0022',
    'AVD-DS-0022',
    'DS022',
    'no-maintainer',
    'docker-no-maintainer',
    'CKV_DOCKER_6',
    '99614418-f82b-4852-a9ae-5051402b741c',
    'DEPRECATED_MAINTAINER',
    'maintainer_deprecated',
    'deprecated_in_1.13',
  ],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'MAINTAINER is deprecated.',
  why: `Docker deprecated MAINTAINER in 2017. It fills a field of the image that most tools no longer show and OCI images do not have. The label \`org.opencontainers.image.authors\` is what registries and
scanners read, and it can be overridden when building.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nMAINTAINER Ada <ada@example.com>\n',
      at: 'MAINTAINER',
      fixed: 'FROM debian:12\nLABEL org.opencontainers.image.authors="Ada <ada@example.com>"\n',
    },
    {
      dockerfile: 'FROM debian:12\nmaintainer "Ada" $5 \\x\n',
      at: 'maintainer',
      fixed: 'FROM debian:12\nlabel org.opencontainers.image.authors="\\"Ada\\" \\$5 \\\\x"\n',
    },
  ],
  good: [{ dockerfile: 'FROM debian:12\nLABEL maintainer="Ada" org.opencontainers.image.authors="Ada"\n' }],
  history: true,
  badImages: [
    { image: { history: ['COPY a / # buildkit', '#empty MAINTAINER Ada'], layers: [{ a: '' }] }, at: '/history/1' },
    {
      image: {
        history: [
          '/bin/sh -c #(nop) COPY file:0123456789ab in / ',
          '#empty /bin/sh -c #(nop)  MAINTAINER Ada <ada@example.com>',
        ],
        layers: [{ a: '' }],
      },
      at: '/history/1',
    },
  ],
  goodImages: [{ image: { history: ['COPY a / # buildkit', '#empty LABEL maintainer=Ada'], layers: [{ a: '' }] } }],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('maintainer')) {
      const { keyword, rest, span } = instruction;
      const label = keyword.text === keyword.text.toLowerCase() ? 'label' : 'LABEL';
      const escaped = rest.text.replace(/["$\\`]/g, character =>
        character === '`' && subject.file.escape !== '`'
          ? character
          : character === '\\' && subject.file.escape === '`'
            ? character
            : subject.file.escape + character,
      );
      yield hit(keyword.span, 'MAINTAINER is deprecated, most tools no longer show it', {
        help: 'write LABEL org.opencontainers.image.authors="…"',
        ...(rest.length === 0 || instruction.onbuild !== undefined
          ? {}
          : { fix: replacing(span, `${label} org.opencontainers.image.authors="${escaped}"`, 'Write it as a label') }),
      });
    }
  },
});
