import { defineRule, flag, hit, number } from '../../src/rule.js';
import { linesOf } from '../_share/lines.js';

export default defineRule({
  id: 'long-file',
  aliases: ['max-lines', 'tally/max-lines'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'The file has more lines than the house allows.',
  why: `A long file often builds several things that could be images of their own, or holds scripts that had better be files beside it, where editors and tests find them. How long is too long nobody can say for all:
the rule is silent until \`maximum\` is set.

Empty lines and comments can be left out of the count, so that nobody saves lines by taking explanations away.`,
  bad: [
    { dockerfile: 'FROM debian:12\nUSER x\nCMD ["x"]\n', at: 'CMD ["x"]', options: { maximum: 2 } },
    {
      dockerfile: 'FROM debian:12\n\n# a\nUSER x\nCMD ["x"]\nEXPOSE 1\n',
      at: 'CMD ["x"]',
      options: { maximum: 2, 'skip-blank-lines': true, 'skip-comments': true },
      note: 'the first line too many',
    },
  ],
  good: [
    { dockerfile: `FROM debian:12\n${'USER x\n'.repeat(200)}`, note: 'off unless a number is given' },
    { dockerfile: 'FROM debian:12\nUSER x\n', options: { maximum: 2 }, note: 'the last line end begins no line' },
    {
      dockerfile: '# syntax=docker/dockerfile:1\n\nFROM debian:12\nRUN a \\\n# b\n\n b\n',
      options: { maximum: 4, 'skip-blank-lines': true, 'skip-comments': true },
      note: 'a directive is no comment',
    },
    {
      dockerfile: 'FROM debian:12\nRUN <<EOF\n\n# x\nEOF\n',
      options: { maximum: 5, 'skip-blank-lines': true, 'skip-comments': true },
    },
  ],
  options: {
    maximum: number('How many lines a file may have; 0 is no limit.', 0),
    'skip-blank-lines': flag('Do not count empty lines outside here-documents.'),
    'skip-comments': flag('Do not count comment lines.'),
  },
  *dockerfile({ file, options }) {
    const { maximum } = options;
    if (maximum === 0) {
      yield { notApplicable: 'no maximum is set' };
      return;
    }
    const comments = new Set(options['skip-comments'] ? file.comments.map(({ line }) => line) : []);
    const counted = linesOf(file).filter(
      ({ blank, heredoc }, i) => !comments.has(i + 1) && !(options['skip-blank-lines'] && blank && !heredoc),
    );
    const first = counted[maximum];
    if (first === undefined) return;
    yield hit(
      { start: first.start, end: first.end },
      `the file has ${counted.length} lines that count, where ${maximum} are allowed`,
      { help: 'move scripts into files of their own, or what is an image of its own into another Dockerfile' },
    );
  },
});
