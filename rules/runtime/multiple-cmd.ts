import { defineRule } from '../../src/rule.js';
import { overridden } from '../_share/repeated.js';

export default defineRule({
  id: 'multiple-cmd',
  aliases: [
    'DL4003',
    'MultipleInstructionsDisallowed',
    'tally/buildkit/MultipleInstructionsDisallowed',
    'DS-0016',
    'AVD-DS-0016',
    'DS016',
    'only-one-cmd',
    'docker-only-one-cmd',
    '41c195f4-fc31-4a5c-8a1b-90605538d49f',
    'MULTIPLE_INSTRUCTIONS',
  ],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A stage has more than one CMD; only the last one counts.',
  why: `An image has one default command. Every CMD but the last of its stage is dead text that a reader takes for true: somebody edits it, builds, and nothing changes. Finding the dead
one is what this is about, so it is the earlier one that is reported. A stage that inherits a CMD and sets its own is fine.`,
  bad: [
    { dockerfile: 'FROM debian:12\nCMD ["a"]\nRUN x\nCMD ["b"]\n', at: 'CMD' },
    {
      dockerfile: 'FROM debian:12\nONBUILD CMD a\nONBUILD CMD b\nCMD c\n',
      at: 'CMD',
      note: 'triggers are counted on their own',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12 AS a\nCMD ["a"]\nHEALTHCHECK CMD true\nFROM a\nCMD ["b"]\nONBUILD CMD ["c"]\n' },
  ],
  *dockerfile(subject) {
    yield* overridden(subject, 'cmd');
  },
});
