import { defineRule, hit, number, replacing } from '../../src/rule.js';
import { type Line, linesOf } from '../_share/lines.js';

export default defineRule({
  id: 'repeated-blank-lines',
  aliases: ['no-multiple-empty-lines', 'tally/no-multiple-empty-lines'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: 'Several empty lines follow one another.',
  why: `One empty line parts what does not belong together. More of them say nothing further, and push the rest of the file off the screen. At the beginning and the end of a file there is nothing to part.

Empty lines in here-documents are content and are left alone, and so are those inside a continued instruction, which are a matter of their own.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\n\n\n \nUSER x\n',
      at: '',
      fixed: 'FROM debian:12\n\nUSER x\n',
      note: 'a line of blanks is empty too',
    },
    { dockerfile: '\n\nFROM debian:12\n', at: '', fixed: 'FROM debian:12\n' },
    { dockerfile: 'FROM debian:12\nUSER x\n\n \n', at: '', fixed: 'FROM debian:12\nUSER x\n' },
    {
      dockerfile: 'FROM debian:12\r\n\r\n\r\nUSER x\r\n',
      at: '',
      fixed: 'FROM debian:12\r\n\r\nUSER x\r\n',
    },
    { dockerfile: 'FROM debian:12\n\n\nUSER x\n', at: '', options: { maximum: 0 }, fixed: 'FROM debian:12\nUSER x\n' },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\na\nEOF\n\n\nUSER x\n', at: '' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\n\nUSER x\n\n# note\n\nUSER y\n' },
    { dockerfile: 'FROM debian:12\nCOPY <<EOF /x\n\n\n\na\n\n\nEOF\nRUN <<EOF python3\n\n\n\nx\nEOF\n' },
    { dockerfile: 'FROM debian:12\nRUN a && \\\n\n\n\n b\n', note: 'inside an instruction' },
    { dockerfile: 'FROM debian:12\n\n\nUSER x\n', options: { maximum: 2 } },
    {
      dockerfile: '\nFROM debian:12\n\n',
      options: { 'at-start': 1, 'at-end': 1 },
      note: 'where the house wants them',
    },
    { dockerfile: '\n\n\n', note: 'there is no file to speak of' },
  ],
  options: {
    maximum: number('How many empty lines may follow one another.', 1),
    'at-start': number('How many may stand at the beginning of the file.', 0),
    'at-end': number('How many may stand at the end of the file.', 0),
  },
  *dockerfile({ file, options }) {
    if (file.instructions.length === 0) return;
    const lines = linesOf(file);
    for (let i = 0; i < lines.length; i++) {
      const first = i;
      while (lines[i] !== undefined && isEmpty(lines[i] as Line)) i++;
      if (i === first) continue;
      const limit = first === 0 ? options['at-start'] : i === lines.length ? options['at-end'] : options.maximum;
      if (i - first <= limit) continue;
      const span = { start: (lines[first + limit] as Line).start, end: (lines[i - 1] as Line).next };
      if (file.text.charCodeAt(span.start) === 0xfeff) continue;
      yield hit({ start: span.start, end: span.start }, message(i - first, first === 0, i === lines.length), {
        help: limit === 0 ? 'take them away' : `leave ${limit}`,
        fix: replacing(span, '', 'Take the surplus lines away'),
      });
    }
  },
});

function isEmpty({ blank, heredoc, instruction }: Line): boolean {
  return blank && !heredoc && instruction === undefined;
}

function message(count: number, atStart: boolean, atEnd: boolean): string {
  if (atStart) return 'the file begins with empty lines';
  if (atEnd) return 'the file ends with empty lines';
  return count === 1 ? 'an empty line stands here' : `${count} empty lines follow one another`;
}
