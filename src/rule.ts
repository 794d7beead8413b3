/**
 * What a rule's author needs: the types of the models and of a rule, and `defineRule`. A rule imports this file and
 * `rules/_share`, nothing else.
 */
import type { RuntimeConfig } from './config.js';
import type { BuildContext } from './context.js';
import type { Dockerfile, Instruction, InstructionOf, Stage } from './dockerfile/model.js';
import type { Command, Script } from './dockerfile/shell/model.js';
import type { State } from './dockerfile/state.js';
import type { EntryType, ImageConfig, ImageDocument, Layer, Read, Seen } from './image/model.js';
import type { FileAt, Waste } from './image/overlay.js';
import type { Place, Span } from './place.js';
import type { SecretMark } from './secrets.js';
import type { RawComment, ShellComment } from './shellcheck.js';

export { hasText } from './bytes.js';
export type { ConfigEntry, Healthcheck, RuntimeConfig } from './config.js';
export type { BuildContext } from './context.js';
export type { Expansion, VariableUse } from './dockerfile/expansion.js';
export { parseImageReference } from './dockerfile/image-reference.js';
export { keywordOf } from './dockerfile/instruction.js';
export type * from './dockerfile/model.js';
export { type Mount, mountsOf } from './dockerfile/mounts.js';
export { isProxyArgument, PLATFORM_ARGUMENTS } from './dockerfile/predefined.js';
export { readFlags } from './dockerfile/shell/flags.js';
export type * from './dockerfile/shell/model.js';
export type { State, Variable } from './dockerfile/state.js';
export type { Text } from './dockerfile/text.js';
export { fileDigests } from './image/digests.js';
export type { Entry, EntryType, ImageConfig, ImageDocument, Layer, Read, Seen } from './image/model.js';
export type { FileAt, Waste } from './image/overlay.js';
export { nearest } from './nearest.js';
export type { Known, Place, Position, Span } from './place.js';
export { isKnown } from './place.js';
export {
  findSecrets,
  isPlaceholder,
  isSecretName,
  markOfAll,
  mayHoldToken,
  Secret,
  type SecretFound,
  type SecretMark,
} from './secrets.js';
export type { ShellComment } from './shellcheck.js';
export { fits } from './wildcard.js';

export type Severity = 'error' | 'warning' | 'info';
export type Confidence = 'high' | 'medium' | 'low';
/** `recommended` ⊂ `strict` ⊂ `all`. */
export type Preset = 'recommended' | 'strict' | 'all';
/** What users may choose. `cis`: what is recommended, and every rule that is evidence for section 4 of the CIS Docker Benchmark. */
export type PresetName = Preset | 'cis';

/** Something a rule found. */
export interface Hit {
  readonly at: Place;
  /** One sentence without a final stop: what is wrong here and what it does. Never the value of a secret. */
  readonly message: string;
  /** What to write instead; one sentence. */
  readonly help?: string;
  /** Other places that belong to it. */
  readonly also?: readonly Place[];
  /** When this one hit is less or more serious than the rule as a whole. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** A name that this one finding goes by, besides those of the rule: it can be allowed by it. */
  readonly code?: string;
  /** The secret that was found: it can be allowed by what names it, and another in its place is another finding. */
  readonly secret?: SecretMark;
  readonly fix?: Fix;
}

