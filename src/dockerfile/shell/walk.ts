import { walkCompound } from './compound.js';
import { applyEffects } from './effects.js';
import { findExtensions, mayExtend } from './extensions.js';
import { type Frame, type Mutable, NOWHERE, within } from './frame.js';
import { covered } from './holes.js';
import type { Inner } from './inner.js';
import { DEEPEST_SUBSTITUTION, TooMuch } from './limits.js';
import type {
  Argument,
  Assignment,
  Chain,
  Command,
  Extension,
  Statement as Part,
  Pipeline,
  Redirect,
  Script,
} from './model.js';
import type { NodeOf, Substitution, Tree } from './parse.js';
import { decodedText } from './pieces.js';
import { followRuns, readsScript } from './runs.js';
import { span, Words } from './words.js';

type Statement = Tree['commands'][number];
export type CommandNode = NodeOf<'Pipeline'>['commands'][number];
export type After = Command['after'];

/** A heredoc whose body a shell reads as its script. */
export interface FedScript {
  readonly shell: Command;
  readonly inner: Inner;
}

/** Walks the syntax tree of a script and gathers its commands, pipes and errors. */
export class Walk {
  readonly script: Script;
  readonly words = new Words();
  readonly commands: Mutable<Command>[] = [];
  readonly pipelines: Mutable<Pipeline>[] = [];
  readonly statements: Part[] = [];
  readonly chains: Mutable<Chain>[] = [];
  readonly extensions: Extension[] = [];
  readonly errors: Mutable<Script['errors'][number]>[] = [];
  readonly fed: FedScript[] = [];
  /** Constructs beyond POSIX are looked for: known after the first tree, that of the whole script. */
  #extended: boolean | undefined;

  constructor(script: Script) {
    this.script = script;
  }

  /** A whole parsed text. */
  tree(tree: Tree, frame: Frame): void {
    // What fills a hole may be what the text lacks.
    const errors = frame.holes.length === 0 ? (tree.errors ?? []) : [];
    for (const { message, pos } of errors) {
      const { text, length } = frame.text;
      let start = Math.min(pos, length);
      // The parser stops in front of the blanks before the word that it does not expect.
      while (text[start] === ' ' || text[start] === '\t') start++;
      if (start === length) start = Math.min(pos, length);
      this.errors.push({ span: span(frame, { pos: start, end: Math.min(start + 1, length) }), message });
    }
    const own = frame.wrappers.length === 0;
    this.#extended ??= !isBash(this.script) && mayExtend(frame.text.text);
    if (own && this.#extended)
      for (const { kind, node } of findExtensions(tree, frame.text.text))
        this.extensions.push(Object.freeze({ kind, span: span(frame, node) }));
    this.list(tree.commands, frame, own && frame.inside === NOWHERE ? this.statements : undefined);
  }

  /** @param told takes the statements in, with what parts them */
  list(statements: readonly Statement[], frame: Frame, told?: Part[]): void {
    for (let i = 0; i < statements.length; i++) {
      const statement = statements[i] as Statement;
      const next = separatorAt(frame.text.text, statement.end);
      const semicolon = frame.text.text[next] === ';';
      const ends = semicolon ? ';' : 'newline';
      const after = statement.background ? '&' : i + 1 < statements.length ? ends : undefined;
      const { errexit } = frame.scope;
      const command = this.#statement(statement.command, frame, after);
      if (told === undefined) continue;
      const separator = after === ';' ? span(frame, { pos: next, end: next + 1 }) : undefined;
      told.push(Object.freeze({ span: span(frame, statement.command), command, after, separator, errexit }));
    }
  }

  /** A command of any kind; its own draft if it is a simple one. */
  command(node: CommandNode, frame: Frame, after: After, pipeline: Pipeline | undefined): Command | undefined {
    if (node.type === 'Command') return this.#simple(node, frame, after, pipeline);
    walkCompound(this, node, frame);
    return undefined;
  }

  /** The scripts in `$( )` and the like, each in a scope of its own. */
  substitutions(found: readonly Substitution[], frame: Frame): void {
    for (const node of found) {
      // The outer shell has run it before this text is read.
      if (covered(frame.holes, node.pos, node.end)) continue;
      if (frame.substitutions >= DEEPEST_SUBSTITUTION)
        throw new TooMuch(`its substitutions are nested deeper than ${DEEPEST_SUBSTITUTION} levels`);
      const tree = node.script;
      if (tree === undefined) continue;
      const inner = within(frame, 'substitution', frame.scope.fork());
      const inside = inner.inside.negated ? Object.freeze({ ...inner.inside, negated: false }) : inner.inside;
      const decoded = tree.source === undefined ? undefined : decodedBackticks(frame, node, tree.source);
      this.tree(tree, { ...inner, ...decoded, inside, substitutions: frame.substitutions + 1 });
    }
  }

  #statement(node: Statement['command'], frame: Frame, after: After): Command | undefined {
    if (node.type !== 'AndOr') return this.#pipeline(node, frame, after);
    // Only the first is sure to run. The others see what those before them in a row of `&&` have set.
    let { scope } = frame;
    const parts: (Command | undefined)[] = [];
    this.chains.push({ span: span(frame, node), parts, operators: Object.freeze([...node.operators]) });
    node.commands.forEach((part, i) => {
      const operator = node.operators[i - 1];
      if (operator === '||' && i > 1) frame.scope.merge(scope);
      if (i === 1 || operator === '||') scope = frame.scope.fork();
      parts.push(this.#pipeline(part, i === 0 ? frame : { ...frame, scope }, node.operators[i] ?? after));
    });
    if (scope !== frame.scope) frame.scope.merge(scope);
    return undefined;
  }

  #pipeline(node: CommandNode | NodeOf<'Pipeline'>, frame: Frame, after: After): Command | undefined {
    if (node.type !== 'Pipeline') return this.command(node, frame, after, undefined);
    const negations = node.prefixes.filter(prefix => prefix.type === 'Negation').length;
    const place = negations % 2 === 1 ? within(frame, 'negated') : frame;
    const { commands, operators } = node;
    const first = commands[0];
    if (commands.length < 2) return first === undefined ? undefined : this.command(first, place, after, undefined);
    const parts: (Command | undefined)[] = [];
    const spans = operators.map((operator, i) => {
      const pos = frame.text.text.indexOf('|', commands[i]?.end);
      return span(frame, { pos, end: pos + operator.length });
    });
    const { pipefail } = frame.scope;
    const pipeline = { span: span(frame, node), parts, operators: Object.freeze(spans), pipefail };
    this.pipelines.push(pipeline);
    commands.forEach((command, i) => {
      const own = { ...place, scope: place.scope.fork() };
      parts.push(this.command(command, own, i + 1 < commands.length ? '|' : after, pipeline));
    });
    return undefined;
  }

