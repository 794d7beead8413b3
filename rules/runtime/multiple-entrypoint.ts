import { defineRule } from '../../src/rule.js';
import { overridden } from '../_share/repeated.js';

export default defineRule({
  id: 'multiple-entrypoint',
  aliases: [
    'DL4004',
    'MultipleInstructionsDisallowed',
    'tally/buildkit/MultipleInstructionsDisallowed',
    'DS-0007',
    'AVD-DS-0007',
    'DS007',
    'only-one-entrypoint',
    'docker-only-one-entrypoint',
    '6938958b-3f1a-451c-909b-baeee14bdc97',
    'MULTIPLE_INSTRUCTIONS',
  ],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A stage has more than one ENTRYPOINT; only the last one counts.',
  why: `An image has one entry point. Whatever an earlier ENTRYPOINT of the same stage was meant to do, such as dropping root or preparing a directory, does not happen. The earlier, dead one is
reported. A stage that inherits an entry point and sets its own is fine.`,
  bad: [{ dockerfile: 'FROM debian:12\nENTRYPOINT ["/drop-root"]\nENTRYPOINT ["/app"]\n', at: 'ENTRYPOINT' }],
  good: [
    {
      dockerfile: 'FROM debian:12 AS a\nENTRYPOINT ["a"]\nFROM a\nENTRYPOINT ["b"]\nFROM debian:12\nENTRYPOINT ["c"]\n',
    },
  ],
  *dockerfile(subject) {
    yield* overridden(subject, 'entrypoint');
  },
});
