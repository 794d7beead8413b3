/** An editor: the client side of the protocol, of the package that editors are made with, and the command that is shipped. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  ExitNotification,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  type InitializeResult,
  LogMessageNotification,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Range,
  type RegistrationParams,
  RegistrationRequest,
  ShowMessageNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol/node';

export const BIN = path.resolve('dist/plimsoll.cjs');
const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...ENV } = process.env;

/** What editors of today say they can do. */
export const MODERN: ClientCapabilities = {
  general: { positionEncodings: ['utf-16'] },
  workspace: {
    configuration: true,
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    didChangeConfiguration: { dynamicRegistration: true },
  },
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      tagSupport: { valueSet: [1, 2] },
      codeDescriptionSupport: true,
    },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: [] } }, isPreferredSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
  },
};

/** The same for an editor that fetches diagnostics. */
export const PULLING: ClientCapabilities = {
  ...MODERN,
  workspace: { ...MODERN.workspace, diagnostics: { refreshSupport: true } },
  textDocument: { ...MODERN.textDocument, diagnostic: {} },
};

/** Starts the server; it is ended with the test. */
export function start(t: TestContext, cwd: string, args: readonly string[] = []): ChildProcess {
  const child = spawn(process.execPath, [BIN, 'lsp', '--stdio', ...args], {
    cwd,
    env: ENV,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

/** The exit code of a process. */
export function exitOf(child: ChildProcess): Promise<number | null> {
  return child.exitCode === null
    ? new Promise(resolve => child.once('exit', resolve))
    : Promise.resolve(child.exitCode);
}

/** A message as it goes over the line. */
export function raw(message: object): string {
  const text = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

/** The URI of a file. */
export const uriOf = (...parts: readonly string[]): string => pathToFileURL(path.join(...parts)).href;

/** An editor that is connected. */
export class Editor {
  readonly child: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly logged: string[] = [];
  readonly shown: string[] = [];
  readonly registered: string[] = [];
  stderr = '';
  refreshes = 0;
  /** What it answers when it is asked for `plimsoll`. */
  configuration: unknown = null;
  welcome: InitializeResult | undefined;
  readonly #waiting: { check: () => boolean; done: () => void; fail: (error: Error) => void }[] = [];

  constructor(child: ChildProcess) {
    this.child = child;
    if (child.stdout === null || child.stdin === null) throw new Error('no pipes');
    child.stderr?.on('data', data => (this.stderr += data));
    this.connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const { connection } = this;
    connection.onNotification(PublishDiagnosticsNotification.type, params =>
      this.#got(() => this.published.push(params)),
    );
    connection.onNotification(LogMessageNotification.type, ({ message }) => this.#got(() => this.logged.push(message)));
    connection.onNotification(ShowMessageNotification.type, ({ message }) => this.#got(() => this.shown.push(message)));
    connection.onRequest(RegistrationRequest.type, ({ registrations }: RegistrationParams) =>
      this.#got(() => this.registered.push(...registrations.map(({ method }) => method))),
    );
    connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => this.configuration));
    connection.onRequest(DiagnosticRefreshRequest.type, () => this.#got(() => this.refreshes++));
    connection.listen();
    // Nobody waits for what cannot come any more.
    child.once('exit', code => {
      const error = new Error(`the server ended with ${code}: ${this.stderr}`);
      for (const { fail } of this.#waiting.splice(0)) fail(error);
    });
  }

  /** Begins the conversation. */
  async begin(params: Partial<InitializeParams> = {}): Promise<this> {
    this.welcome = await this.connection.sendRequest(InitializeRequest.type, {
      processId: process.pid,
      rootUri: null,
      capabilities: MODERN,
      ...params,
    });
    await this.connection.sendNotification(InitializedNotification.type, {});
    return this;
  }

  /** Waits until something is so. */
  until(check: () => boolean): Promise<void> {
    return check() ? Promise.resolve() : new Promise((done, fail) => this.#waiting.push({ check, done, fail }));
  }

  /** The diagnostics of a document that were published last, for that version if one is told. */
  async diagnostics(uri: string, version?: number): Promise<Diagnostic[]> {
    const last = () => this.published.findLast(params => params.uri === uri);
    await this.until(() => last() !== undefined && (version === undefined || last()?.version === version));
    return last()?.diagnostics ?? [];
  }

  /** Forgets what was published so far. */
  forget(): void {
    this.published.length = 0;
  }

  open(uri: string, text: string, languageId = 'dockerfile', version = 1): Promise<void> {
    return this.connection.sendNotification(DidOpenTextDocumentNotification.type, {
      textDocument: { uri, languageId, version, text },
    });
  }

  change(uri: string, version: number, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    return this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  save(uri: string): Promise<void> {
    return this.connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } });
  }

  close(uri: string): Promise<void> {
    return this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  /** The code actions for a range, of some kinds if they are named. */
  async actions(uri: string, range: Range, only?: readonly string[]): Promise<CodeAction[]> {
    const context = { diagnostics: [], ...(only === undefined ? {} : { only: [...only] }) };
    const found = await this.connection.sendRequest(CodeActionRequest.type, { textDocument: { uri }, range, context });
    return (found ?? []) as CodeAction[];
  }

  /** Ends the conversation in order. */
  async end(): Promise<number | null> {
    await this.connection.sendRequest(ShutdownRequest.type);
    await this.connection.sendNotification(ExitNotification.type);
    return exitOf(this.child);
  }

  #got(take: () => unknown): void {
    take();
    for (const one of this.#waiting.splice(0)) {
      if (one.check()) one.done();
      else this.#waiting.push(one);
    }
  }
}

/** An editor in a folder, the conversation begun. */
export async function editor(
  t: TestContext,
  cwd: string,
  params: Partial<InitializeParams> & { configuration?: unknown } = {},
): Promise<Editor> {
  const { configuration = null, ...more } = params;
  const made = new Editor(start(t, cwd));
  made.configuration = configuration;
  return made.begin({ workspaceFolders: [{ uri: uriOf(cwd), name: 'work' }], ...more });
}

/** What a diagnostic says. */
export const said = (diagnostic: Diagnostic | undefined): string =>
  typeof diagnostic?.message === 'string' ? diagnostic.message : '';

/** A whole range on one line. */
export const on = (line: number, start = 0, end = start): Range => ({
  start: { line, character: start },
  end: { line, character: end },
});
