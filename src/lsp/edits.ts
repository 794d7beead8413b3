/** Fixes → edits of the protocol. */
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import type { Span } from '../place.js';
import type { Finding } from '../report.js';
import type { Client } from './client.js';
import type { Places } from './places.js';

type Edit = NonNullable<Finding['fix']>['edits'][number];

/** Edits in the protocol's words, with the line ends of the file. */
export function textEdits(edits: readonly Edit[], places: Places): TextEdit[] {
  return edits.map(edit => ({ range: places.region(edit), newText: edit.text.replace(/\r?\n/g, places.lineEnd) }));
}

/**
 * The edits of the safe fixes among findings, as far as they can be made together: of two that overlap the first is
 * taken, and none is made in part.
 */
export function safeEdits(findings: readonly Finding[], places: Places): Edit[] {
  /** In order; none overlaps another. */
  const taken: Placed[] = [];
  for (const { fix } of findings) {
    if (fix?.safety !== 'safe') continue;
    const all = fix.edits.map(edit => ({ edit, span: places.offsets(edit) }));
    const fits = all.map(one => relation(one, taken));
    if (fits.includes('overlaps')) continue;
    for (const [i, one] of all.entries()) if (fits[i] === 'free') taken.splice(indexFor(one, taken), 0, one);
  }
  return taken.map(({ edit }) => edit);
}

interface Placed {
  readonly edit: Edit;
  readonly span: Span;
}

/** How an edit stands to those that are taken. Several findings may be mended by one edit: then it is taken already. */
function relation(one: Placed, taken: readonly Placed[]): 'free' | 'taken' | 'overlaps' {
  const index = indexFor(one, taken);
  // None of the others can overlap it, as they do not overlap these.
  const near = [taken[index - 1], taken[index]].filter(other => other !== undefined);
  if (near.some(other => isSame(one.span, other.span) && one.edit.text === other.edit.text)) return 'taken';
  return near.some(other => overlap(one.span, other.span)) ? 'overlaps' : 'free';
}

/** Where an edit belongs among those that are taken: before the first that does not start before it. */
function indexFor({ span }: Placed, taken: readonly Placed[]): number {
  let low = 0;
  let high = taken.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((taken[middle] as Placed).span.start < span.start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The edits of one document, for the text as it is now. */
export function workspaceEdit(edits: readonly TextEdit[], { document }: Places, client: Client): WorkspaceEdit {
  const { uri, version } = document;
  if (!client.versionedEdits) return { changes: { [uri]: [...edits] } };
  return { documentChanges: [{ textDocument: { uri, version }, edits: [...edits] }] };
}

/** The insertion of a line to be completed: where the editor can, the cursor goes to the end of the text in it. */
export function lineToComplete(span: Span, line: string, places: Places, client: Client): WorkspaceEdit {
  const range = places.span(span);
  if (!client.snippets) return workspaceEdit([{ range, newText: line }], places, client);
  const value = line.replace(/[\\$}]/g, '\\$&').replace(/(?=\r?\n$|$)/, '$0');
  const { uri, version } = places.document;
  return {
    documentChanges: [{ textDocument: { uri, version }, edits: [{ range, snippet: { kind: 'snippet', value } }] }],
  };
}

function isSame(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end;
}

/** Insertions at one place overlap too, and at an end of what is replaced: nobody knows which text comes first. */
function overlap(a: Span, b: Span): boolean {
  const touching = a.start === a.end || b.start === b.end;
  return touching ? a.start <= b.end && b.start <= a.end : a.start < b.end && b.start < a.end;
}
