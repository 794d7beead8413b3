import { defineRule } from '../../src/rule.js';
import { overridden } from '../_share/repeated.js';

export default defineRule({
  id: 'multiple-healthcheck',
  aliases: [
    'DL3012',
    'MultipleInstructionsDisallowed',
    'tally/buildkit/MultipleInstructionsDisallowed',
    'DS-0023',
    'AVD-DS-0023',
    'DS023',
    'only-one-healthcheck',
    'docker-only-one-healthcheck',
    'MULTIPLE_INSTRUCTIONS',
  ],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A stage has more than one HEALTHCHECK; only the last one counts.',
  why: `Docker runs one health check for a container. Two of them look as if both were made; the earlier one never is. Join them in one command with \`&&\`. \`HEALTHCHECK NONE\` counts as one.`,
  bad: [{ dockerfile: 'FROM debian:12\nHEALTHCHECK CMD curl -f localhost\nHEALTHCHECK NONE\n', at: 'HEALTHCHECK' }],
  good: [{ dockerfile: 'FROM debian:12 AS a\nHEALTHCHECK CMD true\nFROM a\nHEALTHCHECK NONE\n' }],
  *dockerfile(subject) {
    yield* overridden(subject, 'healthcheck');
  },
});
