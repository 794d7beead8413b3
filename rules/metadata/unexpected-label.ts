import { defineRule, fits, hit, nearest, strings } from '../../src/rule.js';
import { labelPairs } from '../_share/labels.js';
import { isShipped } from '../_share/lineage.js';

export default defineRule({
  id: 'unexpected-label',
  aliases: ['DL3050'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A label is none of those that your settings allow.',
  why: `A label that nobody has agreed upon is most often a slip of the pen: \`org.opencontainer.image.source\` is read by no tool, and nothing ever says so. List the keys that you use, with \`*\` for any text:
\`"labels": ["org.opencontainers.image.*", "com.example.*"]\`. Without a list the rule says nothing. Stages that are not part of the image, and keys with variables, do not count.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nLABEL org.opencontainer.image.title=x team=y\n',
      options: { labels: ['org.opencontainers.image.*', 'team'] },
      at: 'org.opencontainer.image.title',
    },
    { dockerfile: 'FROM debian:12\nLABEL teem x\n', options: { labels: ['team'] }, at: 'teem' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nLABEL a=b\n', note: 'nothing is listed' },
    {
      dockerfile: 'FROM debian:12 AS a\nLABEL x=y\nFROM debian:12\nLABEL com.example.a=b $KEY=x\n',
      options: { labels: ['com.example.*'] },
    },
  ],
  options: { labels: strings('Keys of labels that are allowed; `*` stands for any text.') },
  *dockerfile(subject) {
    const { labels } = subject.options;
    if (labels.length === 0) return yield { notApplicable: 'no labels are listed' };
    for (const instruction of subject.instructions('label')) {
      if (!isShipped(subject, instruction)) continue;
      for (const { key, pair } of labelPairs(subject, instruction)) {
        if (labels.some(pattern => fits(pattern, key))) continue;
        const meant = nearest(
          key,
          labels.filter(label => !label.includes('*')),
        );
        yield hit(pair.key.span, `the label ${key} is not one of those that are allowed`, {
          help: meant === undefined ? 'delete it, or allow it in the settings of this rule' : `write ${meant}`,
        });
      }
    }
  },
});
