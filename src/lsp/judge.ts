/** An open document → what is wrong with it, as it stands in the editor. */
import { join, resolve } from 'node:path';
import type { BuildContext } from '../context.js';
import type { Dockerfile } from '../dockerfile/model.js';
import { parseDockerfile } from '../dockerfile/parse.js';
import { lint } from '../lint.js';
import type { Finding } from '../report.js';
import { incomplete } from '../reports/incomplete.js';
import type { RegisteredRule } from '../rule.js';
import type { Open } from './documents.js';
import type { Options } from './options.js';
import { type Followed, FollowedSettings } from './settings.js';
import type { ContextFolder, Surroundings } from './surroundings.js';

/** What is known of one text. */
export interface Judged {
  /** The document as it was judged. */
  readonly open: Open;
  /** No two judgements have the same. */
  readonly id: string;
  /** What holds for it. */
  readonly followed: Followed;
  /** Without those that are allowed; none for a file that the settings leave out. */
  readonly findings: readonly Finding[];
  /** What could not be judged, a sentence each. */
  readonly incomplete: readonly string[];
  /** The text, parsed when somebody asks. */
  file(): Dockerfile;
}

/** So many findings of one file are shown, the first ones: editors become slow with more, and people too. */
const MOST = 5000;
/** A longer text, in UTF-16 code units, is not linted. */
const LONGEST = 10 * 1024 * 1024;

/** Judges open documents, each text once as long as nothing around it changes. */
export class Judge {
  readonly #around: Pick<Surroundings, 'rules' | 'today' | 'context'>;
  readonly #options: Options;
  readonly #settings = new Map<string | undefined, FollowedSettings>();
  readonly #contexts = new Map<string, ContextFolder>();
  readonly #name: number;
  #count = 0;
  readonly #known = new Map<string, { readonly judged: Judged; readonly held: readonly unknown[] }>();

  /** @param name another for each judge: its judgements' ids begin with it */
  constructor(around: Pick<Surroundings, 'rules' | 'today' | 'context'>, options: Options, name: number) {
    this.#around = around;
    this.#options = options;
    this.#name = name;
  }

  /** Folders of build contexts are listed again from now on. */
  forgetContexts(): void {
    this.#contexts.clear();
  }

  /** Nothing more is wanted of a document. */
  forget(uri: string): void {
    this.#known.delete(uri);
  }

  /**
   * Judges a document.
   *
   * @param current gives the document as it is now: what has changed while settings were read is judged as it has become
   * @param root the folder that relative paths of the editor's settings start from
   * @returns `undefined` if it has been closed meanwhile
   */
  async judge(current: () => Open | undefined, root: string): Promise<Judged | undefined> {
    for (let open = current(); open !== undefined; open = current()) {
      // A text that is on no disk is treated as if it stood in the folder that is worked on.
      const followed = await this.#settingsIn(root).for(open.path ?? join(root, open.name));
      if (current()?.serial === open.serial) return this.#judged(open, followed, this.#contextFor(open, root));
    }
    return undefined;
  }

  #judged(open: Open, followed: Followed, context: BuildContext | string | undefined): Judged {
    const { paths, ignore, ignorePath } = typeof context === 'object' ? context : {};
    const { settings, ignored, mistakes } = followed;
    const held = [
      open.serial,
      this.#around.today(),
      settings,
      ignored,
      mistakes,
      typeof context,
      paths,
      ignore,
      ignorePath,
    ];
    const before = this.#known.get(open.uri);
    if (before !== undefined && held.every((value, i) => value === before.held[i])) return before.judged;
    const judged = { id: `${this.#name}.${++this.#count}`, ...judgement(open, followed, context, this.#around) };
    this.#known.set(open.uri, { judged, held });
    return judged;
  }

  /** One for each folder that the editor's `config` is relative to. */
  #settingsIn(root: string): FollowedSettings {
    const { preset, failOn, only, skip, config } = this.#options;
    const wanted = config === undefined || config === '' ? config : resolve(root, config);
    let settings = this.#settings.get(wanted);
    if (settings === undefined) {
      settings = new FollowedSettings(this.#around.rules, { preset, failOn, only, skip, config: wanted });
      this.#settings.set(wanted, settings);
    }
    return settings;
  }

  /** The context, or why there is none. */
  #contextFor({ path }: Open, root: string): BuildContext | string | undefined {
    if (this.#options.context === undefined) return undefined;
    const folder = resolve(root, this.#options.context);
    let context = this.#contexts.get(folder);
    if (context === undefined) {
      context = this.#around.context(folder);
      this.#contexts.set(folder, context);
    }
    return context.mistake() ?? context.for(path);
  }
}

function judgement(
  open: Open,
  followed: Followed,
  context: BuildContext | string | undefined,
  { rules, today }: { readonly rules: readonly RegisteredRule[]; today(): string },
): Omit<Judged, 'id'> {
  const text = open.document.getText();
  let parsed: Dockerfile | undefined;
  const common = { open, followed, file: () => (parsed ??= parseDockerfile(text)) };
  if (followed.ignored) return { ...common, findings: [], incomplete: [] };
  if (text.length > LONGEST)
    return { ...common, findings: [], incomplete: ['the text has more than 10 MB; such texts are not linted'] };
  const { settings } = followed;
  const input = { path: open.name, text, settings, ...(typeof context === 'object' ? { context } : {}) };
  const report = lint([input], { rules, today: today() });
  const findings = report.findings.filter(({ suppressed }) => suppressed === undefined);
  return {
    ...common,
    findings: findings.slice(0, MOST),
    incomplete: [
      ...incomplete(report).map(({ message }) => message),
      ...(typeof context === 'string' ? [`COPY is not judged against the build context: ${context}`] : []),
      ...(findings.length > MOST ? [`only the first ${MOST} of ${findings.length} findings are shown`] : []),
    ],
  };
}
