/** Findings → diagnostics. */
import type { Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-protocol';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../report.js';
import { INCOMPLETE } from '../reports/incomplete.js';
import { visible } from '../reports/width.js';
import type { Severity } from '../rule.js';
import type { Client } from './client.js';
import type { Judged } from './judge.js';
import { Places } from './places.js';
import type { SettingsMistake } from './settings.js';

/** What stands in front of every diagnostic in the editor's list. */
const SOURCE = 'plimsoll';

const SEVERITY = {
  error: 1 satisfies typeof DiagnosticSeverity.Error,
  warning: 2 satisfies typeof DiagnosticSeverity.Warning,
  info: 3 satisfies typeof DiagnosticSeverity.Information,
} as const satisfies Readonly<Record<Severity, DiagnosticSeverity>>;
const UNNECESSARY: typeof DiagnosticTag.Unnecessary = 1;
const DEPRECATED: typeof DiagnosticTag.Deprecated = 2;
const FIRST_CHARACTER = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Everything to show of a Dockerfile: its findings in order, and what could not be judged, at the first character. */
export function diagnosticsOf({ open, findings, incomplete }: Judged, client: Client): Diagnostic[] {
  const places = new Places(open.document);
  return [
    ...findings.map(finding => diagnosticOf(finding, open.uri, places, client)),
    ...incomplete.map(message => plain(FIRST_CHARACTER, message, INCOMPLETE)),
  ];
}

/** A finding as a diagnostic. */
export function diagnosticOf(finding: Finding, uri: string, places: Places, client: Client): Diagnostic {
  const { rule, severity, message, also = [], fails, fix } = finding;
  const href = client.rulePage(rule);
  const tags = tagsOf(finding).filter(tag => client.tags.has(tag));
  return {
    range: places.region(finding),
    severity: SEVERITY[severity],
    code: rule,
    ...(href === undefined ? {} : { codeDescription: { href } }),
    source: SOURCE,
    message: visible(message),
    ...(tags.length > 0 ? { tags } : {}),
    ...(client.relatedInformation && also.length > 0
      ? {
          relatedInformation: also.map(region => ({
            location: { uri, range: places.region(region) },
            message: 'this belongs to it',
          })),
        }
      : {}),
    data: { rule, fails, fixable: fix !== undefined },
  };
}

/** What is wrong with a settings file. */
export function settingsDiagnostics(
  mistakes: readonly SettingsMistake[],
  document: TextDocument | undefined,
): Diagnostic[] {
  return mistakes.map(({ line, column, message }) => {
    const end = document === undefined ? column : wordEnd(document, line, column);
    const at = (character: number) => ({ line: line - 1, character: character - 1 });
    return plain({ start: at(column), end: at(end) }, visible(message), 'settings');
  });
}

function plain(range: Diagnostic['range'], message: string, code: string): Diagnostic {
  return { range, severity: SEVERITY.error, code, source: SOURCE, message };
}

/** Where the word ends that begins there, so that an editor has something to underline. */
function wordEnd(document: TextDocument, line: number, column: number): number {
  const start = { line: line - 1, character: column - 1 };
  const rest = document.getText({ start, end: { line, character: 0 } });
  return column + (/^[^\s:,\]}]*/.exec(rest)?.[0].length ?? 0);
}

/** What the editor may strike through or fade, told by what the rule and its aliases are called. */
function tagsOf({ rule, aliases }: Finding): DiagnosticTag[] {
  const words = [rule, ...aliases].join(' ');
  if (/deprecated|legacy/i.test(words)) return [DEPRECATED];
  return /(?:^|-)(?:unused|redundant)-/.test(rule) ? [UNNECESSARY] : [];
}
