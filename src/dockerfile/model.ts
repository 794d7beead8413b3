import type { LineIndex, Span } from '../place.js';
import type { Text } from './text.js';

/** The eighteen instructions of the Dockerfile reference, in lower case. */
export type Keyword =
  | 'add'
  | 'arg'
  | 'cmd'
  | 'copy'
  | 'entrypoint'
  | 'env'
  | 'expose'
  | 'from'
  | 'healthcheck'
  | 'label'
  | 'maintainer'
  | 'onbuild'
  | 'run'
  | 'shell'
  | 'stopsignal'
  | 'user'
  | 'volume'
  | 'workdir';

/** A parsed Dockerfile. Everything in it is frozen; every node knows its exact span of `text`. */
export interface Dockerfile {
  /** The text as given, a byte order mark included. All spans are offsets into it. */
  readonly text: string;
  readonly lines: LineIndex;
  /** The escape character: a backslash unless the `escape` directive says backtick. */
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  /** Every comment line, also those inside continuations; directives are not among them. */
  readonly comments: readonly Comment[];
  /** Every instruction in order, also unknown ones and those before the first FROM. Triggers of ONBUILD are inside it. */
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** What the builder would refuse or warn of while reading, in order. The instructions after it are there all the same. */
  readonly problems: readonly Problem[];
}

/** A parser directive (`# syntax=…`, `# escape=…`, `# check=…`) that takes effect. */
export interface Directive {
  /** Lower case. */
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: string;
  /** The whole comment. */
  readonly span: Span;
  readonly valueSpan: Span;
}

/** A comment line. */
export interface Comment {
  /** What follows `#`, white space at both ends removed. */
  readonly text: string;
  /** From `#` to the last character that is not white space. */
  readonly span: Span;
  /** 1-based. */
  readonly line: number;
  /** Stands between the lines of a continued instruction. */
  readonly inside: boolean;
}

/** What is wrong with the text itself. */
export type ProblemKind =
  | 'empty-file'
  | 'directive-duplicate'
  | 'directive-invalid'
  | 'line-too-long'
  | 'blank-continuation'
  | 'unterminated-heredoc'
  | 'bad-heredoc'
  | 'not-string-array'
  | 'missing-arguments'
  | 'bad-arguments';

export interface Problem {
  readonly kind: ProblemKind;
  readonly span: Span;
  /** One sentence without a final stop: what is wrong. */
  readonly message: string;
}

/** A `--name` or `--name=value` before the arguments of an instruction. Quotes and escapes are taken away as BuildKit does. */
export interface Flag {
  /** Without the dashes, as written. */
  readonly name: string;
  /** Absent where there is no `=`. */
  readonly value: string | undefined;
  readonly span: Span;
  readonly nameSpan: Span;
  /** Where the value stands; the flag's end, empty, where there is none. */
  readonly valueSpan: Span;
}

/** A here-document of RUN, COPY or ADD (also behind ONBUILD). */
export interface Heredoc {
  readonly name: string;
  /** File descriptor in front of `<<`, 0 if none. */
  readonly fd: number;
  /** False when the delimiter is quoted: variables are not expanded. */
  readonly expand: boolean;
  /** `<<-`: leading tabs of the body and of the terminator do not count. */
  readonly chomp: boolean;
  /** The body as written, tabs kept; ends with a line feed unless empty. */
  readonly content: string;
  readonly contentSpan: Span;
  /** The terminator's line; `undefined` if the file ends without it. */
  readonly terminator: Span | undefined;
}

/** Arguments in JSON form, also called exec form. */
export interface JsonForm {
  /** The decoded strings; each character knows where it is written. */
  readonly items: readonly Text[];
  readonly span: Span;
}

/** A `key=value` of ENV, LABEL or ARG. Quotes and variables are still in both, as BuildKit's parser leaves them. */
export interface Pair {
  readonly key: Text;
  /** Absent for an ARG without default. */
  readonly value: Text | undefined;
  readonly span: Span;
}

