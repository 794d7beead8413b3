import type { FindingFix, Report } from '../report.js';
import { problemsOf, withHelp } from './problems.js';
import { count } from './theme.js';
import { visible } from './width.js';

/**
 * For programs that write code: one line a finding with everything needed to mend it, the edits of its fix included, and
 * one line that sums up. Columns count UTF-16 code units; an edit is `line:column-endLine:endColumn`, its end exclusive.
 */
export function agent(report: Report): string {
  const problems = problemsOf(report);
  const lines = problems.map(problem => {
    const { file, line, column, severity, rule, fails, finding } = problem;
    const grade = fails ? severity : `${severity} (does not fail)`;
    const fix = finding?.fix === undefined ? '' : fixOf(finding.fix);
    return `${start(file)}:${line}:${column} ${grade} ${visible(rule)}: ${visible(withHelp(problem))}${fix}\n`;
  });
  return [...lines, `${summary(report)}\n`].join('');
}

function fixOf({ title, safety, edits, secret }: FindingFix): string {
  const kind = safety === 'safe' ? 'safe fix' : 'fix to review';
  if (secret) return ` | ${kind}: ${visible(title)}`;
  const list = edits.map(({ line, column, endLine, endColumn, text }) => {
    return `${line}:${column}-${endLine}:${endColumn} becomes ${visible(JSON.stringify(text))}`;
  });
  return ` | ${kind}: ${[visible(title), ...list].join('; ')}`;
}

function summary({ summary, score, findings, subjects }: Report): string {
  const { error, warning, info, notEvaluated, files } = summary;
  const unread = subjects.filter(it => it.error !== undefined).length;
  const failing = findings.filter(({ fails }) => fails).length;
  return [
    `${count(error, 'error')}, ${count(warning, 'warning')}, ${info} info in ${count(files, 'file')}`,
    `${failing} of them ${failing === 1 ? 'fails' : 'fail'} the run`,
    ...(unread > 0 ? [`${count(unread, 'file')} not judged`] : []),
    ...(notEvaluated > 0 ? [`${count(notEvaluated, 'check')} not evaluated`] : []),
    score === undefined ? 'no score' : `score ${score} of 100`,
    ...(findings.length > 0
      ? ['to allow a finding write above its instruction: # plimsoll allow <rule> -- <reason>']
      : []),
  ].join('; ');
}

/** A CI service takes a line for a command that begins, blanks aside, with `::`. */
function start(file: string): string {
  return visible(file).replace(/^(?=\s*::)/, './');
}
