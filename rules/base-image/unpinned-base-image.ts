import { defineRule, hit } from '../../src/rule.js';
import { externalBases, unknownBases } from '../_share/from.js';

export default defineRule({
  id: 'unpinned-base-image',
  aliases: ['Pinned-Dependencies'],
  controls: ['CIS-4.2', 'CIS-4.12', 'CWE-829'],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'FROM does not pin the image by digest.',
  why: `Any tag can be moved to another image, by its owner or by somebody who took over the account. A digest names the content itself: \`debian:12@sha256:…\` is the same image everywhere
and for ever, and keeps the tag for the reader.

Pinning needs somebody, or a bot, who moves the digest when the base gets security updates; without that it ages. Hence it is off unless asked for.`,
  bad: [{ dockerfile: 'FROM debian:12\n', at: 'debian:12' }],
  good: [
    {
      dockerfile:
        'FROM debian:12@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef AS a\nFROM a\nFROM scratch\n',
    },
  ],
  *dockerfile(subject) {
    for (const { why } of unknownBases(subject)) yield { notEvaluated: why };
    for (const { stage, parsed, reference } of externalBases(subject)) {
      if (parsed.digest === undefined && stage.from.image !== undefined)
        yield hit(stage.from.image.span, `${reference} is not pinned by digest`, {
          help: `write ${reference}@sha256:… with the digest of the image that you tested`,
        });
    }
  },
});
