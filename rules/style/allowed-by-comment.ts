import { defineRule, hit } from '../../src/rule.js';

/** How comments of this and of other tools begin that allow findings. */
const ALLOWS =
  /^(?:plimsoll\s+allow(?:-file|-stage)?\s|hadolint\s+(?:(?:global|stage)\s+)?ignore\s*=|check\s*=\s*skip\s*=|(?:trivy|tfsec):ignore:|checkov:skip\s*=|kics-scan\s+(?:ignore|disable)|tally\s+(?:global\s+)?ignore\s*=)/i;

export default defineRule({
  id: 'allowed-by-comment',
  aliases: ['DL1001'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'A comment allows what a rule would find.',
  why: `Where everything that is allowed shall stand in one place, in settings that somebody reviews, comments in the files go around that. Elsewhere a comment beside the instruction, with its reason and an end, is the better way: this rule
is on only for those who ask for everything.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\n# hadolint ignore=DL3002\nUSER root\n# plimsoll allow root-user -- why\nUSER root\n',
      at: ['# hadolint ignore=DL3002', '# plimsoll allow root-user -- why'],
    },
    {
      dockerfile: '# checkov:skip=CKV_DOCKER_3:x\nFROM debian:12\n#trivy:ignore:DS-0002\nRUN true\n',
      at: ['# checkov:skip=CKV_DOCKER_3:x', '#trivy:ignore:DS-0002'],
    },
  ],
  good: [{ dockerfile: 'FROM debian:12\n# hadolint says DL3002 here\nRUN echo "# hadolint ignore=DL3002"\n' }],
  *dockerfile({ file }) {
    for (const { text, span } of file.comments)
      if (ALLOWS.test(text))
        yield hit(span, 'this comment allows what a rule finds', { help: 'allow it in the settings, or mend it' });
  },
});