interface Base {
  /** Place in `Dockerfile.instructions`; a trigger has that of its ONBUILD. */
  readonly index: number;
  /** The keyword as written. */
  readonly keyword: Text;
  /** From the keyword to the last character, heredoc bodies included, without the final line end. */
  readonly span: Span;
  /** 1-based line of the keyword. */
  readonly line: number;
  /** 1-based last line, heredoc bodies included. */
  readonly endLine: number;
  readonly flags: readonly Flag[];
  /** What follows the flags, continuations and comments taken out, trimmed: what the shell of a RUN gets. */
  readonly rest: Text;
  /** Words as BuildKit's parser splits them for this instruction. */
  readonly args: readonly Text[];
  /** JSON form, if the arguments are a valid array of strings. */
  readonly json: JsonForm | undefined;
  /** Why arguments that begin with `[` are not JSON form, where the instruction allows it. `span` is where reading stopped. */
  readonly notJson: { readonly why: string; readonly span: Span } | undefined;
  readonly heredocs: readonly Heredoc[];
  /** The block of comment lines directly above, top to bottom. */
  readonly comments: readonly Comment[];
  /** The stage it belongs to; `undefined` before the first FROM. */
  readonly stage: number | undefined;
  /** The ONBUILD whose trigger this is. */
  readonly onbuild: OnbuildInstruction | undefined;
}

export interface FromInstruction extends Base {
  readonly kind: 'from';
  /** The image or stage name as written; absent only in a broken FROM. */
  readonly image: Text | undefined;
  /** The word AS as written. */
  readonly as: Text | undefined;
  /** The stage's own name. */
  readonly name: Text | undefined;
}
export interface CopyInstruction extends Base {
  readonly kind: 'copy' | 'add';
  /** Heredoc sources (`<<EOF`) are among them. */
  readonly sources: readonly Text[];
  readonly destination: Text | undefined;
}
export interface PairInstruction extends Base {
  readonly kind: 'env' | 'label' | 'arg';
  readonly pairs: readonly Pair[];
  /** `ENV key value`: the old form, one pair. */
  readonly legacy: boolean;
}
export interface CommandInstruction extends Base {
  readonly kind: 'run' | 'cmd' | 'entrypoint' | 'shell';
}
export interface HealthcheckInstruction extends Base {
  readonly kind: 'healthcheck';
  /** `NONE`, `CMD` or whatever stands there. */
  readonly type: Text | undefined;
  /** What follows the type. */
  readonly command: Text;
}
export interface OnbuildInstruction extends Base {
  readonly kind: 'onbuild';
  readonly trigger: Instruction | undefined;
}
/** EXPOSE, VOLUME: a list. USER, WORKDIR, STOPSIGNAL, MAINTAINER: `args` holds the whole rest as one word. */
export interface PlainInstruction extends Base {
  readonly kind: 'expose' | 'volume' | 'user' | 'workdir' | 'stopsignal' | 'maintainer';
}
export interface UnknownInstruction extends Base {
  readonly kind: 'unknown';
}

export type Instruction =
  | FromInstruction
  | CopyInstruction
  | PairInstruction
  | CommandInstruction
  | HealthcheckInstruction
  | OnbuildInstruction
  | PlainInstruction
  | UnknownInstruction;

/** The instruction types with a certain `kind`. */
export type InstructionOf<K extends Instruction['kind']> = Instruction extends infer I
  ? I extends Instruction
    ? K & I['kind'] extends never
      ? never
      : I
    : never
  : never;

/** What a stage starts from. */
export type BaseImage =
  | { readonly kind: 'scratch' }
  /** An earlier stage, by its index. */
  | { readonly kind: 'stage'; readonly stage: number }
  /** An image; `reference` has the variables filled in and `parsed` its parts. */
  | { readonly kind: 'image'; readonly reference: string; readonly parsed: ImageReference }
  | { readonly kind: 'unknown'; readonly why: string };

/** A build stage: a FROM and what follows it. */
export interface Stage {
  /** 0-based, as `--from=0` counts. */
  readonly index: number;
  /** Lower case, as BuildKit compares it; `undefined` for a stage without a name. */
  readonly name: string | undefined;
  readonly from: FromInstruction;
  /** The FROM and everything up to the next one. */
  readonly instructions: readonly Instruction[];
  readonly base: BaseImage;
  /** The value of `--platform` with variables filled in, if it is known. */
  readonly platform: string | undefined;
  /** The operating system its commands run on, as far as base image and platform tell; Linux otherwise. */
  readonly os: 'linux' | 'windows';
}

/** The parts of an image reference (the grammar of the distribution project). Absent parts are `undefined`. */
export interface ImageReference {
  /** Host, with port, as written; `undefined` for Docker Hub by default. */
  readonly registry: string | undefined;
  /** Path without registry, tag and digest: `library/` is not added. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** `sha256:…` */
  readonly digest: string | undefined;
  /** False when the text is no valid reference; the parts are then a best effort. */
  readonly valid: boolean;
}
