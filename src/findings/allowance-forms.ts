/** The comments by which people allow findings, ours and those of other tools. */

/** How far an allowance reaches: the next instruction, the stage it stands in or above, the file. */
export type Scope = 'next' | 'stage' | 'file';

/** What a comment says. */
export interface Said {
  readonly scope: Scope;
  /** Rule ids, aliases or topics as written; `*` stands for any text. */
  readonly names: readonly string[];
  readonly by: string | undefined;
  readonly reason: string | undefined;
  /** `YYYY-MM-DD`: the last day it holds. */
  readonly until: string | undefined;
}

const list = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
/** An allowance that says no more than names. */
export const plain = (scope: Scope, names: readonly string[], more: Partial<Said> = {}): Said => ({
  scope,
  names,
  by: undefined,
  reason: undefined,
  until: undefined,
  ...more,
});

/** Our own form: `plimsoll allow[-file|-stage] <rule>[, …] [until=YYYY-MM-DD] [by=…] -- reason`. */
function ours(text: string): Said[] {
  const match = /^plimsoll\s+allow(-file|-stage)?\s+(.*)$/is.exec(text);
  if (match === null) return [];
  const [, scope, body = ''] = match;
  const dashes = /(?:^|\s)--(?:\s|$)/.exec(body);
  const head = dashes === null ? body : body.slice(0, dashes.index);
  const reason = dashes === null ? undefined : body.slice(dashes.index + dashes[0].length).trim() || undefined;
  const words = list(head);
  const option = (name: string): string | undefined =>
    words.find(word => word.startsWith(`${name}=`))?.slice(name.length + 1);
  return [
    plain(
      scope === '-file' ? 'file' : scope === '-stage' ? 'stage' : 'next',
      words.filter(word => !word.includes('=')),
      { by: option('by'), until: option('until'), reason },
    ),
  ];
}

/** `hadolint ignore=…`, `hadolint global ignore=…`, `hadolint stage ignore=…`; text after the codes is the reason. */
function hadolint(text: string): Said[] {
  const match = /^hadolint\s+(?:(global|stage)\s+)?ignore\s*=\s*((?:(?:DL|SC)\d+\s*,?\s*)+)(.*)$/is.exec(text);
  if (match === null) return [];
  const scope = match[1]?.toLowerCase();
  return [
    plain(scope === 'global' ? 'file' : scope === 'stage' ? 'stage' : 'next', list(match[2] as string), {
      reason: match[3]?.replace(/^[#\s-]+/, '').trim() || undefined,
    }),
  ];
}

/** `check=skip=A,B[;…]` above an instruction; the value ends at the first blank, what follows is the reason. */
function buildkit(text: string): Said[] {
  const match = /^check\s*=\s*(\S+)\s*(.*)$/is.exec(text);
  return match === null
    ? []
    : skips(match[1] as string).map(names => plain('next', names, { reason: match[2] || undefined }));
}

/** The names after `skip=` in the value of a `check` comment or directive; `all` is all of BuildKit's. */
export function skips(value: string): string[][] {
  return value
    .split(';')
    .map(part => /^\s*skip\s*=(.*)$/i.exec(part)?.[1])
    .filter(names => names !== undefined)
    .map(names => list(names).map(name => (name.toLowerCase() === 'all' ? 'buildkit:*' : name)));
}

/** `trivy:ignore:ID[:exp:DATE]`, several on one line; tfsec's old spelling too. */
function trivy(text: string): Said[] {
  return [...text.matchAll(/(?:^|\s)(?:trivy|tfsec):ignore:([^\s:]+)((?::\S*)?)/gi)].map(match =>
    plain('next', [match[1] as string], { until: /:exp:(\d{4}-\d{2}-\d{2})/.exec(match[2] ?? '')?.[1] }),
  );
}

/** `checkov:skip=ID[:reason]`: the whole file, wherever it stands. */
function checkov(text: string): Said[] {
  const match = /^checkov:skip\s*=\s*([^\s:]+)(?::(.*))?$/is.exec(text);
  return match === null ? [] : [plain('file', list(match[1] as string), { reason: match[2]?.trim() || undefined })];
}

/**
 * `tally ignore=…`, `tally global ignore=…`, with `;reason=…`. Its names have spaces of names before a slash, which may be
 * left out for its own rules.
 */
function tally(text: string): Said[] {
  const match = /^tally\s+(global\s+)?ignore\s*=\s*([^;]*)(?:;\s*reason\s*=\s*(.*))?$/is.exec(text);
  if (match === null) return [];
  const names = list(match[2] as string).flatMap(name =>
    name.toLowerCase() === 'all' ? ['*'] : [name, `tally/${name}`, name.slice(name.lastIndexOf('/') + 1)],
  );
  return [plain(match[1] === undefined ? 'next' : 'file', names, { reason: match[3]?.trim() || undefined })];
}

/**
 * `kics-scan ignore-line`, `kics-scan ignore-block`: all of the next instruction; `kics-scan ignore`: all of the file;
 * `kics-scan disable=id,…`: these in the file.
 */
function kics(text: string): Said[] {
  const match = /^kics-scan\s+(?:ignore(-line|-block)?\s*$|disable\s*=\s*(.*)$)/is.exec(text);
  if (match === null) return [];
  const [, part, names] = match;
  if (names !== undefined) return [plain('file', list(names))];
  return [plain(part === undefined ? 'file' : 'next', ['*'])];
}

const FORMS = [ours, hadolint, buildkit, trivy, checkov, tally, kics];

/** What a comment's text allows, in whatever form. */
export function saidIn(text: string): Said[] {
  if (!/plimsoll|hadolint|check|trivy|tfsec|tally|kics/i.test(text)) return [];
  return FORMS.flatMap(form => form(text));
}
