import { defineRule, hit } from '../../src/rule.js';
import { type LabelPair, labelPairs, withoutPairs } from '../_share/labels.js';

export default defineRule({
  id: 'duplicate-label',
  aliases: ['tally/labels/no-duplicate-keys'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The same label is set twice in a stage.',
  why: `The later one replaces the earlier, which is dead text: somebody will change it and wonder why nothing happens. Most often it comes from copying a block and forgetting to change a key.

Setting a label again in a stage that is made FROM another is how one overrides it, and does not count. Keys with variables are left alone.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nLABEL version=1\nLABEL title=x version=2\n',
      at: 'version',
      fixed: 'FROM debian:12\nLABEL title=x version=2\n',
    },
    {
      dockerfile: 'FROM debian:12\nLABEL a=1 \\\n  b=2 \\\n  "a"=3 \\\n  c=4\nLABEL c=5\n',
      at: ['a', 'c'],
      fixed: 'FROM debian:12\nLABEL b=2 \\\n  "a"=3\nLABEL c=5\n',
    },
    {
      dockerfile: 'FROM debian:12\nLABEL a=1 a=2 b=1\nLABEL c=1 a=3 b=2\nLABEL b=3 a=4\n',
      at: ['a', 'a', 'b', 'a', 'b'],
      fixed: 'FROM debian:12\nLABEL c=1\nLABEL b=3 a=4\n',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12 AS a\nLABEL version=1\nFROM a\nLABEL version=2\nONBUILD LABEL version=3\n' },
    { dockerfile: 'FROM debian:12\nLABEL $A=1\nLABEL $A=2 Version=1 version=2\n' },
  ],
  *dockerfile(subject) {
    for (const stage of subject.file.stages) {
      const all = stage.instructions.flatMap(instruction =>
        instruction.kind === 'label' ? labelPairs(subject, instruction) : [],
      );
      const last = new Map(all.map(pair => [pair.key, pair]));
      const dead = all.filter(pair => last.get(pair.key) !== pair);
      const gone = new Set(dead.map(({ pair }) => pair));
      const edits = new Map(
        [...new Set(dead.map(({ instruction }) => instruction))].flatMap(label => [
          ...withoutPairs(subject, label, gone),
        ]),
      );
      for (const each of dead) {
        const edit = edits.get(each.pair);
        const by = last.get(each.key) as LabelPair;
        yield hit(
          each.pair.key.span,
          `this ${each.key} has no effect, the one on line ${subject.file.lines.position(by.pair.span.start).line} replaces it`,
          {
            help: 'delete the one that is not meant',
            also: [{ in: 'dockerfile', span: by.pair.span }],
            ...(edit === undefined ? {} : { fix: { title: 'Delete it', safety: 'review' as const, edits: [edit] } }),
          },
        );
      }
    }
  },
});
