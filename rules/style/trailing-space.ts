import { defineRule, flag, hit, replacing } from '../../src/rule.js';
import { isSpace, linesOf } from '../_share/lines.js';

export default defineRule({
  id: 'trailing-space',
  aliases: ['no-trailing-spaces', 'tally/no-trailing-spaces'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: 'Blanks stand at the end of a line.',
  why: `Nobody sees them, but they make noise in every comparison of versions. Behind the escape character that continues a line they are worse: Docker passes over them, while a shell, into which such lines are often pasted,
and some other builders take \`\\\` with a blank behind it for an escaped blank, and the command ends there.

The bodies of here-documents are left alone: blanks are content there.`,
  bad: [
    {
      dockerfile: 'FROM debian:12 \n# a note\t\n  \nRUN make  \\ \n    x \n',
      at: ['', '', '', '', ''],
      fixed: 'FROM debian:12\n# a note\n\nRUN make  \\\n    x\n',
    },
    { dockerfile: 'FROM debian:12\t \r\nUSER x\r\n', at: '', fixed: 'FROM debian:12\r\nUSER x\r\n' },
    {
      dockerfile: '# escape=`\nFROM debian:12\nRUN make ` \n  x\nCOPY x C:\\ \n',
      at: ['', ''],
      fixed: '# escape=`\nFROM debian:12\nRUN make `\n  x\nCOPY x C:\\\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN a \\\n # why \n && b',
      at: '',
      fixed: 'FROM debian:12\nRUN a \\\n # why\n && b',
      note: 'comments inside a continued instruction too',
    },
    {
      dockerfile: 'FROM debian:12\nRUN <<EOF \na \nEOF\nUSER x ',
      at: ['', ''],
      fixed: 'FROM debian:12\nRUN <<EOF\na \nEOF\nUSER x',
    },
    { dockerfile: 'FROM debian:12 \n# x \n \n', at: '', options: { 'skip-blank-lines': true, 'skip-comments': true } },
  ],
  good: [
    { dockerfile: 'FROM debian:12\r\nRUN a \\\r\n  b\r\n\r\n# c\r\n' },
    { dockerfile: 'FROM debian:12\nCOPY <<EOF /x\na \n \nEOF\nRUN <<A <<B\nx \nA\ny \nB\n', note: 'content' },
    { dockerfile: 'FROM debian:12\nONBUILD COPY <<EOF /x\na \nEOF\nCOPY <<EOF /y\nnever closed \n' },
  ],
  options: {
    'skip-blank-lines': flag('Leave lines alone on which nothing but blanks stand.'),
    'skip-comments': flag('Leave comment lines alone.'),
  },
  *dockerfile({ file, options }) {
    const { text, escape } = file;
    const comments = new Set(options['skip-comments'] ? file.comments.map(({ line }) => line) : []);
    for (const [i, { start, end, blank, heredoc }] of linesOf(file).entries()) {
      if (heredoc || !isSpace(text[end - 1]) || end === start || comments.has(i + 1)) continue;
      if (blank && options['skip-blank-lines']) continue;
      let from = end;
      while (from > start && isSpace(text[from - 1])) from--;
      const continues =
        text[from - 1] === escape && text[from - 2] !== escape && from > start && !isCommentAt(text, start);
      yield hit(
        { start: from, end: from },
        continues ? `blanks stand behind the ${escape} that continues the line` : 'blanks stand at the end of the line',
        {
          help: continues
            ? 'take them away: a shell and other builders do not continue the line then'
            : 'take them away',
          fix: replacing({ start: from, end }, '', 'Take the blanks away'),
        },
      );
    }
  },
});

function isCommentAt(text: string, start: number): boolean {
  let first = start;
  while (isSpace(text[first])) first++;
  return text[first] === '#';
}
