/** What the editor may offer to do about findings. */
import type { CodeAction, CodeActionKind, Range } from 'vscode-languageserver-protocol';
import type { Scope } from '../findings/allowance-forms.js';
import type { Finding } from '../report.js';
import { visible } from '../reports/width.js';
import { allowedBy, type RegisteredRule } from '../rule.js';
import { allowing } from './allow.js';
import type { Client } from './client.js';
import { diagnosticOf } from './diagnostics.js';
import { lineToComplete, safeEdits, textEdits, workspaceEdit } from './edits.js';
import type { Judged } from './judge.js';
import { Places, touch } from './places.js';

/** Mends or allows one finding. */
export const QUICK_FIX: CodeActionKind = 'quickfix';
/** Mends all that is safe to mend; editors may do it whenever they save. */
export const FIX_ALL: CodeActionKind = 'source.fixAll.plimsoll';

const WHERE: Readonly<Record<Scope, string>> = { next: 'here', stage: 'in this stage', file: 'in this file' };

/**
 * The actions for a range of a document.
 *
 * @param only the kinds that are wanted; `undefined`: every kind
 */
export function actionsFor(
  judged: Judged,
  range: Range,
  only: readonly string[] | undefined,
  rules: readonly RegisteredRule[],
  client: Client,
): CodeAction[] {
  const isWanted = (kind: string): boolean =>
    only?.some(wanted => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`)) ?? true;
  const places = new Places(judged.open.document);
  const here = judged.findings.filter(finding => touch(places.region(finding), range));
  return [
    ...(isWanted(QUICK_FIX)
      ? [
          ...here.flatMap(finding => fixes(finding, judged, places, client)),
          ...allowances(here, judged, places, rules, client),
        ]
      : []),
    ...(isWanted(FIX_ALL) ? fixAll(judged, places, client) : []),
  ];
}

function fixes(finding: Finding, { open }: Judged, places: Places, client: Client): CodeAction[] {
  const { fix } = finding;
  if (fix === undefined) return [];
  const isSafe = fix.safety === 'safe';
  return [
    {
      title: visible(isSafe ? fix.title : `${fix.title} (look it over)`),
      kind: QUICK_FIX,
      diagnostics: [diagnosticOf(finding, open.uri, places, client)],
      ...(client.preferredActions ? { isPreferred: isSafe } : {}),
      edit: workspaceEdit(textEdits(fix.edits, places), places, client),
    },
  ];
}

/** One for each way to allow each rule, whose findings may be several here. */
function allowances(
  here: readonly Finding[],
  judged: Judged,
  places: Places,
  rules: readonly RegisteredRule[],
  client: Client,
): CodeAction[] {
  const { open } = judged;
  const first = new Map(here.map(finding => [finding.rule, finding] as const).reverse());
  const ways = [...first.values()].reverse().flatMap(finding => {
    const rule = rules.find(({ id }) => id === finding.rule);
    if (rule === undefined || !allowedBy(rule).includes('comment')) return [];
    return allowing(finding, judged.file()).map(insertion => ({ finding, insertion }));
  });
  return ways.map(({ finding, insertion: { scope, at, text } }) => ({
    title: `Allow ${finding.rule} ${WHERE[scope]}, with a reason`,
    kind: QUICK_FIX,
    diagnostics: here
      .filter(({ rule }) => rule === finding.rule)
      .map(one => diagnosticOf(one, open.uri, places, client)),
    edit: lineToComplete({ start: at, end: at }, text, places, client),
  }));
}

function fixAll({ findings }: Judged, places: Places, client: Client): CodeAction[] {
  const edits = safeEdits(findings, places);
  if (edits.length === 0) return [];
  const title = 'Fix all that is safe to fix (Plimsoll)';
  return [{ title, kind: FIX_ALL, edit: workspaceEdit(textEdits(edits, places), places, client) }];
}
