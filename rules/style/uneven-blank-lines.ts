import { defineRule, type Fix, hit, type Instruction, oneOf } from '../../src/rule.js';
import { lineEnd } from '../_share/line-edits.js';
import { type Line, linesOf } from '../_share/lines.js';

export default defineRule({
  id: 'uneven-blank-lines',
  aliases: ['newline-between-instructions', 'tally/newline-between-instructions'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'Empty lines between instructions do not follow the one way that is set.',
  why: `Where empty lines always mean the same, a glance shows what belongs together. \`grouped\` puts one between instructions of different kinds and none between those of one kind; \`always\` puts one between any two; \`never\` none.

A comment goes with the instruction below it, and instructions of one kind may be parted where a comment stands between them. How many empty lines may follow one another is the matter of \`repeated-blank-lines\`.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nENV A=b\n\nENV C=d\n# note\nRUN a\n',
      at: ['ENV', 'ENV', 'RUN'],
      fixed: 'FROM debian:12\n\nENV A=b\nENV C=d\n\n# note\nRUN a\n',
    },
    {
      dockerfile: 'FROM debian:12\r\nRUN <<EOF\r\n\r\nEOF\r\nRUN a \\\r\n b\r\n',
      at: ['RUN', 'RUN'],
      options: { mode: 'always' },
      fixed: 'FROM debian:12\r\n\r\nRUN <<EOF\r\n\r\nEOF\r\n\r\nRUN a \\\r\n b\r\n',
    },
    {
      dockerfile: 'FROM debian:12\n\nUSER x\n \n# a\n\n# b\nRUN a\n',
      at: ['USER', 'RUN'],
      options: { mode: 'never' },
      fixed: 'FROM debian:12\nUSER x\n# a\n# b\nRUN a\n',
    },
  ],
  good: [
    { dockerfile: '# syntax=x\n\n# a\nARG A\n\nFROM debian:12\n\nENV A=b\nENV C=d\n\n# why\nENV E=f\n\n\nRUN a\n' },
    { dockerfile: 'FROM debian:12\n\nRUN a\n# b\nRUN c\n\nCOPY . .\n' },
    { dockerfile: 'FROM debian:12\nRUN a\nENV a=b\n', options: { mode: 'never' } },
    { dockerfile: 'FROM debian:12\n\nRUN a \\\n\n  b\n\nRUN <<EOF\n\nEOF\n', options: { mode: 'always' } },
    { dockerfile: 'FROM a AS x\nFROM b\n', note: 'of one kind' },
  ],
  options: {
    mode: oneOf('Where empty lines stand.', ['grouped', 'always', 'never'], 'grouped'),
  },
  *dockerfile({ file, options: { mode } }) {
    const lines = linesOf(file);
    for (const [i, instruction] of file.instructions.entries()) {
      const before = file.instructions[i - 1];
      if (before === undefined) continue;
      const gap = lines.slice(before.endLine, instruction.line - 1);
      const blanks = gap.filter(({ blank }) => blank);
      const wanted = wants(mode, before, instruction, gap.length > blanks.length);
      if (wanted === undefined || wanted === blanks.length > 0) continue;
      const fix = wanted ? parted(lines[before.endLine], lineEnd(file.text)) : joined(blanks);
      yield hit(
        instruction.keyword.span,
        wanted
          ? 'no empty line stands in front of this instruction'
          : 'an empty line stands in front of this instruction',
        { help: wanted ? 'put one there' : 'take it away', ...(fix === undefined ? {} : { fix }) },
      );
    }
  },
});

/** Should an empty line stand between two instructions? `undefined`: either is well. */
function wants(mode: string, before: Instruction, after: Instruction, commented: boolean): boolean | undefined {
  if (mode !== 'grouped') return mode === 'always';
  if (before.kind !== after.kind || before.kind === 'unknown') return true;
  return commented ? undefined : false;
}

function parted(next: Line | undefined, text: string): Fix | undefined {
  if (next === undefined) return undefined;
  const { start } = next;
  return { title: 'Put an empty line there', safety: 'safe', edits: [{ span: { start, end: start }, text }] };
}

function joined(blanks: readonly Line[]): Fix {
  const edits = blanks.map(({ start, next }) => ({ span: { start, end: next }, text: '' }));
  return { title: 'Take the empty lines away', safety: 'safe', edits };
}
