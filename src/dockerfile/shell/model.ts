import type { Span } from '../../place.js';
import type { Instruction } from '../model.js';
import type { Text } from '../text.js';

/**
 * What will read a script. `none`: exec form without a shell in it. `other`: an interpreter that is no shell (python,
 * node, …) or one nobody knows; its text is never parsed.
 */
export type Dialect = 'sh' | 'dash' | 'ash' | 'bash' | 'ksh' | 'zsh' | 'powershell' | 'cmd' | 'none' | 'other';

/** The text that one interpreter gets from one instruction. A heredoc body run as a script is one of its own. */
export interface Script {
  readonly instruction: Instruction;
  /** The interpreter and its options: the SHELL in force, a `#!` line, or the words of exec form up to `-c`. */
  readonly shell: readonly string[];
  readonly dialect: Dialect;
  readonly text: Text;
  /**
   * Every simple command in source order, those behind wrappers (`sudo`, `env`, `xargs`, `sh -c`, …) too: the wrapper
   * comes first, what it runs right after it. Empty for PowerShell, cmd and other interpreters.
   */
  readonly commands: readonly Command[];
  /** Every pipe of two or more commands. */
  readonly pipelines: readonly Pipeline[];
  /** What it does one after another, not looking into compound commands, wrappers or substitutions. */
  readonly statements: readonly Statement[];
  /** Every `a && b || c`, wherever it stands. */
  readonly chains: readonly Chain[];
  /** Where its own text (not that of another shell that it starts) goes beyond what POSIX says of a shell, in source order. */
  readonly extensions: readonly Extension[];
  /** Where the shell would report a syntax error. */
  readonly errors: readonly { readonly span: Span; readonly message: string }[];
  /** Why the text was not parsed as a shell script, if it was not: too long, PowerShell, … */
  readonly unparsed: string | undefined;
}

/** One word of a command. */
export interface Argument {
  /** As written, quotes included. */
  readonly text: string;
  /**
   * Quotes and escapes taken away, variables filled in that ENV, ARG or an assignment earlier in the script make known
   * and that give exactly one word. `undefined` when it cannot be known.
   */
  readonly value: string | undefined;
  readonly span: Span;
  /** Nothing in it is left to the shell: no variable, substitution, glob or brace. */
  readonly literal: boolean;
  /** The names of the variables in it. */
  readonly variables: readonly string[];
}

/** `NAME=value` in front of a command or as a command of its own. */
export interface Assignment {
  readonly name: string;
  readonly value: string | undefined;
  readonly span: Span;
}

/** `> file`, `2>&1`, `<<EOF` and the like. */
export interface Redirect {
  /** `>`, `>>`, `<`, `>&`, `&>`, `<<`, `<<-`, `<<<`, … */
  readonly operator: string;
  readonly fd: number | undefined;
  readonly target: Argument | undefined;
  readonly span: Span;
}

/** A simple command. */
export interface Command {
  readonly script: Script;
  /** Place in `script.commands`: source order, which is the order in which a straight script runs. */
  readonly index: number;
  /**
   * The program's name: last part of its path, without `.exe`, lower case on Windows dialects only. Empty for a command
   * that only assigns; `undefined` when the name is not known (`$CMD`).
   */
  readonly name: string | undefined;
  /** The word that names the program; `undefined` for a command that only assigns. */
  readonly program: Argument | undefined;
  /** The words after the program. */
  readonly args: readonly Argument[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  readonly span: Span;
  /** The commands this one is run by, outermost first: `sudo env A=b apt-get …` has sudo and env. */
  readonly wrappers: readonly Command[];
  /** What stands between this command and the next one of the same list. */
  readonly after: '&&' | '||' | ';' | '&' | '|' | 'newline' | undefined;
  /** Where it stands: inside `( … )` or `$( … )`, in the test of `if`/`while`, in a branch or loop body, behind `!`. */
  readonly inside: {
    readonly subshell: boolean;
    readonly substitution: boolean;
    readonly condition: boolean;
    readonly branch: boolean;
    readonly loop: boolean;
    readonly function: boolean;
    readonly negated: boolean;
  };
  /** `set -e` is in force here: by the shell's options or a `set` earlier in the script. */
  readonly errexit: boolean;
  /** The pipe it is part of. */
  readonly pipeline: Pipeline | undefined;
}

/** One of the commands, simple or not, that `;`, `&` or a line end parts from one another. */
export interface Statement {
  readonly span: Span;
  /** Its simple command, if it is nothing else. */
  readonly command: Command | undefined;
  readonly after: ';' | '&' | 'newline' | undefined;
  /** Where the `;` stands that ends it. */
  readonly separator: Span | undefined;
  /** `set -e` is in force when it begins. */
  readonly errexit: boolean;
}

/** `a && b || c`: one part more than operators; a part is `undefined` where it is no simple command. */
export interface Chain {
  readonly span: Span;
  readonly parts: readonly (Command | undefined)[];
  readonly operators: readonly ('&&' | '||')[];
}

/** A construct that not every shell called `sh` knows. */
export interface Extension {
  readonly kind: ExtensionKind;
  readonly span: Span;
}
export type ExtensionKind =
  | 'double-bracket'
  | 'array'
  | 'append'
  | 'process-substitution'
  | 'here-string'
  | 'redirect-both'
  | 'pipe-both'
  | 'replace'
  | 'slice'
  | 'case-modification'
  | 'indirect'
  | 'transform'
  | 'brace-expansion'
  | 'ansi-quote'
  | 'locale-quote'
  | 'function-keyword'
  | 'arithmetic-command'
  | 'arithmetic-for'
  | 'select'
  | 'coproc'
  | 'case-fallthrough';

/** `a | b`; each part is a simple command, or `undefined` where it is a compound one (`{ …; } | b`). */
export interface Pipeline {
  readonly span: Span;
  readonly parts: readonly (Command | undefined)[];
  /** Source span of each `|` or `|&`. */
  readonly operators: readonly Span[];
  /** `pipefail` is on here: by the SHELL's options or a `set -o pipefail` earlier in the script. */
  readonly pipefail: boolean;
}

/** Which flags of a tool take a value, and what they are also called. Long and short names with their dashes. */
export interface FlagTable {
  /** Flags whose value is the next word unless glued to it (`-o x`, `-ox`, `--option x`, `--option=x`). */
  readonly values?: readonly string[];
  /** Short name → long name, e.g. `{ '-y': '--yes' }`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** The tool takes `-abc` as one word, not as `-a -b -c` (find, go, java). */
  readonly singleDash?: boolean;
  /** Flags end at the first operand (`sudo -u x cmd -y`). */
  readonly leading?: boolean;
}

/** A flag as given, one of a group too. */
export interface GivenFlag {
  /** With its dashes, the long name if the table knows one: `-y` → `--yes`. */
  readonly name: string;
  readonly value: string | undefined;
  /** The word it stands in. */
  readonly argument: Argument;
  readonly span: Span;
}

/** A command's words told apart. */
export interface Arguments {
  readonly flags: readonly GivenFlag[];
  /** Words that are neither flags nor flags' values, sub-command included. */
  readonly operands: readonly Argument[];
  /** The first flag of one of these names (aliases resolved). */
  flag(...names: readonly string[]): GivenFlag | undefined;
}