  #simple(node: NodeOf<'Command'>, frame: Frame, after: After, pipeline: Pipeline | undefined): Command {
    const { words } = this;
    const found: Substitution[] = [];
    const assignments: Assignment[] = [];
    for (const prefix of node.prefix)
      if (prefix.type === 'Assignment') assignments.push(words.assignment(prefix, frame, found));
    const program = node.name && words.argument(node.name, frame, found);
    const args: Argument[] = node.args.map(word =>
      word.type === 'Word' ? words.argument(word, frame, found) : words.assignmentArgument(word, frame, found),
    );
    const redirects: Redirect[] = node.redirects.map(redirect => words.redirect(redirect, frame, found));
    const command = this.add({
      script: this.script,
      index: 0,
      name: program === undefined ? '' : words.programName(program),
      program,
      args,
      assignments,
      redirects,
      span: span(frame, node),
      wrappers: frame.wrappers,
      after,
      inside: frame.inside,
      errexit: frame.scope.errexit,
      pipeline,
    });
    this.substitutions(found, frame);
    const from = this.commands.length - 1;
    followRuns(this, command, frame);
    applyEffects(command, frame.scope);
    const heredoc = node.redirects.findLast(({ type, descriptor }) => type === 'HereDoc' && isStdin(descriptor));
    if (heredoc?.type === 'HereDoc') {
      const shell = [command, ...this.commands.slice(from + 1)].find(
        reader => reader.redirects === command.redirects && readsScript(reader),
      );
      if (shell !== undefined) this.fed.push({ shell, inner: words.heredoc(heredoc, frame) });
    }
    return command;
  }

  /** Takes a command in; what it runs comes after it. */
  add(command: Mutable<Command>): Command {
    this.commands.push(command);
    return command;
  }
}

function isStdin(descriptor: NodeOf<'HereDoc'>['descriptor']): boolean {
  return descriptor === undefined || (descriptor.type === 'FileDescriptor' && descriptor.value === 0);
}

/** Bash's own grammar is what its scripts are written in. */
function isBash({ dialect }: Script): boolean {
  return dialect === 'bash' || dialect === 'zsh' || dialect === 'ksh';
}

/** Place of the character that ends a statement: the next that is neither blank nor a continuation. */
function separatorAt(text: string, end: number): number {
  let i = end;
  for (;;) {
    if (text[i] === ' ' || text[i] === '\t') i++;
    else if (text[i] === '\\' && text[i + 1] === '\n') i += 2;
    else return i;
  }
}

function decodedBackticks(frame: Frame, node: Substitution, decoded: string): Partial<Frame> {
  return { text: decodedText(frame.text, node.pos + 1, node.end, decoded), holes: [], guarded: false };
}
