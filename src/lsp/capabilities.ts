/** What the server says it can do, and what it asks to be told of. */
import type { InitializeResult, RegistrationParams, TextDocumentSyncKind } from 'vscode-languageserver-protocol';
import { NAMES } from '../settings/find.js';
import { VERSION } from '../version.js';
import { FIX_ALL, QUICK_FIX } from './actions.js';
import type { Client } from './client.js';

/** Changes come as ranges. */
const INCREMENTAL: typeof TextDocumentSyncKind.Incremental = 2;

/** The answer to `initialize`. Columns count UTF-16 code units, which every editor can. */
export function welcome(client: Client): InitializeResult {
  return {
    serverInfo: { name: 'plimsoll', version: VERSION },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: INCREMENTAL, save: true },
      hoverProvider: true,
      documentSymbolProvider: true,
      ...(client.codeActions ? { codeActionProvider: { codeActionKinds: [QUICK_FIX, FIX_ALL] } } : {}),
      // A Dockerfile's diagnostics change with its settings file.
      ...(client.pulls
        ? { diagnosticProvider: { identifier: 'plimsoll', interFileDependencies: true, workspaceDiagnostics: false } }
        : {}),
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

/** What the server registers for when the editor is ready: changes of settings files, ignore files and its own settings. */
export function registrations(client: Client): RegistrationParams {
  const files = [...NAMES, '.dockerignore', '*.dockerignore'];
  const watchers = files.map(name => ({ globPattern: `**/${name}` }));
  return {
    registrations: [
      ...(client.registersWatchers
        ? [{ id: 'plimsoll-files', method: 'workspace/didChangeWatchedFiles', registerOptions: { watchers } }]
        : []),
      ...(client.registersConfiguration
        ? [
            {
              id: 'plimsoll-settings',
              method: 'workspace/didChangeConfiguration',
              registerOptions: { section: 'plimsoll' },
            },
          ]
        : []),
    ],
  };
}
