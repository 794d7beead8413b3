import type { Dockerfile } from '../dockerfile/model.js';
import type { Span } from '../place.js';
import type { Excerpt, Finding, FindingFix, Region } from '../report.js';
import type { Fix, Hit, RegisteredRule, Severity } from '../rule.js';
import { publicMark } from '../secrets.js';
import type { Mask } from './mask.js';

/** A finding on its way through the steps, with what later steps need. */
export interface Draft extends Omit<Finding, 'fingerprint' | 'fails'> {
  /** Where it stands, as offsets. */
  readonly span: Span;
}

/** How much of the source an excerpt shows. */
const MOST_LINES = 6;
const WIDEST = 400;

/** Turns a rule's hit into a finding: position, texts without secrets, and the lines around it. */
export function stamp(
  hit: Hit,
  rule: RegisteredRule,
  severity: Severity,
  file: Dockerfile,
  path: string,
  { mask, salt }: { readonly mask: Mask; readonly salt: string },
): Draft {
  const span = hit.at.in === 'dockerfile' ? within(hit.at.span, file.text.length) : { start: 0, end: 0 };
  const at = region(file, span);
  return {
    rule: rule.id,
    aliases: hit.code === undefined ? rule.aliases : [hit.code, ...rule.aliases],
    controls: rule.controls,
    topic: rule.topic,
    severity,
    confidence: hit.confidence ?? rule.confidence,
    message: mask.text(hit.message),
    ...(hit.help === undefined ? {} : { help: mask.text(hit.help) }),
    file: path,
    ...at,
    ...named(hit, salt),
    fixable: hit.fix !== undefined,
    ...(hit.fix === undefined ? {} : { fix: fixOf(hit.fix, file, mask) }),
    ...(hit.also === undefined
      ? {}
      : {
          also: hit.also.flatMap(place =>
            place.in === 'dockerfile' ? [region(file, within(place.span, file.text.length))] : [],
          ),
        }),
    excerpt: excerptOf(file, at.line, at.endLine, at.column, mask),
    span,
  };
}

/** What a report shows of the secret that was found. */
export function named({ secret }: Hit, salt: string): Pick<Finding, 'secret'> {
  if (secret === undefined) return {};
  const { format } = secret;
  return { secret: { fingerprint: publicMark(secret, salt), ...(format === undefined ? {} : { format }) } };
}

function region({ lines }: Dockerfile, span: Span): Region {
  const start = lines.position(span.start);
  const end = lines.position(span.end);
  return {
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    bytes: { column: lines.byteColumn(span.start), endColumn: lines.byteColumn(span.end) },
  };
}

function fixOf({ title, safety, edits }: Fix, file: Dockerfile, mask: Mask): FindingFix {
  return {
    title: mask.text(title),
    safety,
    edits: edits.map(({ span, text }) => ({ ...region(file, within(span, file.text.length)), span, text })),
    secret: edits.some(({ text }) => mask.text(text) !== text),
    ...joined(edits, file, mask),
  };
}

/** So many characters at most stand between the first and the last edit of what is told as one. */
const WIDEST_FIX = 4000;

/** Several edits as one, with what stands between them, as long as no secret does. */
function joined(edits: Fix['edits'], file: Dockerfile, mask: Mask): Pick<FindingFix, 'joined'> {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const start = sorted[0]?.span.start ?? 0;
  const end = sorted.at(-1)?.span.end ?? 0;
  const before = file.text.slice(start, end);
  if (edits.length < 2 || before.length > WIDEST_FIX || mask.source(start, end) !== before) return {};
  let text = '';
  let at = start;
  for (const edit of sorted) {
    text += file.text.slice(at, edit.span.start) + edit.text;
    at = edit.span.end;
  }
  return { joined: { ...region(file, { start, end }), text } };
}

/** A span moved into the text; a rule that points outside is a defect of the rule, not a reason to lose the finding. */
function within(span: Span, length: number): Span {
  const start = Math.max(0, Math.min(span.start, length));
  return { start, end: Math.max(start, Math.min(span.end, length)) };
}

function excerptOf(file: Dockerfile, first: number, last: number, column: number, mask: Mask): Excerpt {
  const lines: { number: number; text: string; column: number }[] = [];
  for (let number = first; number <= Math.min(last, first + MOST_LINES - 1); number++) {
    const start = file.lines.start(number);
    const next = file.lines.start(number + 1);
    const cut = number === first && column > WIDEST / 2 ? column - WIDEST / 4 : 1;
    const from = start + Math.floor(cut) - 1;
    const text = mask.source(from, Math.min(next, from + WIDEST)).replace(/[\r\n]+$/, '');
    lines.push({ number, text, column: Math.floor(cut) });
  }
  return { lines };
}
