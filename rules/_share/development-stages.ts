import type { Comment, DockerfileSubject, Instruction, Stage } from '../../src/rule.js';

const WORDS = new Set('dev devel develop development test tests testing ci debug debugging lint e2e qa'.split(' '));
/** Variables by which frameworks are told where they run. */
const ENVIRONMENTS = ['APP_ENV', 'APPLICATION_ENV', 'SYMFONY_ENV', 'RAILS_ENV', 'RACK_ENV', 'NODE_ENV'];

/** Does the stage's name say that its image is for those who write the program, and runs nowhere else? Judged by whole words: `app-dev`. */
export function isForDevelopment({ name }: Pick<Stage, 'name'>): boolean {
  return name?.split(/[-_.]/).some(word => WORDS.has(word)) === true;
}

/** Does the name of its stage, a variable in force or a comment in or above it say that the instruction is for development? */
export function isDevelopmentStep(
  subject: Pick<DockerfileSubject, 'file' | 'stateBefore'>,
  stage: Stage,
  instruction: Instruction,
): boolean {
  if (isForDevelopment(stage)) return true;
  const state = subject.stateBefore(instruction);
  if (
    ENVIRONMENTS.some(name => /^(?:dev|development|test|testing|local)$/.test(state.variable(name)?.value.value ?? ''))
  )
    return true;
  const says = ({ text }: Comment): boolean => /\b(?:dev|development|debug|debugging)\b/i.test(text);
  if (instruction.comments.some(says)) return true;
  const { comments } = subject.file;
  for (let i = firstBehind(comments, instruction.line); i < comments.length; i++) {
    const comment = comments[i] as Comment;
    if (comment.line > instruction.endLine) return false;
    if (says(comment)) return true;
  }
  return false;
}

/** The place of the first comment below a line; they stand in order. */
function firstBehind(comments: readonly Comment[], line: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle] as Comment).line > line) high = middle;
    else low = middle + 1;
  }
  return low;
}
