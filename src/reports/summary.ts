import type { Outcome, Report } from '../report.js';
import { type Incomplete, incomplete } from './incomplete.js';
import type { Page } from './page.js';
import { count, type Theme, theme } from './theme.js';
import { displayWidth, visible } from './width.js';

const COLOR = /\x1b\[\d+m/g;

/** `1 error, 2 warnings · score 71 of 100 · 3 checks not evaluated (…)`; the only line of a clean run. */
export function summaryLine(report: Report, missing: readonly Incomplete[], { theme, width }: Page): string {
  const { suppressed } = report.summary;
  const parts = [
    ...found(report, missing, theme),
    ...unread(missing, report.subjects).map(theme.error),
    ...(suppressed > 0 ? [`${suppressed} suppressed`] : []),
    scoreOf(report.score),
  ];
  const dot = ` ${theme.signs.dot} `;
  const used = displayWidth(parts.join(dot).replace(COLOR, '')) + dot.length;
  return [...parts, ...notEvaluated(report, width - used).map(theme.dim)].join(dot);
}

/** The same line without colours; why checks were not evaluated is told as far as `width` columns reach. */
export function plainSummary(report: Report, width = Number.POSITIVE_INFINITY): string {
  const look = { color: false, unicode: true, hyperlinks: false };
  const page = { theme: theme(look), width, ruleWidth: 0, numberWidth: 0 };
  return summaryLine(report, incomplete(report), { ...page, link: shown => shown });
}

/** What was found; nothing if no file could be judged. A run without findings says whom it speaks of. */
function found(report: Report, missing: readonly Incomplete[], theme: Theme): string[] {
  const { error, warning, info } = report.summary;
  const { subjects } = report;
  const [first] = subjects;
  if (error + warning + info > 0) return [`${counts(report, theme)}${where(report)}`];
  if (missing.length > 0) return subjects.every(it => it.error !== undefined) ? [] : ['no findings'];
  const whom = subjects.length === 1 && first ? `${visible(first.path)}: ` : `${countOf(subjects)}, `;
  return [`${whom}${theme.good('no findings')}`];
}

function counts({ summary }: Report, theme: Theme): string {
  return [
    ...(summary.error > 0 ? [theme.error(count(summary.error, 'error'))] : []),
    ...(summary.warning > 0 ? [theme.warning(count(summary.warning, 'warning'))] : []),
    ...(summary.info > 0 ? [theme.info(`${summary.info} info`)] : []),
  ].join(', ');
}

function where({ findings, subjects }: Report): string {
  const files = new Set(findings.filter(it => it.suppressed === undefined).map(it => it.file));
  return subjects.length > 1 && files.size > 0 ? ` in ${files.size} of ${countOf(subjects)}` : '';
}

/** `3 files`, `3 images` */
function countOf(subjects: Report['subjects'], number = subjects.length): string {
  return count(number, subjects.length > 0 && subjects.every(({ kind }) => kind === 'image') ? 'image' : 'file');
}

function unread(missing: readonly Incomplete[], subjects: Report['subjects']): string[] {
  const files = missing.filter(it => it.rule === undefined).length;
  const rules = missing.length - files;
  return [
    ...(files > 0 ? [`${countOf(subjects, files)} not judged`] : []),
    ...(rules > 0 ? [`${count(rules, 'check')} failed`] : []),
  ];
}

function scoreOf(score: number | undefined): string {
  if (score === undefined) return 'no score';
  return score === 100 ? 'score 100' : `score ${score} of 100`;
}

/** How many checks lack something, with as many reasons, most frequent first, as fit. */
function notEvaluated({ summary, outcomes }: Report, room: number): string[] {
  if (summary.notEvaluated === 0) return [];
  const text = `${count(summary.notEvaluated, 'check')} not evaluated`;
  const reasons = reasonsOf(outcomes);
  for (let shown = reasons.length; shown > 0; shown--) {
    const listed = `${text} (${[...reasons.slice(0, shown), ...(shown < reasons.length ? ['and others'] : [])].join('; ')})`;
    if (displayWidth(listed) <= room) return [listed];
  }
  return [text];
}

function reasonsOf(outcomes: readonly Outcome[]): string[] {
  const reasons = new Map<string, number>();
  for (const { state, why } of outcomes) {
    if (state === 'not-evaluated' && why) reasons.set(why, (reasons.get(why) ?? 0) + 1);
  }
  const sorted = [...reasons].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const alone = sorted.length === 1;
  return sorted.map(([why, times]) => (alone ? visible(why) : `${times}: ${visible(why)}`));
}
