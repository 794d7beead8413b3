import { defineRule } from '../../src/rule.js';

/** As BuildKit, and as the classic builder and buildah write it into the history. */
const HEALTHCHECK = /^(?:\S{1,100} [^#]{0,200}#\(nop\) {1,2}|#\(nop\) {1,2})?HEALTHCHECK\s+(.*)/s;

export default defineRule({
  id: 'healthcheck-lost',
  aliases: ['CIS-DI-0006'],
  controls: ['CIS-4.6'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The image was built with a HEALTHCHECK and no longer has it.',
  why: `The OCI image format knows no health check. buildah and podman build in that format unless told otherwise, and skopeo drops the check when it converts an image: the history still tells of it, the
configuration does not have it, and Docker never runs it. Whoever reads the Dockerfile believes that the container is watched.

Build with \`--format docker\`, convert with \`skopeo copy --format v2s2\`. Under Kubernetes, which never looked at it, write probes; then allow this with that reason.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        history: [
          '/bin/sh -c #(nop) COPY dir:0123456789ab in /',
          '#empty /bin/sh -c #(nop) HEALTHCHECK CMD curl -f http://localhost/',
        ],
        layers: [{ x: '' }],
      },
      at: '/history/1',
    },
    {
      image: {
        history: [
          'COPY x / # buildkit',
          '#empty HEALTHCHECK &{["CMD-SHELL" "/probe"] "30s" "3s" "0s" "0s" \'\\x03\'}',
          '#empty CMD ["/x"]',
        ],
        layers: [{ x: '' }],
      },
      at: '/history/1',
      note: 'converted after the build',
    },
  ],
  goodImages: [
    {
      image: {
        config: { Healthcheck: { Test: ['CMD', '/probe'] } },
        history: ['COPY x / # buildkit', '#empty HEALTHCHECK &{["CMD" "/probe"] "0s" "0s" "0s" "0s" \'\\x00\'}'],
        layers: [{ x: '' }],
      },
    },
    {
      image: {
        history: [
          'RUN /bin/sh -c echo HEALTHCHECK CMD x # buildkit',
          '#empty HEALTHCHECK &{["NONE"] "0s" "0s" "0s" "0s" \'\\x00\'}',
        ],
        layers: [{ x: '' }],
      },
      note: 'there was none to lose',
    },
  ],
  *image({ image }) {
    const { healthcheck } = image.runtime;
    if (healthcheck.unknown !== undefined) return yield { notEvaluated: healthcheck.unknown };
    if (image.history.length === 0) return yield { notEvaluated: 'the image has no history' };
    if (healthcheck.value !== undefined) return;
    const index = image.history.findLastIndex(({ createdBy }) => HEALTHCHECK.test(createdBy));
    const text = HEALTHCHECK.exec(image.history[index]?.createdBy ?? '')?.[1];
    if (text === undefined || /^(?:NONE\b|&?\{(?:Test:)?\["?NONE\b)/i.test(text)) return;
    yield {
      at: { in: 'config', pointer: `/history/${index}` },
      message: 'the HEALTHCHECK of the build is gone from the configuration, so Docker never runs it',
      help: 'build with --format docker, or convert with skopeo copy --format v2s2: the OCI format has no place for it',
    };
  },
});
