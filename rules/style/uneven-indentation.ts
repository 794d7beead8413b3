import { defineRule, hit, type Instruction, oneOf, replacing } from '../../src/rule.js';

export default defineRule({
  id: 'uneven-indentation',
  aliases: ['consistent-indentation', 'tally/consistent-indentation'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'Instructions do not all begin in the column in which they should.',
  why: `The builder takes any indentation. A reader takes an indented line for a part of the one above: of a stage, a continuation or a here-document.

By default (\`even\`) FROM stands at the margin and all other instructions of the file begin as most of them do: at the margin or, where the house marks stages so, indented. \`none\` wants all at the margin, \`stages\` one tab in front
of each instruction behind a FROM where the file has several stages. Lines that continue an instruction and here-documents stay as they are.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN a\n  COPY x \\\n   y\nUSER x\n',
      at: 'COPY',
      fixed: 'FROM debian:12\nRUN a\nCOPY x \\\n   y\nUSER x\n',
    },
    {
      dockerfile: 'FROM a AS b\n  RUN x\n  RUN y\n FROM b\n\tRUN <<EOF\n\t a\nEOF\n',
      at: ['FROM', 'RUN'],
      fixed: 'FROM a AS b\n  RUN x\n  RUN y\nFROM b\n  RUN <<EOF\n\t a\nEOF\n',
    },
    {
      dockerfile: 'FROM a\n\tRUN x\n\tUSER y\n',
      at: ['RUN', 'USER'],
      options: { mode: 'none' },
      fixed: 'FROM a\nRUN x\nUSER y\n',
    },
    {
      dockerfile: ' ARG A\nFROM a AS b\nRUN x\nFROM b\n    USER y\n',
      at: ['ARG', 'RUN', 'USER'],
      options: { mode: 'stages' },
      fixed: 'ARG A\nFROM a AS b\n\tRUN x\nFROM b\n\tUSER y\n',
    },
  ],
  good: [
    { dockerfile: 'FROM a\n\tRUN x\n\tUSER y\n', note: 'all alike' },
    {
      dockerfile: 'ARG A\nFROM a AS b\n\tRUN x \\\n\t\ty\nFROM b\n\tUSER y\n',
      note: 'what stands before FROM is at the margin',
    },
    { dockerfile: 'FROM a\nRUN <<EOF\n  RUN x\nEOF\nRUN a \\\n   RUN\nONBUILD   RUN x\n' },
    { dockerfile: 'FROM a\nRUN x\n', options: { mode: 'stages' }, note: 'a single stage' },
    { dockerfile: '\uFEFFFROM a\nRUN x\n' },
  ],
  options: {
    mode: oneOf('Where instructions begin.', ['even', 'none', 'stages'], 'even'),
  },
  *dockerfile({ file, options: { mode } }) {
    const known = file.instructions.filter(({ kind }) => kind !== 'unknown');
    const indents = new Map(known.map(instruction => [instruction, indentOf(file.text, instruction)]));
    const usual = mode === 'even' ? majority(indents) : mode === 'stages' && file.stages.length > 1 ? '\t' : '';
    for (const [instruction, indent] of indents) {
      const wanted = atMargin(instruction) ? '' : usual;
      if (indent === wanted) continue;
      const { start } = instruction.keyword.span;
      yield hit(instruction.keyword.span, 'this instruction does not begin in the column of the others', {
        help: wanted === '' ? 'begin it at the margin' : `indent it by ${describe(wanted)}`,
        fix: replacing({ start: start - indent.length, end: start }, wanted, 'Indent it as the others are'),
      });
    }
  },
});

function atMargin({ kind, stage }: Instruction): boolean {
  return kind === 'from' || stage === undefined;
}

function indentOf(text: string, { keyword: { span } }: Instruction): string {
  let { start } = span;
  while (text[start - 1] === ' ' || text[start - 1] === '\t') start--;
  return text.slice(start, span.start);
}

/** What most instructions behind a FROM begin with; the margin where that is as frequent. */
function majority(indents: ReadonlyMap<Instruction, string>): string {
  const counts = new Map<string, number>();
  for (const [instruction, indent] of indents)
    if (!atMargin(instruction)) counts.set(indent, (counts.get(indent) ?? 0) + 1);
  let best = '';
  for (const [indent, count] of counts) if (count > (counts.get(best) ?? 0)) best = indent;
  return best;
}

function describe(indent: string): string {
  if (/^\t+$/.test(indent)) return indent.length === 1 ? 'one tab' : `${indent.length} tabs`;
  return /^ +$/.test(indent) ? `${indent.length} blanks` : 'the same blanks and tabs';
}
