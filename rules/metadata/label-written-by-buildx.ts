import { defineRule, hit, oneOf } from '../../src/rule.js';
import { labelPairs, withoutPairs } from '../_share/labels.js';
import { isShipped } from '../_share/lineage.js';

const ALWAYS = new Set(['org.opencontainers.image.revision', 'com.docker.image.source.entrypoint']);
const SOURCE = 'org.opencontainers.image.source';

export default defineRule({
  id: 'label-written-by-buildx',
  aliases: ['tally/labels/no-buildx-git-overlap'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'all',
  summary: 'A label is set that Buildx writes by itself.',
  why: `With \`BUILDX_GIT_LABELS=1\` Buildx writes the commit and the Dockerfile's path into labels, with \`BUILDX_GIT_LABELS=full\` the repository too. It takes them from git and overrides what the file says, which
is then dead text, or contradicts it where the image is built in another way.

Only for those who build so: set \`mode\` to what your variable says, or to \`off\`.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12\nARG REF\nLABEL org.opencontainers.image.revision=$REF \\\n      org.opencontainers.image.source="https://github.com/acme/app"\n',
      at: 'org.opencontainers.image.revision',
      fixed: 'FROM debian:12\nARG REF\nLABEL org.opencontainers.image.source="https://github.com/acme/app"\n',
    },
    {
      dockerfile: 'FROM debian:12 AS a\nLABEL org.opencontainers.image.source=x\nFROM a\n',
      options: { mode: 'full' },
      at: 'org.opencontainers.image.source',
      fixed: 'FROM debian:12 AS a\nFROM a\n',
    },
    {
      dockerfile:
        'FROM debian:12\nLABEL org.opencontainers.image.revision=x \\\n      org.opencontainers.image.source=y\nRUN make\n',
      options: { mode: 'full' },
      at: ['org.opencontainers.image.revision', 'org.opencontainers.image.source'],
      fixed: 'FROM debian:12\nRUN make\n',
    },
  ],
  good: [
    {
      dockerfile: 'FROM debian:12 AS a\nLABEL org.opencontainers.image.revision=x\nFROM debian:12\nLABEL revision=x\n',
    },
    { dockerfile: 'FROM debian:12\nLABEL org.opencontainers.image.revision=x\n', options: { mode: 'off' } },
    {
      dockerfile: 'FROM debian:12\nLABEL org.opencontainers.image.revision x\n',
      note: 'the old form has a rule of its own',
    },
  ],
  options: { mode: oneOf('What BUILDX_GIT_LABELS is where the image is built.', ['true', 'full', 'off'], 'true') },
  *dockerfile(subject) {
    const { mode } = subject.options;
    if (mode === 'off') return yield { notApplicable: 'Buildx writes no labels' };
    const overridden = (key: string): boolean => ALWAYS.has(key) || (mode === 'full' && key === SOURCE);
    for (const instruction of subject.instructions('label')) {
      if (instruction.legacy || !isShipped(subject, instruction)) continue;
      const pairs = labelPairs(subject, instruction).filter(({ key }) => overridden(key));
      const edits = withoutPairs(subject, instruction, new Set(pairs.map(({ pair }) => pair)));
      for (const each of pairs) {
        const edit = edits.get(each.pair);
        yield hit(each.pair.key.span, `Buildx writes the label ${each.key} by itself, from git`, {
          help: 'delete it, or turn BUILDX_GIT_LABELS off',
          ...(edit === undefined ? {} : { fix: { title: 'Delete it', safety: 'review' as const, edits: [edit] } }),
        });
      }
    }
  },
});
