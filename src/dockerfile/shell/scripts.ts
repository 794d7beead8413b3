import { readHeredoc } from '../heredoc.js';
import type { Dockerfile, Heredoc, Instruction } from '../model.js';
import type { State } from '../state.js';
import type { Text } from '../text.js';
import { buildCommand, buildScripts } from './build.js';
import { dialectOf, readShellWords } from './dialect.js';
import type { Script } from './model.js';
import { Pieces } from './pieces.js';
import type { Content } from './scope.js';

/** What the builder uses where nobody knows better. */
const DEFAULT_SHELL: readonly string[] = Object.freeze(['/bin/sh', '-c']);

/**
 * The scripts that an instruction hands to an interpreter: of RUN, CMD, ENTRYPOINT and the command of HEALTHCHECK; none
 * for other instructions. The first is the instruction's own; heredocs that it feeds to a shell follow. Never throws.
 *
 * @param state what holds just before the instruction
 */
export function scriptsOf(instruction: Instruction, file: Dockerfile, state: State): readonly Script[] {
  const text = commandText(instruction);
  if (text === undefined || text.text.trim() === '') return [];
  const outside = environment(instruction, state);
  if (instruction.json !== undefined) {
    const { items } = instruction.json;
    const words = items.map(item => item.text);
    if (items.length === 0) return [];
    const script = scriptItem(words);
    if (script === undefined) return buildCommand({ instruction, text, outside, shell: [], dialect: 'none' }, items);
    const shell = words.slice(0, script);
    return buildScripts({ instruction, text: items[script] as Text, outside, shell, dialect: dialectOf(shell) });
  }
  const source = instruction.heredocs.length === 0 ? { text } : withHeredocs(instruction, text, file);
  const shell = source.shell ?? state.shell.value ?? DEFAULT_SHELL;
  return buildScripts({ instruction, text: source.text, outside, shell, dialect: dialectOf(shell) });
}

function commandText(instruction: Instruction): Text | undefined {
  switch (instruction.kind) {
    case 'run':
    case 'cmd':
    case 'entrypoint':
      return instruction.rest;
    case 'healthcheck':
      return instruction.type?.text.toUpperCase() === 'CMD' ? instruction.command : undefined;
    default:
      return undefined;
  }
}

/** Place of the item of exec form that is a script for the shell in front of it. */
function scriptItem(words: readonly string[]): number | undefined {
  const dialect = dialectOf(words.slice(0, 1));
  if (dialect === 'other') return undefined;
  let script: number;
  if (dialect === 'powershell' || dialect === 'cmd') {
    const starts = dialect === 'cmd' ? /^\/[ck]$/i : /^-(c|command|encodedcommand|ec?)$/i;
    script = words.findIndex(word => starts.test(word)) + 1;
  } else {
    const { command, operand } = readShellWords(words.slice(1));
    script = command ? operand + 1 : 0;
  }
  return script > 0 && script < words.length ? script : undefined;
}

/** What the environment of the script holds. ARG is there while RUN runs, not when the image does or a child is built. */
function environment(instruction: Instruction, state: State): (name: string) => Content {
  return name => {
    const variable = state.variable(name);
    if (variable === undefined) return state.expand(`\${${name}}`).value === '' ? null : undefined;
    if (variable.kind === 'arg' && (instruction.kind !== 'run' || instruction.onbuild !== undefined)) return undefined;
    return variable.value.value;
  };
}

/**
 * A RUN with heredocs, as the builder runs it: where the line is nothing but one opening, the body is the script, and
 * a `#!` at its start names the interpreter. Otherwise the shell gets the line with all bodies behind it.
 */
function withHeredocs(
  instruction: Instruction,
  text: Text,
  file: Dockerfile,
): { text: Text; shell?: readonly string[] } {
  const [first] = instruction.heredocs;
  if (first !== undefined && typeof readHeredoc(text.text) === 'object') {
    const windows = file.stages[instruction.stage ?? 0]?.os === 'windows';
    const shebang = windows ? null : /^#!([^\r\n]*)/.exec(first.content);
    const pieces = new Pieces();
    addBody(pieces, first, first.chomp);
    const shell = shebang?.[1]?.trim().split(/\s+/);
    const body = pieces.build(first.contentSpan.start);
    return shell === undefined || shell[0] === '' ? { text: body } : { text: body, shell: Object.freeze(shell) };
  }
  const pieces = new Pieces();
  pieces.copy(text, 0, text.length);
  let end = text.span.end;
  for (const heredoc of instruction.heredocs) {
    const { terminator } = heredoc;
    if (heredoc.content === '' && terminator === undefined) break;
    pieces.put('\n', end);
    addBody(pieces, heredoc, false);
    if (terminator === undefined) break;
    pieces.put(heredoc.name, terminator.start);
    end = terminator.end;
  }
  return { text: pieces.build(end) };
}

/**
 * Adds a body line by line where characters are left out: the tabs of `<<-`, and the carriage returns of a file with
 * Windows line ends, which would otherwise hang on each line's last word.
 */
function addBody(pieces: Pieces, { content, contentSpan }: Heredoc, chomp: boolean): void {
  const start = contentSpan.start;
  if (!chomp && !content.includes('\r')) {
    pieces.put(content, start);
    return;
  }
  for (let from = 0; from < content.length; ) {
    const feed = content.indexOf('\n', from);
    const next = feed === -1 ? content.length : feed + 1;
    let end = feed === -1 ? next : feed;
    while (end > from && content[end - 1] === '\r') end--;
    if (chomp) while (from < end && content[from] === '\t') from++;
    pieces.put(content.slice(from, end), start + from);
    if (feed !== -1) pieces.put('\n', start + feed);
    from = next;
  }
}
