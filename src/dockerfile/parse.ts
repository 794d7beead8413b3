import { LineIndex, type Span } from '../place.js';
import { heredocsOf } from './heredoc.js';
import { type Reading, readInstruction } from './instruction.js';
import type { Dockerfile, Heredoc, Instruction } from './model.js';
import { Scanner } from './scanner.js';
import { buildStages } from './stages.js';

export interface ParseOptions {
  /** Values of `--build-arg`; they win over the defaults of ARG. */
  readonly buildArgs?: Readonly<Record<string, string>>;
}

/**
 * Parses a Dockerfile, following BuildKit's parser. Never throws: what BuildKit would refuse stands in `problems`, and
 * everything after it is parsed all the same.
 */
export function parseDockerfile(text: string, options: ParseOptions = {}): Dockerfile {
  const scanner = new Scanner(text);
  const instructions: Instruction[] = [];
  let stage = -1;
  for (let line = scanner.next(); line !== undefined; line = scanner.next()) {
    const reading: Reading = { escape: scanner.escape, problems: scanner.problems, line: line.line };
    const draft = readInstruction(line.text, reading);
    const kind = draft.kind === 'onbuild' && draft.trigger !== undefined ? draft.trigger : draft;
    const heredocs: Heredoc[] = [];
    if ((kind.kind === 'run' || kind.kind === 'copy' || kind.kind === 'add') && kind.json === undefined) {
      for (const opening of heredocsOf(line.text.text)) {
        if (typeof opening === 'string')
          scanner.problems.push({
            kind: 'bad-heredoc',
            span: line.text.span,
            message: `the heredoc's delimiter cannot be read: ${opening}`,
          });
        else heredocs.push(scanner.heredoc(opening, draft.span));
      }
    }
    if (draft.kind === 'from') stage++;
    const last = heredocs.at(-1);
    const common = {
      index: instructions.length,
      endLine: heredocs.length > 0 ? scanner.line : line.endLine,
      span:
        last === undefined ? draft.span : freezeSpan(draft.span.start, last.terminator?.end ?? last.contentSpan.end),
      heredocs: Object.freeze(heredocs),
      comments: Object.freeze(line.comments),
      stage: stage < 0 ? undefined : stage,
    };
    instructions.push(finish(draft, common));
  }
  if (instructions.length === 0) {
    scanner.problems.push({ kind: 'empty-file', span: { start: 0, end: 0 }, message: 'the file holds no instruction' });
  }
  scanner.problems.sort((a, b) => a.span.start - b.span.start);
  for (const problem of scanner.problems) {
    Object.freeze(problem.span);
    Object.freeze(problem);
  }
  return Object.freeze({
    text,
    lines: new LineIndex(text),
    escape: scanner.escape,
    directives: Object.freeze(scanner.directives),
    comments: Object.freeze(scanner.comments),
    instructions: Object.freeze(instructions),
    stages: buildStages(instructions, scanner.escape, options.buildArgs ?? {}),
    problems: Object.freeze(scanner.problems),
  });
}

function freezeSpan(start: number, end: number): Span {
  return Object.freeze({ start, end });
}

type Common = Pick<Instruction, 'index' | 'endLine' | 'span' | 'heredocs' | 'comments' | 'stage'>;

/** Gives a draft what only the file knows. A trigger shares the place of its ONBUILD, which owns it. */
function finish(draft: Instruction, common: Common): Instruction {
  if (draft.kind !== 'onbuild' || draft.trigger === undefined) return Object.freeze({ ...draft, ...common });
  const onbuild = { ...draft, ...common };
  const span = freezeSpan(draft.trigger.span.start, common.span.end);
  (onbuild as { trigger: Instruction }).trigger = Object.freeze({ ...draft.trigger, ...common, span, onbuild });
  return Object.freeze(onbuild);
}
