import type { Command, CommandInstruction, DockerfileSubject, Span, Stage } from '../../src/rule.js';
import { literalText } from './literal-text.js';
import { modeCall } from './modes.js';

/** What the builder mounts itself, what is no file, and what is not meant to stay. */
const ELSEWHERE = /^\/(?:dev|proc|sys|run|tmp|var\/tmp)\/|^\/etc\/(?:hosts|hostname|resolv\.conf)$/;
/** A text that a command writes into a file. */
export interface Write {
  readonly command: Command;
  readonly path: string;
  readonly adds: boolean;
  /** Exactly what is written; `undefined` where shells differ. */
  readonly text: string | undefined;
}

/** A RUN that only writes files. */
export interface WritingRun {
  readonly run: CommandInstruction;
  readonly writes: readonly Write[];
  readonly modes: readonly string[];
  /** Paths that are written or get a mode. */
  readonly paths: ReadonlySet<string>;
}

/** RUNs that only write, those that go on with the same file together. */
export function groupsOf(subject: Pick<DockerfileSubject, 'scripts'>, stage: Stage): WritingRun[][] {
  const groups: WritingRun[][] = [];
  let open: WritingRun[] | undefined;
  for (const instruction of stage.instructions) {
    const writing = instruction.kind === 'run' ? writingRun(subject, instruction) : undefined;
    const same =
      writing !== undefined && open !== undefined && [...writing.paths].every(path => open?.[0]?.paths.has(path));
    if (writing !== undefined && same && open?.[0]?.paths.size === 1 && writing.writes.every(({ adds }) => adds)) {
      open.push(writing);
      continue;
    }
    open = undefined;
    if (writing === undefined || writing.writes.length === 0 || !startsAnew(writing.writes)) continue;
    open = [writing];
    groups.push(open);
  }
  return groups;
}

function writingRun(subject: Pick<DockerfileSubject, 'scripts'>, run: CommandInstruction): WritingRun | undefined {
  const scripts = subject.scripts(run);
  const [script] = scripts;
  if (script === undefined || scripts.length > 1 || run.flags.length > 0 || script.errors.length > 0) return undefined;
  const writes: Write[] = [];
  const modes: string[] = [];
  const folders: string[] = [];
  const paths = new Set<string>();
  for (const command of script.commands) {
    const { branch, condition, function: inFunction, loop, subshell, substitution } = command.inside;
    if (branch || condition || inFunction || loop || subshell || substitution) return undefined;
    if (command.wrappers.length > 0 || command.pipeline !== undefined || command.after === '||') return undefined;
    if (command.name === 'mkdir') folders.push(...command.args.map(({ value, text }) => value ?? text));
    else if (command.name === 'chmod') {
      const call = modeCall(command);
      const [path] = call?.paths ?? [];
      if (call === undefined || path?.value === undefined || call.paths.length > 1) return undefined;
      modes.push(call.text);
      paths.add(path.value);
    } else {
      const write = writeOf(command, run);
      if (write === undefined) return undefined;
      writes.push(write);
      paths.add(write.path);
    }
  }
  const written = new Set(writes.map(({ path }) => path));
  // A mode of something else is work of its own; a mode alone goes with the RUN before.
  if (writes.length > 0 && written.size < paths.size) return undefined;
  const made = folders.every(
    folder => folder.startsWith('-') || writes.some(({ path }) => path.startsWith(`${folder}/`)),
  );
  return made && paths.size > 0 ? { run, writes, modes, paths } : undefined;
}

/** Is each file begun before it is added to? What is only added to belongs to the base image or to a step before. */
function startsAnew(writes: readonly Write[]): boolean {
  const begun = new Set<string>();
  for (const { path, adds } of writes) {
    if (adds && !begun.has(path)) return false;
    begun.add(path);
  }
  return true;
}

/** `echo`, `printf` or `cat <<EOF` with literal text into an absolute path. */
function writeOf(command: Command, run: CommandInstruction): Write | undefined {
  const outputs = command.redirects.filter(({ operator }) => /^>[>|]?$/.test(operator));
  const [output] = outputs;
  const path = output?.target?.literal === true ? output.target.value : undefined;
  if (outputs.length !== 1 || path === undefined || !path.startsWith('/') || path.endsWith('/')) return undefined;
  if (ELSEWHERE.test(path) || (output?.fd ?? 1) !== 1 || command.assignments.length > 0) return undefined;
  const others = command.redirects.filter(redirect => redirect !== output);
  const adds = output?.operator === '>>';
  if (command.name === 'cat') {
    const [heredoc, more] = run.heredocs;
    if (command.args.length > 0 || others.length !== 1 || heredoc === undefined || more !== undefined) return undefined;
    if (others[0]?.operator.startsWith('<<') !== true || (heredoc.expand && /[$`\\]/.test(heredoc.content)))
      return undefined;
    return { command, path, adds, text: heredoc.chomp ? undefined : heredoc.content };
  }
  if (
    others.length > 0 ||
    run.heredocs.length > 0 ||
    !command.args.every(({ literal, value }) => literal && value !== undefined)
  )
    return undefined;
  const words = command.args.map(({ value }) => value ?? '');
  if (command.name !== 'echo' && command.name !== 'printf') return undefined;
  return { command, path, adds, text: literalText(command.name, words) };
}

/** The command with where it writes to. */
export function writtenSpan({ program, span, redirects }: Command): Span {
  return { start: program?.span.start ?? span.start, end: Math.max(span.end, ...redirects.map(one => one.span.end)) };
}
