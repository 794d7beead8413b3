import { defineRule, hit, type ProblemKind } from '../../src/rule.js';

/** Told by rules of their own. */
const ELSEWHERE: ReadonlySet<ProblemKind> = new Set([
  'empty-file',
  'blank-continuation',
  'directive-duplicate',
  'directive-invalid',
]);

export default defineRule({
  id: 'invalid-syntax',
  aliases: ['DL1000', 'INVALID_SYNTAX', 'SYNTAX_MISSING_EQUALS', 'invalid_format'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The builder cannot read an instruction.',
  why: `The build stops here before its first step: a heredoc that nothing closes, a \`key=value\` without \`=\`, an array that holds something else
than strings, a line longer than the builder's buffer of 64 KB. Everything else in the file is judged all the same.`,
  bad: [
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nmake\nEND\n', at: 'RUN <<EOF' },
    { dockerfile: 'FROM debian:12\nENV A=1 B\n', at: 'B' },
    { dockerfile: 'FROM debian:12\nCMD ["sleep", 10]\n', at: '10]', note: 'a number is not a string' },
    { dockerfile: 'FROM debian:12\nLABEL version\n', at: 'version' },
  ],
  good: [{ dockerfile: 'FROM debian:12\nENV A=1 B=\nENV C 2\nRUN <<EOF\nmake\nEOF\nCMD ["sleep", "10"]\n' }],
  *dockerfile({ file }) {
    for (const problem of file.problems) if (!ELSEWHERE.has(problem.kind)) yield hit(problem.span, problem.message);
  },
});
