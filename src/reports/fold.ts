import type { Finding } from '../report.js';
import type { Page } from './page.js';
import { displayWidth, visible } from './width.js';

/** A finding to show in full, and those after it that only get their places listed. */
export interface Group {
  readonly finding: Finding;
  readonly rest: readonly Finding[];
}

/** So many findings of one rule in one file are all shown in full. */
const MOST = 5;
/** Of more than that, so many are. */
const FULL = 3;

/** Folds repeats: of many findings of one rule and severity in one file, the third one shown stands for the rest. */
export function groups(findings: readonly Finding[]): Group[] {
  const byKind = new Map<string, Finding[]>();
  for (const finding of findings) {
    const kind = kindOf(finding);
    const list = byKind.get(kind);
    if (list === undefined) byKind.set(kind, [finding]);
    else list.push(finding);
  }
  const rests = new Map<Finding, readonly Finding[]>();
  const folded = new Set<Finding>();
  for (const list of byKind.values()) {
    if (list.length <= MOST) continue;
    const rest = list.slice(FULL);
    rests.set(list[FULL - 1] as Finding, rest);
    for (const finding of rest) folded.add(finding);
  }
  return findings.filter(it => !folded.has(it)).map(finding => ({ finding, rest: rests.get(finding) ?? [] }));
}

/** `and 9 more of some-rule: 12:5, 14:5, …`: as many places as the line holds. */
export function restLine(rest: readonly Finding[], { theme, width }: Page): string {
  const rule = (rest[0] as Finding).rule;
  const head = `     and ${rest.length} more of ${visible(rule)}: `;
  const places = rest.map(({ line, column }) => `${line}:${column}`);
  let used = displayWidth(head);
  let fitting = 0;
  for (const place of places) {
    used += place.length + 2;
    if (fitting > 0 && used > width - theme.signs.more.length) break;
    fitting++;
  }
  const tail = fitting < places.length ? [theme.signs.more] : [];
  return theme.dim(head) + [...places.slice(0, fitting), ...tail].join(', ');
}

function kindOf({ file, rule, severity }: Finding): string {
  return [file, rule, severity].join('\0');
}
