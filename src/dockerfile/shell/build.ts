import type { Instruction } from '../model.js';
import type { Text } from '../text.js';
import { baseName, dialectOf, isParsed, shellOptions } from './dialect.js';
import { type Frame, type Mutable, NOWHERE } from './frame.js';
import type { Hole } from './holes.js';
import { DEEPEST_WRAPPER, TooMuch } from './limits.js';
import type { Command, Dialect, Script } from './model.js';
import { parseShell } from './parse.js';
import { followRuns } from './runs.js';
import { type Content, Scope } from './scope.js';
import { Walk } from './walk.js';

/** A script that is still to be read. */
export interface Source {
  readonly instruction: Instruction;
  readonly text: Text;
  readonly shell: readonly string[];
  readonly dialect: Dialect;
  /** What the environment holds. */
  readonly outside: (name: string) => Content;
  readonly holes?: readonly Hole[];
  /** How many scripts it is fed by. */
  readonly depth?: number;
}

/** Reads a script, and those that it feeds to shells through heredocs; they come behind it. */
export function buildScripts(source: Source): readonly Script[] {
  const unparsed = isParsed(source.dialect) ? undefined : foreign(source);
  const { script, fed } = build(source, unparsed, (walk, frame) => {
    const tree = parseShell(frame.text.text);
    if (typeof tree === 'string') throw new TooMuch(tree);
    walk.tree(tree, frame);
  });
  return Object.freeze([script, ...fed.flatMap(buildScripts)]);
}

/** Reads exec form without a shell: one command, whose words are the items. */
export function buildCommand(source: Source, items: readonly Text[]): readonly Script[] {
  const { script } = build(source, undefined, (walk, frame) => {
    const [program, ...args] = items.map(item => walk.words.item(item));
    if (program === undefined) return;
    const start = program.span.start;
    const command = walk.add({
      script: walk.script,
      index: 0,
      name: walk.words.programName(program),
      program,
      args,
      assignments: [],
      redirects: [],
      span: Object.freeze({ start, end: (args.at(-1) ?? program).span.end }),
      wrappers: [],
      after: undefined,
      inside: NOWHERE,
      errexit: false,
      pipeline: undefined,
    });
    followRuns(walk, command, frame);
  });
  return Object.freeze([script]);
}

function build(
  source: Source,
  unparsed: string | undefined,
  read: (walk: Walk, frame: Frame) => void,
): { script: Script; fed: readonly Source[] } {
  const { instruction, text, dialect, outside, holes = [], depth = 0 } = source;
  const shell = Object.freeze([...source.shell]);
  const script: Mutable<Script> = {
    instruction,
    shell,
    dialect,
    text,
    commands: [],
    pipelines: [],
    statements: [],
    chains: [],
    extensions: [],
    errors: [],
    unparsed,
  };
  const walk = new Walk(script);
  if (unparsed === undefined) {
    const scope = Scope.root(outside, shellOptions(shell));
    try {
      read(walk, { text, holes, scope, inside: NOWHERE, wrappers: [], substitutions: 0, guarded: false });
    } catch (error) {
      // The parser has no promise to keep its stack, whatever it is given; a bug in it must not lose the file.
      script.unparsed = error instanceof TooMuch ? error.message : 'the shell parser could not read it';
      return { script: finish(script, new Walk(script)), fed: [] };
    }
  }
  const fed = depth >= DEEPEST_WRAPPER ? [] : walk.fed.map(({ shell, inner }) => fedSource(source, shell, inner));
  return { script: finish(script, walk), fed };
}

function fedSource(source: Source, shell: Command, inner: { text: Text; holes: readonly Hole[] }): Source {
  const words = [shell.program, ...shell.args].map(argument => argument?.value ?? argument?.text ?? '');
  return { ...source, ...inner, shell: words, dialect: dialectOf(words), depth: (source.depth ?? 0) + 1 };
}

function foreign({ dialect, shell }: Source): string {
  if (dialect === 'powershell') return 'PowerShell reads it';
  if (dialect === 'cmd') return 'the Windows command processor reads it';
  const program = shell.find(word => !word.startsWith('-') && baseName(word) !== 'env') ?? shell[0] ?? 'a program';
  return `${baseName(program)} reads it, which is no shell that is known`;
}

/** Puts the commands in order and freezes everything: scripts, commands and pipes refer to one another. */
function finish(script: Mutable<Script>, walk: Walk): Script {
  const { commands, pipelines, statements, chains, extensions, errors } = walk;
  const bySource = (a: { span: { start: number } }, b: { span: { start: number } }): number =>
    a.span.start - b.span.start;
  // A heredoc's body stands behind the rest of the line that opens it, yet is walked with its command.
  commands.sort(bySource);
  pipelines.sort(bySource);
  commands.forEach((command, index) => {
    command.index = index;
    Object.freeze(command.args);
    Object.freeze(command.assignments);
    Object.freeze(command.redirects);
    Object.freeze(command.wrappers);
    Object.freeze(command);
  });
  for (const pipeline of pipelines) {
    Object.freeze(pipeline.parts);
    Object.freeze(pipeline);
  }
  // The grammar is that of bash: what it calls an error may be right in these two.
  const told = script.dialect === 'zsh' || script.dialect === 'ksh' ? [] : errors.sort(bySource);
  for (const error of told) Object.freeze(error);
  script.commands = Object.freeze(commands);
  script.pipelines = Object.freeze(pipelines);
  for (const chain of chains.sort(bySource)) Object.freeze(Object.freeze(chain).parts);
  script.statements = Object.freeze(statements);
  script.chains = Object.freeze(chains);
  script.extensions = Object.freeze(extensions.sort(bySource));
  script.errors = Object.freeze(told);
  return Object.freeze(script);
}
