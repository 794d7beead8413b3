import type { Comment, Dockerfile, Instruction } from '../dockerfile/model.js';
import type { Span } from '../place.js';
import { fits } from '../wildcard.js';

/** A comment by which somebody allows findings. */
export interface Allowance {
  /** Rule ids, aliases or topics as written; `*` stands for any text. */
  readonly names: readonly string[];
  /** The stretch of the file whose findings it covers. */
  readonly covers: Span;
  /** The comment itself. */
  readonly span: Span;
  readonly by: string | undefined;
  readonly reason: string | undefined;
  /** `YYYY-MM-DD`: the last day it holds. */
  readonly until: string | undefined;
}

type Scope = 'next' | 'stage' | 'file';
type Found = Pick<Allowance, 'names' | 'by' | 'reason' | 'until'> & { readonly scope: Scope };

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const list = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
const plain = (scope: Scope, names: readonly string[], more: Partial<Found> = {}): Found => ({
  scope,
  names,
  by: undefined,
  reason: undefined,
  until: undefined,
  ...more,
});

/** Our own form: `plimsoll allow[-file|-stage] <rule>[, …] [until=YYYY-MM-DD] [by=…] -- reason`. */
function ours(text: string): Found[] {
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
function hadolint(text: string): Found[] {
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
function buildkit(text: string): Found[] {
  const match = /^check\s*=\s*(\S+)\s*(.*)$/is.exec(text);
  return match === null
    ? []
    : skips(match[1] as string).map(names => plain('next', names, { reason: match[2] || undefined }));
}

function skips(value: string): string[][] {
  return value
    .split(';')
    .map(part => /^\s*skip\s*=(.*)$/i.exec(part)?.[1])
    .filter(names => names !== undefined)
    .map(names => list(names).map(name => (name.toLowerCase() === 'all' ? 'buildkit:*' : name)));
}

/** `trivy:ignore:ID[:exp:DATE]`, several on one line; tfsec's old spelling too. */
function trivy(text: string): Found[] {
  return [...text.matchAll(/(?:^|\s)(?:trivy|tfsec):ignore:([^\s:]+)((?::\S*)?)/gi)].map(match =>
    plain('next', [match[1] as string], { until: /:exp:(\d{4}-\d{2}-\d{2})/.exec(match[2] ?? '')?.[1] }),
  );
}

/** `checkov:skip=ID[:reason]`: the whole file, wherever it stands. */
function checkov(text: string): Found[] {
  const match = /^checkov:skip\s*=\s*([^\s:]+)(?::(.*))?$/is.exec(text);
  return match === null ? [] : [plain('file', list(match[1] as string), { reason: match[2]?.trim() || undefined })];
}

const FORMS = [ours, hadolint, buildkit, trivy, checkov];

/** Every allowance in a file's comments and directives, in order. */
export function allowancesOf(file: Dockerfile): Allowance[] {
  const found: Allowance[] = [];
  for (const directive of file.directives) {
    if (directive.name !== 'check') continue;
    for (const names of skips(directive.value))
      found.push({ ...plain('file', names), covers: whole(file), span: directive.span });
  }
  for (const comment of file.comments) {
    if (!/plimsoll|hadolint|check|trivy|tfsec|checkov/i.test(comment.text)) continue;
    for (const form of FORMS)
      for (const { scope, ...allowance } of form(comment.text))
        found.push({ ...allowance, covers: coverage(file, comment, scope), span: comment.span });
  }
  return found;
}

function whole(file: Dockerfile): Span {
  return { start: 0, end: file.text.length };
}

function coverage(file: Dockerfile, comment: Comment, scope: Scope): Span {
  if (scope === 'file') return whole(file);
  const next = nextInstruction(file.instructions, comment.span.start);
  if (scope === 'next')
    return next === undefined
      ? comment.span
      : { start: Math.min(comment.span.start, next.span.start), end: next.span.end };
  // Above a FROM it means the stage that begins there, elsewhere the stage it stands in.
  const index =
    next?.kind === 'from'
      ? next.stage
      : file.stages.findLast(stage => stage.from.span.start < comment.span.start)?.index;
  const stage = index === undefined ? undefined : file.stages[index];
  if (stage === undefined) return comment.span;
  return {
    start: Math.min(comment.span.start, stage.from.span.start),
    end: stage.instructions.at(-1)?.span.end ?? stage.from.span.end,
  };
}

/** The instruction in which an offset lies, else the first one after it. */
function nextInstruction(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instructions[middle] as Instruction).span.end <= offset) low = middle + 1;
    else high = middle;
  }
  return instructions[low];
}

/** What a finding is known by. */
interface Named {
  readonly rule: string;
  readonly aliases: readonly string[];
  readonly topic: string;
}

/** Does the allowance speak of this rule? */
export function speaksOf({ names }: Allowance, finding: Named): boolean {
  const known = [finding.rule, finding.topic, ...finding.aliases].map(name => name.toLowerCase());
  return names.some(name => {
    const wanted = name.toLowerCase();
    // BuildKit's own rules are the ones whose names are written in one word of capitals and small letters.
    if (wanted === 'buildkit:*')
      return finding.aliases.some(alias => /^[A-Z][a-z]+[A-Za-z]*$/.test(alias) || alias === 'JSONArgsRecommended');
    if (!wanted.includes('*')) return known.includes(wanted);
    return known.some(name => fits(wanted, name));
  });
}

/** Is the last day of an allowance past? Without a day to compare with nothing has expired. */
export function hasExpired({ until }: Allowance, today: string | undefined): boolean {
  return until !== undefined && today !== undefined && DATE.test(until) && until < today;
}
