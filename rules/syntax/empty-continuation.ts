import { defineRule, hit } from '../../src/rule.js';

export default defineRule({
  id: 'empty-continuation',
  aliases: ['NoEmptyContinuation', 'tally/buildkit/NoEmptyContinuation', 'EMPTY_CONTINUATION_LINE'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'An empty line stands inside a continued instruction.',
  why: `The builder passes over it today and says that a later version will not: then the instruction ends at the empty line, and its rest is read as an
instruction of its own. Comment lines inside a continuation are fine and stay so.

Delete the line, or write a lone \`#\` on it to keep the gap.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN make && \\\n\n    make install\nUSER x\n',
      at: '',
      fixed: 'FROM debian:12\nRUN make && \\\n    make install\nUSER x\n',
    },
    {
      dockerfile: 'FROM debian:12\r\nENV A=1 \\\r\n  \r\n \r\n  B=2\r\n',
      at: ['', ''],
      fixed: 'FROM debian:12\r\nENV A=1 \\\r\n  B=2\r\n',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN make && \\\n    # a comment\n    #\n    make install\n\nRUN <<EOF\n\nmake\n\nEOF\n',
    },
  ],
  *dockerfile({ file }) {
    for (const { kind, span } of file.problems) {
      if (kind !== 'blank-continuation') continue;
      const line = file.lines.position(span.start).line;
      const edit = { span: { start: file.lines.start(line), end: file.lines.start(line + 1) }, text: '' };
      yield hit(
        { start: span.start, end: span.start },
        'this empty line stands inside an instruction, a later builder will end the instruction here',
        {
          fix: { title: 'Delete the empty line', safety: 'safe', edits: [edit] },
        },
      );
    }
  },
});
