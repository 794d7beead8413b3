import type { Report } from '../report.js';
import type { Severity } from '../rule.js';
import { bySeverity, type Problem, problemsOf } from './problems.js';
import { wellFormed } from './stringify.js';
import { plainSummary } from './summary.js';

const SIGN: Readonly<Record<Severity, string>> = { error: '🔴 error', warning: '🟠 warning', info: '🔵 info' };

/**
 * Markdown (GitHub's) for summaries and comments: what the run came to, and a table of all findings, the most serious
 * first. Text from outside is escaped: it makes no link, no image, no markup and mentions nobody.
 */
export function markdown(report: Report): string {
  const problems = bySeverity(problemsOf(report));
  return `${[
    '## Plimsoll',
    '',
    escaped(plainSummary(report)),
    ...(problems.length === 0 ? [] : ['', '| | where | what |', '|---|---|---|', ...problems.map(row)]),
  ].join('\n')}\n`;
}

function row({ severity, file, line, column, rule, message, help, finding }: Problem): string {
  const where = `${escaped(file)}:${line}:${column}`;
  const fix = finding?.fix === undefined ? '' : `<br>fix: ${escaped(finding.fix.title)}`;
  const what = `**${escaped(rule)}** ${escaped(message)}${help === undefined ? '' : `<br>${escaped(help)}`}${fix}`;
  return `| ${SIGN[severity]} | ${where} | ${what} |`;
}

/**
 * One line on which nothing means anything to Markdown or to a terminal. GitHub looks for names, issues and some addresses
 * in what it is about to show, where no escape is left; a space of no width is in their way.
 */
function escaped(text: string): string {
  return wellFormed(text)
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replace(/[\\`*_{}[\]()#+!|~$-]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@|\\#(?=\d)/g, '$&&#8203;')
    .replace(/www\./gi, '$&&#8203;')
    .replaceAll('://', '&#58;//');
}
