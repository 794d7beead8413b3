import { defineRule, strings } from '../../src/rule.js';

export default defineRule({
  id: 'missing-label',
  aliases: ['DL3049'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The image lacks a label that your settings ask for.',
  why: `Who made an image, from which source and under which licence is what people ask first when something is wrong with it. Name the labels that every image of yours must have, and the rule tells which are
missing: \`"labels": ["org.opencontainers.image.source"]\`. Without that it says nothing.

Labels of the stages that the image is made FROM count. Those of a base image outside of the file do not: they describe that image, not yours. Labels given on the command line or by a bake file cannot be seen here.`,
  bad: [
    {
      dockerfile: 'FROM debian:12 AS a\nLABEL team=x\nFROM debian:12\nLABEL source=y\n',
      options: { labels: ['source', 'team'] },
      at: 'FROM debian:12',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\n', note: 'nothing is asked for' },
    {
      dockerfile: 'FROM debian:12 AS a\nLABEL "team"=x\nFROM a\nLABEL source y\n',
      options: { labels: ['source', 'team'] },
    },
    { dockerfile: 'FROM debian:12\nLABEL $KEY=x\n', options: { labels: ['team'] }, note: 'it may be that one' },
  ],
  badImages: [
    { image: { config: { Labels: { a: 'b' } }, layers: [{ x: '' }] }, options: { labels: ['team'] }, at: '' },
  ],
  goodImages: [{ image: { config: { Labels: { team: 'b' } }, layers: [{ x: '' }] }, options: { labels: ['team'] } }],
  options: { labels: strings('Keys of labels that every image must have.') },
  *config({ config, options }) {
    if (options.labels.length === 0) return yield { notApplicable: 'no labels are asked for' };
    const set = new Set(config.labels.map(({ name }) => name));
    const missing = options.labels.filter(label => !set.has(label));
    if (missing.length === 0) return;
    if ([...set].some(name => name.includes('$'))) return yield { notEvaluated: 'the key of a label is a variable' };
    yield {
      at: config.whole,
      message: `the image lacks the label${missing.length === 1 ? '' : 's'} ${missing.join(', ')}`,
      help: `write LABEL ${missing.map(label => `${label}=…`).join(' ')}`,
    };
  },
});
