import type { Finding, Report } from '../report.js';
import { grouped } from './grouped.js';
import { HTML_STYLE } from './html-style.js';
import { type Problem, problemsOf } from './problems.js';
import { wellFormed } from './stringify.js';
import { plainSummary } from './summary.js';

/**
 * One page without scripts, and without anything to fetch: findings by file, each with its line, then what could not be
 * decided. For reports that are kept as artifacts.
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
    '<h1>Plimsoll</h1>',
    `<p>${text(plainSummary(report))}</p>`,
    ...[...problems].flatMap(([file, list]) => [`<h2>${text(file)}</h2>`, ...list.map(article)]),
    ...allowed(report.findings),
    ...undecided(report),
    `<footer>${text(report.tool.name)} ${text(report.tool.version)}</footer>`,
    '</main>',
    '</body>',
    '</html>\n',
  ].join('\n');
}

function article({ severity, rule, line, column, message, help, finding }: Problem): string {
  return [
    '<article>',
    `<h3><span class="${severity}">${severity}</span> ${text(rule)} <small>${line}:${column}</small></h3>`,
    `<p>${text(message)}</p>`,
    ...(finding === undefined ? [] : excerpt(finding)),
    ...(help === undefined ? [] : [`<p class="help">${text(help)}</p>`]),
    ...(finding?.fix === undefined ? [] : [`<p class="help">Fix: ${text(finding.fix.title)}</p>`]),
    '</article>',
  ].join('\n');
}

/** The lines, with the piece that is meant marked. */
function excerpt({ excerpt, line, column, endLine, endColumn }: Finding): string[] {
  if (excerpt.lines.length === 0) return [];
  const lines = excerpt.lines.map(({ number, text: source, column: first }) => {
    const from = number === line ? Math.max(0, column - first) : 0;
    const to = number === endLine ? Math.max(from, endColumn - first) : source.length;
    const marked = `${text(source.slice(0, from))}<mark>${text(source.slice(from, to))}</mark>${text(source.slice(to))}`;
    return `<span class="number">${number}</span> ${marked}`;
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
