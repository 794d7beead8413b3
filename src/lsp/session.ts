/** One conversation with an editor: what it tells and asks → what is done. */
import type { Diagnostic } from 'vscode-languageserver-protocol';
import { NAMES } from '../settings/find.js';
import { actionsFor } from './actions.js';
import { registrations, welcome } from './capabilities.js';
import { type Client, clientOf } from './client.js';
import { Configuration } from './configuration.js';
import { diagnosticsOf } from './diagnostics.js';
import { Documents, type Kind, type Open } from './documents.js';
import { hoverAt } from './hover.js';
import { Judge, type Judged } from './judge.js';
import { at, position, range } from './params.js';
import { fetched, Publisher, type Shown } from './publisher.js';
import type { Peer } from './rpc/peer.js';
import { SettingsFiles, settingsInEditor } from './settings-files.js';
import type { Surroundings } from './surroundings.js';
import { flat, symbolsOf } from './symbols.js';
import type { Voice } from './voice.js';
import { Workspace } from './workspace.js';

type Method = (params: unknown) => unknown;

/** Everything an editor may ask for between `initialize` and `shutdown`. */
export class Session {
  readonly #around: Surroundings;
  readonly #peer: Pick<Peer, 'ask' | 'tell'>;
  readonly #voice: Voice;
  readonly #documents: Documents;
  readonly #workspace: Workspace;
  readonly #publisher: Publisher;
  readonly #settingsFiles: SettingsFiles;
  readonly #configuration: Configuration;
  #client: Client = clientOf(undefined);
  #hasEnded = false;
  #judges = 0;
  #judge: Judge;

  /** What can be asked, by the names of the protocol. */
  readonly requests: Readonly<Record<string, Method>> = {
    'textDocument/diagnostic': async params =>
      fetched(await this.#show(this.#documents.named(params).uri), at(params, 'previousResultId')),
    'textDocument/hover': params => {
      const place = position(params, 'position');
      return this.#about(params, judged => hoverAt(judged, place, this.#around.rules, this.#client));
    },
    'textDocument/codeAction': params => {
      const [where, only] = [range(params, 'range'), at(params, 'context', 'only')];
      const kinds = Array.isArray(only) ? only.filter(kind => typeof kind === 'string') : undefined;
      return this.#about(params, judged => actionsFor(judged, where, kinds, this.#around.rules, this.#client));
    },
    'textDocument/documentSymbol': params =>
      this.#about(params, judged => {
        const symbols = symbolsOf(judged, this.#around.rules);
        return this.#client.symbolTrees ? symbols : flat(symbols, judged.open.uri);
      }),
  };

  /** What can be told. */
  readonly notifications: Readonly<Record<string, Method>> = {
    initialized: () => this.#begin(),
    'textDocument/didOpen': params => {
      const open = this.#documents.opened(params);
      this.#settingsFiles.opened(open);
      this.#judge.forgetContexts();
      this.#changed(open, 'now');
    },
    'textDocument/didChange': params => this.#changed(this.#documents.changed(params), 'soon'),
    'textDocument/didSave': params => {
      const open = this.#documents.named(params);
      this.#judge.forgetContexts();
      if (open.kind === 'settings') this.#again();
      else this.#changed(open, 'now');
    },
    'textDocument/didClose': params => this.#closed(this.#documents.closed(params)),
    'workspace/didChangeWatchedFiles': () => this.#again(),
    'workspace/didChangeWorkspaceFolders': params => {
      this.#workspace.changed(params);
      this.#again();
    },
    'workspace/didChangeConfiguration': params => this.#configuration.change(this.#client, params),
  };

