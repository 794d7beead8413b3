import { dialectOfProgram, isParsed, readShellWords } from './dialect.js';
import { applyEffects } from './effects.js';
import type { Frame } from './frame.js';
import { type Inner, joined } from './inner.js';
import { DEEPEST_WRAPPER } from './limits.js';
import type { Argument, Assignment, Command } from './model.js';
import { parseShell } from './parse.js';
import type { Walk } from './walk.js';
import { type Run, runsOf } from './wrappers.js';

const ASSIGNMENT = /^([A-Za-z_]\w*)=/;

/** Adds the commands that a command runs (`sudo`, `env`, `sh -c '…'`, …), and what those run in turn. */
export function followRuns(walk: Walk, command: Command, frame: Frame): void {
  if (command.wrappers.length >= DEEPEST_WRAPPER) return;
  for (const run of runsOf(command)) {
    if (run.kind === 'words') followWords(walk, command, run, frame);
    else followScript(walk, command, run, frame);
  }
}

/** A shell that gets its script from standard input. */
export function readsScript({ name, args }: Command): boolean {
  if (name === undefined || !isParsed(dialectOfProgram(name))) return false;
  const { command, stdin, operand } = readShellWords(args.map(argument => argument.value));
  return !command && (stdin || operand === args.length || args[operand]?.value === '-');
}

function followWords(walk: Walk, outer: Command, run: Run & { kind: 'words' }, frame: Frame): void {
  const { marker = '' } = run;
  const words = run.words.map(word => walk.words.marked(word, marker));
  const assignments: Assignment[] = [];
  let first = 0;
  if (outer.name === 'env' || outer.name === 'sudo')
    for (let name = assigned(words[0]); name !== undefined; name = assigned(words[first])) {
      const { value, span } = words[first++] as Argument;
      assignments.push(Object.freeze({ name, value: value?.slice(name.length + 1), span }));
    }
  const program = words[first];
  if (program === undefined) return;
  const args = words.slice(first + 1);
  const end = (args.at(-1) ?? program).span.end;
  if (outer.name === 'xargs' && marker === '') args.push(unknownAt(end));
  const command = walk.add({
    ...outer,
    name: walk.words.programName(program),
    program,
    args,
    assignments,
    span: Object.freeze({ start: (words[0] as Argument).span.start, end }),
    wrappers: Object.freeze([...outer.wrappers, outer]),
  });
  // `command export X=1` and `builtin cd` act on the shell itself; anything else is a process of its own.
  if (command.wrappers.every(({ name }) => name === 'command' || name === 'builtin'))
    applyEffects(command, frame.scope);
  followRuns(walk, command, frame);
}

function assigned(word: Argument | undefined): string | undefined {
  return word === undefined ? undefined : ASSIGNMENT.exec(word.text)?.[1];
}

/** What xargs reads and puts behind the words. */
function unknownAt(end: number): Argument {
  const span = Object.freeze({ start: end, end });
  return Object.freeze({ text: '', value: undefined, span, literal: false, variables: Object.freeze([]) });
}

function followScript(walk: Walk, outer: Command, run: Run & { kind: 'script' }, frame: Frame): void {
  const inner = textOf(walk, run);
  const tree = inner === undefined || isFilled(inner) ? undefined : parseShell(inner.text.text);
  if (inner !== undefined && typeof tree === 'object') {
    const { pipefail = false, errexit = false } = run.process ? readShellWords(run.options) : {};
    const scope = run.process ? frame.scope.process({ pipefail, errexit }) : frame.scope;
    if (run.process)
      for (const { assignments } of [...outer.wrappers, outer])
        for (const { name } of assignments) scope.set(name, undefined);
    const wrappers = Object.freeze([...outer.wrappers, outer]);
    walk.tree(tree, { ...frame, ...inner, scope, wrappers, guarded: frame.guarded && !run.process });
  }
  if (!run.process && (typeof tree !== 'object' || inner?.holes.length !== 0)) frame.scope.doubtAll();
}

function textOf(walk: Walk, run: Run & { kind: 'script' }): Inner | undefined {
  const parts: Inner[] = [];
  for (const word of run.words) {
    const part = walk.words.inner(word);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  if (parts.length === 0) return undefined;
  const { text, holes } = joined(parts);
  if (run.skip === 0) return { text, holes };
  const shifted = holes.map(hole => ({ ...hole, start: hole.start - run.skip, end: hole.end - run.skip }));
  return { text: text.slice(run.skip), holes: shifted };
}

/** Nothing of the text stands here: all of it is filled in (`eval "$(ssh-agent)"`, `sh -c "$CMD"`). */
function isFilled({ text, holes }: Inner): boolean {
  let from = 0;
  for (const { start, end } of holes) {
    if (/\S/.test(text.text.slice(from, start))) return false;
    from = end;
  }
  return !/\S/.test(text.text.slice(from));
}
