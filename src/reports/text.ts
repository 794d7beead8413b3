import type { Finding, Report } from '../report.js';
import { findingBlock } from './finding-block.js';
import { type Group, groups, restLine } from './fold.js';
import { imageBlocks } from './image-block.js';
import { INCOMPLETE, type Incomplete, incomplete } from './incomplete.js';
import type { ReportOptions } from './index.js';
import { linked } from './link.js';
import type { Page } from './page.js';
import { summaryLine } from './summary.js';
import { theme, usable } from './theme.js';
import { displayWidth, pad, visible, wrap } from './width.js';

/** A rule's name longer than this pushes its own place to the right, not everybody's. */
const WIDEST_RULE = 28;

/** The report for people: each finding with its source line, what could not be judged, and one line that sums it up. */
export function text(report: Report, options: ReportOptions): string {
  const shown = report.findings.filter(it => it.suppressed === undefined && (it.fails || !options.quiet));
  const missing = incomplete(report);
  if (options.quiet && shown.length + missing.length === 0) return '';
  const page = pageFor(shown, missing, options);
  const blocks = [
    ...groups(shown.filter(it => it.image === undefined)).map(group => groupBlock(group, page)),
    ...imageBlocks(
      shown.filter(it => it.image !== undefined),
      page,
    ),
    ...missing.map(it => incompleteBlock(it, page)),
    [summaryLine(report, missing, page)],
  ];
  return `${blocks.map(lines => lines.map(line => line.trimEnd()).join('\n')).join('\n\n')}\n`;
}

function pageFor(shown: readonly Finding[], missing: readonly Incomplete[], options: ReportOptions): Page {
  const rules = [...shown.map(it => it.rule), ...(missing.length > 0 ? [INCOMPLETE] : [])];
  const widths = rules.map(displayWidth).filter(width => width <= WIDEST_RULE);
  const numbers = shown.map(it => String(it.line).length);
  return {
    theme: theme(options),
    width: usable(options.width),
    ruleWidth: widths.reduce((a, b) => Math.max(a, b), 0),
    numberWidth: numbers.reduce((a, b) => Math.max(a, b), 4),
    link: (shown, file, line) => linked(shown, file, line, options),
  };
}

function groupBlock({ finding, rest }: Group, page: Page): string[] {
  const block = findingBlock(finding, page);
  return rest.length === 0 ? block : [...block, '', restLine(rest, page)];
}

function incompleteBlock({ file, message }: Incomplete, { theme, width, ruleWidth, link }: Page): string[] {
  const head = `${theme.error(pad('error', 7))}  ${theme.bold(pad(INCOMPLETE, ruleWidth))}  ${link(visible(file), file, 1)}`;
  const label = '     why: ';
  const [first, ...more] = wrap(visible(message), width - label.length);
  return [head, `${theme.dim(label)}${first}`, ...more.map(line => ' '.repeat(label.length) + line)];
}
