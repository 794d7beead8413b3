/** What the editor can do, as it says when it begins. */
import type { InitializeParams } from 'vscode-languageserver-protocol';
import { at } from './params.js';

/** An editor's abilities, as far as they make a difference. */
export interface Client {
  /** It asks for diagnostics itself. */
  readonly pulls: boolean;
  /** It asks again when it is told to. */
  readonly refreshes: boolean;
  readonly relatedInformation: boolean;
  /** Tags of diagnostics that it knows, by their numbers. */
  readonly tags: ReadonlySet<unknown>;
  readonly hoverMarkdown: boolean;
  /** It takes code actions with edits; older ones take commands only. */
  readonly codeActions: boolean;
  readonly preferredActions: boolean;
  /** It takes edits that name the version they are for. */
  readonly versionedEdits: boolean;
  /** It takes edits with places for the cursor. */
  readonly snippets: boolean;
  readonly symbolTrees: boolean;
  /** The page that a diagnostic's code leads to, by the rule; `undefined` for editors that show no such links. */
  rulePage(rule: string): string | undefined;
  readonly configuration: boolean;
  readonly registersWatchers: boolean;
  readonly registersConfiguration: boolean;
}

/** How diagnostics get to it: what it says of one way holds for the other. */
const WAYS = ['publishDiagnostics', 'diagnostic'];

/**
 * Reads the abilities out of the parameters of `initialize`, whatever these are.
 *
 * @param rulePage gives the URI of the page about a rule
 */
export function clientOf(params: unknown, rulePage: Client['rulePage'] = () => undefined): Client {
  const can = (...path: readonly string[]): unknown =>
    at(params, 'capabilities' satisfies keyof InitializeParams, ...path);
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const isThere = (value: unknown): boolean => typeof value === 'object' && value !== null;
  const links = WAYS.some(way => can('textDocument', way, 'codeDescriptionSupport') === true);
  return {
    rulePage: rule => (links ? rulePage(rule) : undefined),
    pulls: isThere(can('textDocument', 'diagnostic')),
    refreshes: can('workspace', 'diagnostics', 'refreshSupport') === true,
    relatedInformation: WAYS.some(way => can('textDocument', way, 'relatedInformation') === true),
    tags: new Set(WAYS.flatMap(way => list(can('textDocument', way, 'tagSupport', 'valueSet')))),
    hoverMarkdown: list(can('textDocument', 'hover', 'contentFormat')).includes('markdown'),
    codeActions: isThere(can('textDocument', 'codeAction', 'codeActionLiteralSupport')),
    preferredActions: can('textDocument', 'codeAction', 'isPreferredSupport') === true,
    versionedEdits: can('workspace', 'workspaceEdit', 'documentChanges') === true,
    snippets:
      can('workspace', 'workspaceEdit', 'documentChanges') === true &&
      can('workspace', 'workspaceEdit', 'snippetEditSupport') === true,
    symbolTrees: can('textDocument', 'documentSymbol', 'hierarchicalDocumentSymbolSupport') === true,
    configuration: can('workspace', 'configuration') === true,
    registersWatchers: can('workspace', 'didChangeWatchedFiles', 'dynamicRegistration') === true,
    registersConfiguration: can('workspace', 'didChangeConfiguration', 'dynamicRegistration') === true,
  };
}
