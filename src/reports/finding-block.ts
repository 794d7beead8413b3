import type { Finding } from '../report.js';
import { type View, view } from './excerpt.js';
import type { Page } from './page.js';
import type { Theme } from './theme.js';
import { displayWidth, pad, visible, wrap } from './width.js';

/** The lines for one finding: head, source with the token marked and the message under it, then what helps. */
export function findingBlock(finding: Finding, page: Page): string[] {
  return [head(finding, page), ...body(finding, page), ...notes(finding, page)];
}

function head({ severity, rule, file, line, column, confidence }: Finding, page: Page): string {
  const { theme, ruleWidth, link } = page;
  const place = link(`${visible(file)}:${line}:${column}`, file, line);
  const unsure = confidence === 'low' ? theme.dim('  low confidence, does not fail') : '';
  return `${theme[severity](pad(severity, 7))}  ${theme.bold(pad(visible(rule), ruleWidth))}  ${place}${unsure}`;
}

function body(finding: Finding, page: Page): string[] {
  const { theme, numberWidth, width } = page;
  const message = visible(finding.message);
  const gutter = theme.dim(`${' '.repeat(numberWidth)} ${theme.signs.bar} `);
  const room = width - numberWidth - 3;
  const source = finding.excerpt.lines.find(line => line.number === finding.line);
  if (source === undefined) return wrap(message, room).map(line => gutter + line);
  const shown = view(wantedOf(finding, source), room, theme.signs.more);
  const number = theme.dim(`${String(finding.line).padStart(numberWidth)} ${theme.signs.bar} `);
  const code = shown.before + (shown.marked && theme[finding.severity](shown.marked)) + shown.after;
  return [number + code, ...marks(finding, shown, message, room, theme).map(line => gutter + line)];
}

/** The line of carets with the message after it, or under it where it does not fit. */
function marks(finding: Finding, shown: View, message: string, room: number, theme: Theme): string[] {
  const lines = lineCount(finding);
  const span = lines > 1 ? ` ${theme.signs.more} ${lines} lines` : '';
  const caret = ' '.repeat(shown.column) + theme[finding.severity]('^'.repeat(shown.width)) + (span && theme.dim(span));
  const used = shown.column + shown.width + displayWidth(span);
  const length = displayWidth(message);
  const colon = span === '' ? ' ' : ': ';
  if (used + colon.length + length <= room) return [`${caret}${colon}${message}`];
  if (length > room) return [caret, ...wrap(message, room)];
  return [caret, ' '.repeat(Math.min(shown.column, room - length)) + message];
}

function notes({ help, fixable, fix, also }: Finding, { theme, width, numberWidth }: Page): string[] {
  const indent = ' '.repeat(numberWidth + 1);
  const note = (label: string, text: string): string[] => {
    const [first, ...more] = wrap(text, width - indent.length - label.length);
    const hanging = ' '.repeat(indent.length + label.length);
    return [`${indent}${theme.good(label)}${first}`, ...more.map(line => hanging + line)];
  };
  const review = fix?.safety === 'review' ? ', to be reviewed' : '';
  return [
    ...(also?.length ? note('also at: ', also.map(({ line, column }) => `${line}:${column}`).join(', ')) : []),
    ...(help === undefined ? [] : note('help: ', visible(help))),
    ...(fixable ? note(`fix available${review}`, fix === undefined ? '' : `: ${visible(fix.title)}`) : []),
  ];
}

/** How many lines a finding covers; one that ends before the first character of a line does not cover that line. */
function lineCount({ line, endLine, endColumn }: Finding): number {
  return Math.max(1, endLine - line + (endColumn > 1 ? 1 : 0));
}

function wantedOf(finding: Finding, source: Finding['excerpt']['lines'][number]): Parameters<typeof view>[0] {
  const offset = source.column - 1;
  const text = source.text.trimEnd();
  const start = Math.max(0, finding.column - 1 - offset);
  const oneLine = finding.endLine === finding.line;
  const end = oneLine ? finding.endColumn - 1 - offset : text.length;
  // A span may end in the blanks after the text; it is shown to the end of what there is to see.
  const cutAfter = oneLine && end > source.text.length;
  return { text: start >= text.length ? source.text : text, start, end, cutBefore: offset > 0, cutAfter };
}
