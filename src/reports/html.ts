import type { Finding, Report } from '../report.js';
import type { Severity } from '../rule.js';
import { grouped } from './grouped.js';
import { HTML_STYLE } from './html-style.js';
import { bySeverity, type Problem, problemsOf } from './problems.js';
import { wellFormed } from './stringify.js';
import { plainSummary } from './summary.js';

/**
 * One page without scripts, and without anything to fetch: how often each rule found something, the findings by file, each
 * with its line, then what was allowed and what could not be decided. For reports that are kept as artifacts.
 */
export function html(report: Report): string {
  const problems = grouped(problemsOf(report), ({ file }) => file);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    // Nothing may be loaded or run, whatever stands in the findings.
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>Plimsoll</title>',
    `<style>${HTML_STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    '<header>',
    '<h1>Plimsoll</h1>',
    // The reasons have a table of their own.
    `<p>${text(plainSummary(report, 1))}</p>`,
    '</header>',
    ...overview(problemsOf(report), report),
    ...[...problems].flatMap(([file, list]) => [`<h2>${text(file)}</h2>`, ...list.map(article)]),
    ...allowed(report.findings),
    ...undecided(report),
    `<footer>${text(report.tool.name)} ${text(report.tool.version)}</footer>`,
    '</main>',
    '</body>',
    '</html>\n',
  ].join('\n');
}

/** Which rules found how much, the most serious first: what is wrong at a glance, before each place is shown. */
function overview(problems: readonly Problem[], { rules }: Report): string[] {
  if (problems.length === 0) return [];
  const summaries = new Map(rules.map(({ id, summary }) => [id, summary]));
  const rows = [...grouped(bySeverity(problems), ({ severity, rule }) => `${severity} ${rule}`).values()].map(list => {
    const { severity, rule } = list[0] as Problem;
    const cells = [
      label(severity),
      text(rule),
      String(list.length),
      text((summaries.get(rule) ?? '').replaceAll('`', '')),
    ];
    return `<tr>${cells.map(cell => `<td>${cell}</td>`).join('')}</tr>`;
  });
  const head = ['', 'rule', 'found', 'what it is about'].map(each => `<th scope="col">${each}</th>`).join('');
  return [`<table class="overview"><thead><tr>${head}</tr></thead>`, `<tbody>${rows.join('\n')}</tbody></table>`];
}

function label(severity: Severity): string {
  return `<span class="${severity}">${severity}</span>`;
}

function article({ severity, rule, line, column, message, help, finding }: Problem): string {
  // One in an image has no line.
  const place = finding?.image === undefined ? ` <small>${line}:${column}</small>` : '';
  return [
    `<article class="${severity}">`,
    `<h3>${label(severity)} ${text(rule)}${place}</h3>`,
    `<p>${text(message)}</p>`,
    ...(finding === undefined ? [] : excerpt(finding)),
    ...(help === undefined ? [] : [`<p class="help">${text(help)}</p>`]),
    ...(finding?.fix === undefined
      ? []
      : [`<p class="fix">${text(finding.fix.title)}${finding.fix.safety === 'safe' ? '' : ' (to be reviewed)'}</p>`]),
    '</article>',
  ].join('\n');
}

/** The lines, with the piece that is meant marked. */
function excerpt({ excerpt, line, column, endLine, endColumn }: Finding): string[] {
  if (excerpt.lines.length === 0) return [];
  const width = String(excerpt.lines.at(-1)?.number).length;
  const lines = excerpt.lines.map(({ number, text: source, column: first }) => {
    const from = number === line ? Math.max(0, column - first) : 0;
    const to = number === endLine ? Math.max(from, endColumn - first) : source.length;
    const marked = `${text(source.slice(0, from))}<mark>${text(source.slice(from, to))}</mark>${text(source.slice(to))}`;
    return `<span class="number">${String(number).padStart(width)}</span>${marked}`;
  });
  return [`<pre><code>${lines.join('\n')}</code></pre>`];
}

function allowed(findings: readonly Finding[]): string[] {
  const rows = findings.flatMap(({ rule, file, line, suppressed }) => {
    if (suppressed === undefined) return [];
    const { reason = '', by = '', until = '' } = suppressed;
    return [[rule, `${file}:${line}`, reason, by, until]];
  });
  return table('Allowed', ['rule', 'where', 'why', 'by', 'until'], rows);
}

function undecided({ outcomes }: Report): string[] {
  const open = outcomes.filter(({ state }) => state === 'not-evaluated');
  return table(
    'Not evaluated',
    ['rule', 'where', 'what is missing'],
    open.map(({ rule, subject, why = '' }) => [rule, subject, why]),
  );
}

function table(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const head = heads.map(each => `<th scope="col">${each}</th>`).join('');
  return [
    `<details><summary>${title}: ${rows.length}</summary>`,
    `<table><thead><tr>${head}</tr></thead>`,
    `<tbody>${rows.map(row => `<tr>${row.map(each => `<td>${text(each)}</td>`).join('')}</tr>`).join('\n')}</tbody></table>`,
    '</details>',
  ];
}

function text(raw: string): string {
  return wellFormed(raw)
    .replace(/[^\P{Cc}\t]|[\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replaceAll('\t', '    ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/(##[A-Za-z]*)\[/g, '$1&#91;')
    .replace(/^(\s*):(?=:)/, '$1&#58;');
}