  constructor(around: Surroundings, peer: Pick<Peer, 'ask' | 'tell'>, voice: Voice) {
    this.#around = around;
    this.#peer = peer;
    this.#voice = voice;
    this.#documents = new Documents(around.windows, (languageId, name) => this.#kindOf(languageId, name));
    this.#workspace = new Workspace(around.cwd, around.windows);
    this.#publisher = new Publisher(
      uri => this.#show(uri),
      (uri, version, diagnostics) => this.#publish(uri, diagnostics, version),
      uri => this.#documents.get(uri),
      error => voice.failed('diagnostics', error),
    );
    this.#settingsFiles = new SettingsFiles(
      this.#documents,
      around.windows,
      (uri, diagnostics) => this.#publish(uri, diagnostics),
      source => voice.show(`there is no settings file ${source}; mend plimsoll.config, or leave it out.`),
    );
    this.#judge = new Judge(around, {}, this.#judges);
    this.#configuration = new Configuration(
      around.rules,
      peer,
      sentence => voice.show(sentence),
      options => {
        this.#judge = new Judge(around, options, ++this.#judges);
        this.#again();
      },
    );
  }

  /** `initialize`: takes what the editor says of itself, gives what it is told of us. */
  begin(params: unknown): unknown {
    this.#client = clientOf(params, rule => this.#around.rulePage(rule));
    this.#workspace.begin(params);
    this.#configuration.begin(params);
    return welcome(this.#client);
  }

  /** Nothing is sent any more. */
  end(): void {
    this.#hasEnded = true;
    this.#publisher.stop();
  }

  async #begin(): Promise<void> {
    const wanted = registrations(this.#client);
    await Promise.all([
      wanted.registrations.length > 0 ? this.#peer.ask('client/registerCapability', wanted) : undefined,
      this.#client.configuration ? this.#configuration.change(this.#client, undefined) : undefined,
    ]);
  }

  /** Something outside the documents has changed: all of them are judged again. */
  #again(): void {
    this.#judge.forgetContexts();
    const { all } = this.#documents;
    if (!this.#client.pulls) for (const open of all) this.#changed(open, 'now');
    else if (this.#client.refreshes && all.length > 0)
      this.#peer
        .ask('workspace/diagnostic/refresh')
        .catch(error => this.#voice.failed('workspace/diagnostic/refresh', error));
  }

  #changed({ uri, kind }: Open, when: 'now' | 'soon'): void {
    if (!this.#client.pulls && kind !== 'other') this.#publisher[when](uri);
  }

  #closed(open: Open): void {
    this.#publisher.forget(open.uri);
    this.#judge.forget(open.uri);
    if (!this.#client.pulls && open.kind !== 'other') this.#publish(open.uri, []);
    this.#settingsFiles.closed(open);
  }

  async #show(uri: string): Promise<Shown | undefined> {
    const open = this.#documents.get(uri);
    if (open === undefined) return undefined;
    if (open.kind === 'other') return { open, id: 'none', diagnostics: [] };
    if (open.kind === 'settings')
      return { open, id: `settings ${open.serial}`, diagnostics: await settingsInEditor(open, this.#around.rules) };
    const judged = await this.#judged(open);
    if (judged === undefined) return undefined;
    this.#settingsFiles.followed(judged);
    return { open: judged.open, id: judged.id, diagnostics: diagnosticsOf(judged, this.#client) };
  }

  /** Answers a question about a Dockerfile; `null` for any other document. */
  async #about<T>(params: unknown, answer: (judged: Judged) => T): Promise<T | null> {
    const open = this.#documents.named(params);
    const judged = open.kind === 'dockerfile' ? await this.#judged(open) : undefined;
    return judged === undefined ? null : answer(judged);
  }

  #judged(open: Open): Promise<Judged | undefined> {
    return this.#judge.judge(() => this.#documents.get(open.uri), this.#workspace.rootFor(open));
  }

  #publish(uri: string, diagnostics: readonly Diagnostic[], version?: number): void {
    if (this.#hasEnded) return;
    void this.#peer.tell('textDocument/publishDiagnostics', {
      uri,
      ...(version === undefined ? {} : { version }),
      diagnostics,
    });
  }

  #kindOf(languageId: string, name: string): Kind {
    if (NAMES.includes(name)) return 'settings';
    return languageId.toLowerCase() === 'dockerfile' || this.#around.isDockerfile(name) ? 'dockerfile' : 'other';
  }
}
