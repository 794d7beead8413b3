import { type DockerfileSubject, defineRule, type Fix, hit, type InstructionOf, number } from '../../src/rule.js';
import { hasCommentInside, isPlain, labelPairs } from '../_share/labels.js';

type Label = InstructionOf<'label'>;

export default defineRule({
  id: 'ungrouped-labels',
  aliases: ['tally/labels/prefer-grouped'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'Several LABEL in a row could be one.',
  why: `It is a matter of taste: one LABEL with a pair a line shows at a glance what belongs together. Long ago each LABEL made a layer; today none does, so nothing gets smaller. Off unless asked for.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nLABEL a=1 b=2\nLABEL c="x y"\nRUN make\n',
      at: 'LABEL',
      fixed: 'FROM debian:12\nLABEL a=1 b=2 \\\n      c="x y"\nRUN make\n',
    },
    {
      dockerfile: 'FROM debian:12\nLABEL a=1\nLABEL $B=2\nLABEL c=3\n',
      at: 'LABEL',
      note: 'a key with a variable: nothing is mended by itself',
    },
    {
      dockerfile: '# escape=`\nFROM debian:12\nLABEL a=1\nLABEL b=2\n',
      options: { minimum: 2 },
      at: 'LABEL',
      fixed: '# escape=`\nFROM debian:12\nLABEL a=1 `\n      b=2\n',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nLABEL a=1\nLABEL b=2\nRUN make\nLABEL c=3\n' },
    { dockerfile: 'FROM debian:12\nLABEL a=1\nLABEL b=2\n# about c\nLABEL c=3\n', note: 'a comment tells them apart' },
    { dockerfile: 'FROM debian:12\nLABEL a=1 b=2 c=3\nONBUILD LABEL d=4\n' },
  ],
  options: { minimum: number('How many pairs there must be together.', 3, 2) },
  *dockerfile(subject) {
    for (const stage of subject.file.stages) {
      for (const group of rows(stage.instructions)) {
        if (group.reduce((sum, { pairs }) => sum + pairs.length, 0) < subject.options.minimum) continue;
        const fix = joined(subject, group);
        yield hit((group[0] as Label).keyword.span, `${group.length} LABEL in a row could be one`, {
          help: 'write one LABEL with a pair on each line',
          also: group.slice(1).map(({ keyword }) => ({ in: 'dockerfile' as const, span: keyword.span })),
          ...(fix === undefined ? {} : { fix }),
        });
      }
    }
  },
});

/** LABEL instructions that follow one another without a comment between them, two or more. */
function rows(instructions: Iterable<{ readonly kind: string }>): Label[][] {
  const found: Label[][] = [];
  let row: Label[] = [];
  for (const instruction of instructions) {
    const label = instruction.kind === 'label' ? (instruction as Label) : undefined;
    if (label !== undefined && row.length > 0 && label.comments.length === 0) row.push(label);
    else {
      found.push(row);
      row = label === undefined ? [] : [label];
    }
  }
  return [...found, row].filter(({ length }) => length > 1);
}

function joined(subject: Pick<DockerfileSubject, 'file' | 'stateBefore'>, group: readonly Label[]): Fix | undefined {
  const { text, escape } = subject.file;
  const keys = group.flatMap(label => labelPairs(subject, label).map(({ key }) => key));
  if (
    new Set(keys).size !== keys.length ||
    !group.every(label => isPlain(subject, label) && !hasCommentInside(subject, label))
  )
    return undefined;
  const edits = group.slice(1).map((label, i) => ({
    span: { start: (group[i] as Label).span.end, end: label.pairs[0]?.span.start ?? -1 },
    text: ` ${escape}\n      `,
  }));
  // An escape character at an end would swallow what is put behind it; between them only blanks and the keyword may stand.
  const simple = edits.every(
    ({ span }) =>
      span.end > span.start &&
      text[span.start - 1] !== escape &&
      /^\s*label\s*$/i.test(text.slice(span.start, span.end)),
  );
  return simple ? { title: 'Join them', safety: 'safe', edits } : undefined;
}
