/** What is wrong with settings files, told at their places while a Dockerfile that follows them is open. */
import type { Diagnostic } from 'vscode-languageserver-protocol';
import type { RegisteredRule } from '../rule.js';
import { FORMAT_NAMES } from '../secrets.js';
import { settingsDiagnostics } from './diagnostics.js';
import type { Documents, Open } from './documents.js';
import type { Judged } from './judge.js';
import { placed, type SettingsMistake } from './settings.js';
import { fileUri } from './uris.js';

/** Everything wrong with the text of a settings file as it stands in the editor. */
export async function settingsInEditor({ document }: Open, rules: readonly RegisteredRule[]): Promise<Diagnostic[]> {
  const { readSettings } = await import('../settings/read.js');
  const read = await readSettings(document.getText(), rules, FORMAT_NAMES);
  const mistakes = 'mistakes' in read ? read.mistakes : [];
  return settingsDiagnostics(
    mistakes.flatMap(mistake => placed(mistake) ?? []),
    document,
  );
}

/** Publishes what is wrong with settings files that nobody edits now. */
export class SettingsFiles {
  readonly #documents: Documents;
  readonly #windows: boolean;
  readonly #publish: (uri: string, diagnostics: readonly Diagnostic[]) => void;
  readonly #missing: (source: string) => void;
  /** By the Dockerfile's URI: the file it follows. */
  readonly #follows = new Map<string, string>();
  /** By path: what was published. */
  readonly #told = new Map<string, readonly SettingsMistake[]>();

  constructor(
    documents: Documents,
    windows: boolean,
    publish: (uri: string, diagnostics: readonly Diagnostic[]) => void,
    missing: (source: string) => void,
  ) {
    this.#documents = documents;
    this.#windows = windows;
    this.#publish = publish;
    this.#missing = missing;
  }

  /** Takes what a judgement says of the settings it followed. */
  followed({ open, followed: { source, mistakes, missing } }: Judged): void {
    const before = this.#follows.get(open.uri);
    if (source === undefined) this.#follows.delete(open.uri);
    else this.#follows.set(open.uri, source);
    if (before !== source) this.#clean();
    if (source === undefined || this.#told.get(source) === mistakes) return;
    const isNews = mistakes.length > 0 || this.#told.has(source);
    this.#told.set(source, mistakes);
    if (missing) this.#missing(source);
    else if (isNews) this.#tell(source);
  }

  /** A document was opened: of a settings file its own text counts from now on. */
  opened({ kind, path }: Open): void {
    if (kind === 'settings' && path !== undefined && this.#told.has(path))
      this.#publish(fileUri(path, this.#windows), []);
  }

  /** A document was closed: it follows nothing any more. */
  closed({ uri, path }: Open): void {
    this.#follows.delete(uri);
    this.#clean();
    if (path !== undefined && this.#told.has(path)) this.#tell(path);
  }

  /** Takes back what was said of files that no open document follows. */
  #clean(): void {
    const followed = new Set(this.#follows.values());
    for (const [source, mistakes] of this.#told) {
      if (followed.has(source)) continue;
      this.#told.set(source, []);
      if (mistakes.length > 0) this.#tell(source);
      this.#told.delete(source);
    }
  }

  #tell(source: string): void {
    // While it is open its own text counts.
    if (this.#documents.all.some(({ kind, path }) => kind === 'settings' && path === source)) return;
    this.#publish(fileUri(source, this.#windows), settingsDiagnostics(this.#told.get(source) ?? [], undefined));
  }
}
