import { defineRule, hit } from '../../src/rule.js';
import { lineEnd } from '../_share/line-edits.js';

export default defineRule({
  id: 'missing-final-newline',
  aliases: ['tally/eol-last'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: 'The file does not end with a line feed.',
  why: `Docker does not mind. But \`cat a b\` and \`echo … >> Dockerfile\` join the last line with what follows, and the next change of the file shows a line as changed that nobody touched. Most editors add the line feed by
themselves.`,
  bad: [
    { dockerfile: 'FROM debian:12\nRUN make', at: 'e', fixed: 'FROM debian:12\nRUN make\n' },
    { dockerfile: 'FROM debian:12\r\nRUN make', at: 'e', fixed: 'FROM debian:12\r\nRUN make\r\n' },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nmake\nEOF', at: 'F', fixed: 'FROM debian:12\nRUN <<EOF\nmake\nEOF\n' },
  ],
  good: [{ dockerfile: 'FROM debian:12\n\n\n' }, { dockerfile: 'FROM debian:12\r\n' }],
  *dockerfile({ file: { text } }) {
    if (text.endsWith('\n')) return;
    const end = text.trimEnd().length;
    if (end === 0) return;
    yield hit({ start: end - 1, end }, 'the file does not end with a line feed', {
      help: 'end the last line with a line feed',
      fix: {
        title: 'Add the line feed',
        safety: 'safe',
        edits: [{ span: { start: text.length, end: text.length }, text: lineEnd(text) }],
      },
    });
  },
});
