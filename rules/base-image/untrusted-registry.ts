import {
  defineRule,
  fits,
  hit,
  type ImageReference,
  mountsOf,
  parseImageReference,
  type Span,
  strings,
} from '../../src/rule.js';
import { externalBases, unknownBases } from '../_share/from.js';

export default defineRule({
  id: 'untrusted-registry',
  aliases: ['DL3026', 'tally/hadolint/DL3026'],
  controls: ['CIS-4.2', 'CWE-829'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'An image comes from a registry or repository that is not on the list of trusted ones.',
  why: `Whoever can push to the base image decides what runs in yours. This rule is silent until \`registries\` names what you trust: registries
(\`registry.example.com\`, \`*.example.com\`, \`docker.io\` for Docker Hub) or repositories (\`docker.io/library/*\`, \`ghcr.io/acme/*\`).

It looks at FROM, \`COPY --from\` and \`RUN --mount=from\`. Stages of the same file and \`scratch\` need no trust.`,
  bad: [
    {
      dockerfile: 'FROM evil.example/debian:12\n',
      at: 'evil.example/debian:12',
      options: { registries: ['docker.io', '*.example.com'] },
    },
    {
      dockerfile: 'FROM docker.io/library/debian:12\nCOPY --from=ghcr.io/x/y:1 /a /b\n',
      at: 'ghcr.io/x/y:1',
      options: { registries: ['docker.io/library/*'] },
    },
    {
      dockerfile: 'FROM someone/debian:12\n',
      at: 'someone/debian:12',
      options: { registries: ['docker.io/library/*'] },
    },
    {
      dockerfile:
        'FROM acme.example.com/debian:12\nRUN --mount=type=bind,from=evil.example/x:1,target=/x ls /x\nRUN --mount=from=quay.io/acme/x,target=/x ls /x\n',
      at: '--mount=type=bind,from=evil.example/x:1,target=/x',
      options: { registries: ['*.example.com', 'quay.io/ac*'] },
      note: 'mounts, and wildcards in both parts',
    },
  ],
  good: [
    { dockerfile: 'FROM evil.example/debian:12\n', note: 'no list, no opinion' },
    {
      dockerfile:
        'FROM debian:12 AS a\nFROM a\nFROM scratch\nCOPY --from=a /x /y\nCOPY --from=0 /x /y\nFROM reg.example.com:5000/b:1\n',
      options: { registries: ['docker.io', '*.example.com:5000'] },
    },
  ],
  options: {
    registries: strings(
      'Trusted registries, or repositories with a path; `*` stands for any text. Empty: the rule is silent.',
    ),
  },
  *dockerfile(subject) {
    const trusted = subject.options.registries;
    if (trusted.length === 0) return yield { notApplicable: 'no trusted registries are named in the settings' };
    for (const { why } of unknownBases(subject)) yield { notEvaluated: why };
    const images: { parsed: ImageReference; span: Span; reference: string }[] = [];
    for (const { stage, parsed, reference } of externalBases(subject))
      if (stage.from.image !== undefined) images.push({ parsed, reference, span: stage.from.image.span });
    for (const instruction of subject.instructions('copy', 'add', 'run')) {
      const named = [
        ...instruction.flags
          .filter(flag => flag.name === 'from')
          .map(flag => ({ from: flag.value, span: flag.valueSpan })),
        ...mountsOf(instruction).map(mount => ({ from: mount.from, span: mount.flag.span })),
      ];
      for (const { from, span } of named) {
        if (from === undefined || from.includes('$') || subject.stageNamed(from, instruction) !== undefined) continue;
        images.push({ parsed: parseImageReference(from), reference: from, span });
      }
    }
    for (const { parsed, span, reference } of images) {
      const registry = parsed.registry?.replace(/^(?:index|registry-1)\.docker\.io$/, 'docker.io') ?? 'docker.io';
      const path =
        parsed.registry === undefined && !parsed.repository.includes('/')
          ? `library/${parsed.repository}`
          : parsed.repository;
      if (trusted.some(pattern => fits(qualified(pattern), `${registry}/${path}`))) continue;
      yield hit(span, `${reference} does not come from a trusted registry`, {
        help: `take the image from one of: ${trusted.join(', ')}`,
      });
    }
  },
});

/** A registry alone means everything in it; Docker Hub has more than one name. */
function qualified(pattern: string): string {
  const whole = pattern.includes('/') ? pattern : `${pattern}/*`;
  return whole.replace(/^(index\.docker\.io|registry-1\.docker\.io|hub\.docker\.com)\//, 'docker.io/');
}