export interface Fix {
  /** Imperative: "Replace ADD with COPY". */
  readonly title: string;
  /** `safe`: the built image stays the same but for the defect. `review`: a person should look. */
  readonly safety: 'safe' | 'review';
  /** Edits of the Dockerfile that do not overlap. */
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** The rule could not decide something: what is missing. Never a pass. */
export interface NotEvaluated {
  readonly notEvaluated: string;
}

/** The rule has nothing to say about this subject, and why. */
export interface NotApplicable {
  readonly notApplicable: string;
}

export type Verdict = Hit | NotEvaluated | NotApplicable;

/** An option of a rule: its default value and the JSON Schema its values obey. */
export interface Option<T = unknown> {
  readonly default: T;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}
export type Options = Readonly<Record<string, Option>>;
export type OptionValues<O extends Options> = { readonly [K in keyof O]: O[K]['default'] };

/** A Dockerfile that must (bad) or must not (good) make the rule speak. */
export interface Example<O extends Options = Options> {
  readonly dockerfile: string;
  /**
   * Bad examples: what the finding's span must hold, word for word, one for each finding, in order. Several lines are
   * written with `\n`.
   */
  readonly at?: string | readonly string[];
  /** The whole text after the fix. */
  readonly fixed?: string;
  readonly options?: Partial<OptionValues<O>>;
  readonly context?: BuildContext;
  /** What ShellCheck says of each of its scripts; nobody asks it if absent. */
  readonly shellcheck?: readonly RawComment[];
  /** What the example shows; needed where the code does not say it. */
  readonly note?: string;
}

/** A file of an example's layer: its text, or more. */
export type FileRecipe =
  | string
  | {
      readonly content?: string;
      /** `file` if absent, `directory` for names that end in a slash, `symlink` where `link` is given. */
      readonly type?: EntryType;
      /** 0o644 if absent, 0o755 for directories. */
      readonly mode?: number;
      readonly uid?: number;
      readonly gid?: number;
      readonly link?: string;
      /** Values in hexadecimal. */
      readonly xattrs?: Readonly<Record<string, string>>;
    };

/** An image to try a rule on. */
export interface ImageRecipe {
  /** The `config` object of the image configuration: `{ User: 'app', Env: ['A=b'] }`. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** When the image was built: `2024-05-01T00:00:00Z`. Nothing is said of it if absent. */
  readonly created?: string;
  /** `created_by` texts, base first; those of layers in order, those without a layer with `#empty ` in front. */
  readonly history?: readonly string[];
  /** Base first; each a list of paths and what stands there. Whiteouts by their names. */
  readonly layers?: readonly Readonly<Record<string, FileRecipe>>[];
}

/** An image that must (bad) or must not (good) make the rule speak. */
export interface ImageExample<O extends Options = Options> {
  readonly image: ImageRecipe;
  /** Bad examples: the path in the image, or the pointer into the configuration, of each finding, in order. */
  readonly at?: string | readonly string[];
  readonly options?: Partial<OptionValues<O>>;
  readonly note?: string;
}

/** What a rule that judges the Dockerfile as written is given. Deep-frozen, the same for every rule. */
export interface DockerfileSubject<O = unknown> {
  readonly file: Dockerfile;
  readonly options: O;
  /** The stage that is built: `--target`, else the last one. */
  readonly target: Stage | undefined;
  /** Instructions of these kinds (all, if none is named) in file order; triggers of ONBUILD are among them. */
  instructions<K extends Instruction['kind']>(...kinds: readonly K[]): Iterable<InstructionOf<K>>;
  /** The state just before an instruction. */
  stateBefore(instruction: Instruction): State;
  stateAtEnd(stage: Stage): State;
  /** The stage at the end of the chain of `FROM stage`: the one that starts from an image or from scratch. */
  rootOf(stage: Stage): Stage;
  /**
   * The stage that `--from=…` or a mount's `from=…` means, by name (letter case does not count) or index: the last one
   * before the instruction, else a later one (which the builder finds and refuses), else none.
   */
  stageNamed(name: string, at: Instruction): Stage | undefined;
  /** The stage's layers are part of the image that is built: it is the target or one the target is made FROM. */
  ships(stage: Stage): boolean;
  /** The target cannot be built without the stage. */
  needs(stage: Stage): boolean;
  /** The scripts of a RUN, CMD, ENTRYPOINT or HEALTHCHECK; none for other instructions. */
  scripts(instruction: Instruction): readonly Script[];
  /** Commands of these names (all, if none is named) that RUN instructions execute, triggers of ONBUILD included. */
  commands(...names: readonly string[]): Iterable<Command>;
  /** The build context, if the user named one. */
  readonly context: BuildContext | undefined;
  /** What ShellCheck says of a script; absent if nobody asked it. May throw. */
  readonly shellcheck?: (script: Script) => readonly ShellComment[];
}

/** What a rule that judges the effective runtime configuration is given. */
export interface ConfigSubject<O = unknown> {
  readonly config: RuntimeConfig;
  readonly options: O;
}

/** What a rule's reads keep, by names of its own. */
export type Kept = Readonly<Record<string, unknown>>;
/** What a rule wants of layers, by the same names. */
export type Reads<V extends Kept> = { readonly [K in keyof V]: Read<V[K]> };
/** What reads that several rules share keep: `ImageSubject<unknown, KeptBy<typeof accountReads>>`. */
export type KeptBy<R> = { readonly [K in keyof R]: R[K] extends Read<infer T> ? T : never };

/** What a rule that judges an image's layers is given. */
export interface ImageSubject<O = unknown, V extends Kept = Kept> {
  readonly image: ImageConfig;
  /** What is said about the image beside its configuration, as far as it is at hand. */
  readonly documents: readonly ImageDocument[];
  /** Base first. */
  readonly layers: readonly Layer[];
  readonly options: O;
  /** What the read of that name kept, base layer first, also what later layers removed or replaced. */
  seen<K extends keyof V>(name: K): readonly Seen<V[K]>[];
  /** What a path means in a container, symlinks followed inside the image; `undefined`: there is nothing. */
  at(path: string, follow?: boolean): FileAt | undefined;
  /** Everything below a folder, as a container sees it. */
  below(path: string): Iterable<FileAt>;
  /** Every content that is stored and hidden, in the order in which layers hid it; made anew each time. */
  wastes(): Iterable<Waste>;
  /** Bytes of file contents: all that layers store, and those of them that no container sees. */
  readonly bytes: { readonly stored: number; readonly wasted: number };
  /** Why some files may not have been seen; `undefined`: every layer was read to its end. */
  readonly incomplete: string | undefined;
}

export interface Rule<O extends Options = Options, V extends Kept = Kept> {
  /** Kebab-case, names the defect, equals the file's name. */
  readonly id: string;
  /** Codes of other tools for the same concept: `DL3002`, `DS-0002`, `CKV_DOCKER_8`, `CIS-DI-0001`. */
  readonly aliases: readonly string[];
  /** Controls it is evidence for: `CIS-4.1`, `CWE-250`. */
  readonly controls: readonly string[];
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** The smallest preset it is on in. */
  readonly preset: Preset;
  /** One sentence with a final stop: what the defect is. */
  readonly summary: string;
  /** Markdown: what it does to the people who run the image, when it does not matter, how to mend it. */
  readonly why: string;
  readonly bad: readonly Example<O>[];
  readonly good: readonly Example<O>[];
  readonly badImages?: readonly ImageExample<O>[];
  readonly goodImages?: readonly ImageExample<O>[];
  readonly options?: O;
  /**
   * What in the file is a secret and must never be shown, by any rule's finding, whether or not this rule is on. Only
   * what values' forms and variables' names do not tell already.
   */
  secrets?(subject: Omit<DockerfileSubject, 'options'>): Iterable<Span>;
  dockerfile?(subject: DockerfileSubject<OptionValues<O>>): Iterable<Verdict>;
  config?(subject: ConfigSubject<OptionValues<O>>): Iterable<Verdict>;
  /** What `image` looks for in layers, written before it. What is not declared here cannot be seen. */
  readonly reads?: Reads<V>;
  image?(subject: ImageSubject<OptionValues<O>, V>): Iterable<Verdict>;
  /** The Dockerfile check also holds for instructions turned back from an image's history, which lacks much of the file. */
  readonly history?: boolean;
}

/** A rule with the folder it stands in. */
export interface RegisteredRule extends Rule {
  readonly topic: string;
  /** Its checks are not here but in the catalogue, which the command loads when the rule is on: they stand for `true`. */
  readonly dataOnly?: boolean;
}

/** The presets that a rule is on in, the smallest first. */
export function presetsOf({ preset, controls }: Pick<Rule, 'preset' | 'controls'>): readonly PresetName[] {
  if (preset === 'recommended') return ['recommended', 'cis', 'strict', 'all'];
  const cis: readonly PresetName[] = controls.some(control => control.startsWith('CIS-4.')) ? ['cis'] : [];
  return [...cis, ...(preset === 'strict' ? (['strict'] as const) : []), 'all'];
}

/** Checks a rule's types and gives it back. What `keep` returns is what `seen` gives. */
export function defineRule<const O extends Options = Record<never, never>, V extends Kept = Record<never, never>>(
  rule: Rule<O, V>,
): Rule {
  return rule as unknown as Rule;
}

/**
 * How a finding may be allowed: by a comment in the Dockerfile, by its path in the image, or only with the whole rule,
 * for what it finds in images without naming a path.
 */
export type AllowedBy = 'comment' | 'path' | 'off';

/** Every way that holds for something the rule may find. */
export function allowedBy({
  dockerfile,
  config,
  image,
  history,
}: Pick<Rule, 'dockerfile' | 'config' | 'image' | 'history'>): AllowedBy[] {
  const inFile = dockerfile !== undefined || config !== undefined;
  const withoutPath = config !== undefined || history === true || !inFile;
  return [
    ...(inFile ? ['comment' as const] : []),
    ...(image !== undefined ? ['path' as const] : withoutPath ? ['off' as const] : []),
  ];
}

/** A hit at a span of the Dockerfile. */
export function hit(span: Span, message: string, more: Omit<Hit, 'at' | 'message'> = {}): Hit {
  return { at: { in: 'dockerfile', span }, message, ...more };
}

/** A safe or reviewed replacement of one span. */
export function replacing(span: Span, text: string, title: string, safety: Fix['safety'] = 'safe'): Fix {
  return { title, safety, edits: [{ span, text }] };
}

/** An option that is a list of strings. */
export function strings(description: string, value: readonly string[] = []): Option<readonly string[]> {
  return { default: value, description, schema: { type: 'array', items: { type: 'string' } } };
}

/** An option that is one of some words. */
export function oneOf<const T extends string>(description: string, values: readonly T[], value: T): Option<T> {
  return { default: value, description, schema: { enum: values } };
}

/** An option that is true or false. */
export function flag(description: string, value = false): Option<boolean> {
  return { default: value, description, schema: { type: 'boolean' } };
}

/** An option that is a whole number. */
export function number(description: string, value: number, minimum = 0): Option<number> {
  return { default: value, description, schema: { type: 'integer', minimum } };
}
