import { defineRule, hit, type Instruction, type Problem, type ProblemKind } from '../../src/rule.js';
import { mistakenTerminator } from '../_share/heredoc-terminators.js';

/** Told by rules of their own. */
const ELSEWHERE: ReadonlySet<ProblemKind> = new Set([
  'empty-file',
  'blank-continuation',
  'directive-duplicate',
  'directive-invalid',
]);

export default defineRule({
  id: 'invalid-syntax',
  aliases: [
    'DL1000',
    'INVALID_SYNTAX',
    'SYNTAX_MISSING_EQUALS',
    'ARGUMENT_REQUIRES_TWO',
    'invalid_format',
    'invalid_line',
  ],
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
  good: [
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nmake\n  EOF\n', note: 'told by indented-heredoc-terminator' },
    { dockerfile: 'FROM debian:12\nENV A=1 B=\nENV C 2\nRUN <<EOF\nmake\nEOF\nCMD ["sleep", "10"]\n' },
  ],
  *dockerfile(subject) {
    const told = new Set([...subject.instructions('run', 'copy', 'add')].filter(isIndented).map(({ index }) => index));
    for (const problem of subject.file.problems)
      if (!ELSEWHERE.has(problem.kind) && !(told.size > 0 && isOf(problem, subject.file.instructions, told)))
        yield hit(problem.span, problem.message);
  },
});

/** Is there a line that would close the heredoc but for its blanks? A rule of its own points at it. */
function isIndented({ heredocs }: Instruction): boolean {
  return heredocs.some(
    ({ terminator, content, contentSpan, name, chomp }) =>
      terminator === undefined && mistakenTerminator(content, contentSpan.start, name, chomp) !== undefined,
  );
}

function isOf({ kind, span }: Problem, all: readonly Instruction[], told: ReadonlySet<number>): boolean {
  if (kind !== 'unterminated-heredoc') return false;
  return [...told].some(index => {
    const whole = all[index]?.span;
    return whole !== undefined && whole.start <= span.start && span.end <= whole.end;
  });
}
