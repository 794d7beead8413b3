import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { lint } from '../../src/lint.js';
import { LineIndex } from '../../src/place.js';
import type { Finding, Outcome, Report } from '../../src/report.js';
import type { Example, RegisteredRule, Rule, Severity } from '../../src/rule.js';
import { DEFAULTS, type Settings } from '../../src/selection.js';

/** The folder of the sources, whichever folder the compiled tests run from. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../..');
const COMPILED = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Every rule file there is, found on disk and not through the index. Sorted by id. */
export async function rulesOnDisk(): Promise<{ readonly file: string; readonly rule: RegisteredRule }[]> {
  const found: { file: string; rule: RegisteredRule }[] = [];
  for (const topic of fs.readdirSync(path.join(ROOT, 'rules'), { withFileTypes: true })) {
    if (!topic.isDirectory() || topic.name.startsWith('_')) continue;
    for (const name of fs.readdirSync(path.join(ROOT, 'rules', topic.name)).filter(name => name.endsWith('.ts'))) {
      const url = pathToFileURL(path.join(COMPILED, 'rules', topic.name, name.replace(/\.ts$/, '.js'))).href;
      const { default: rule } = (await import(url)) as { default: Rule };
      found.push({ file: `rules/${topic.name}/${name}`, rule: { ...rule, topic: topic.name } });
    }
  }
  return found.sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
}

/** Lints one text with one rule, switched on whatever its preset. */
export function lintWith(
  rule: RegisteredRule,
  text: string,
  example: Omit<Example, 'dockerfile'> = {},
): { findings: readonly Finding[]; outcome: Outcome; report: Report } {
  const settings: Settings = {
    ...DEFAULTS,
    preset: 'all',
    rules: new Map([[rule.id, { options: (example.options ?? {}) as Record<string, unknown> }]]),
  };
  const input = {
    path: 'Dockerfile',
    text,
    settings,
    ...(example.context === undefined ? {} : { context: example.context }),
  };
  const { shellcheck } = example;
  const report = lint([input], {
    rules: [rule],
    ...(shellcheck === undefined ? {} : { shellcheck: inputs => inputs.map(() => shellcheck) }),
  });
  return {
    findings: report.findings.filter(finding => finding.suppressed === undefined),
    outcome: report.outcomes[0] as Outcome,
    report,
  };
}

/** The text a finding points at. */
export function pointedAt(text: string, finding: Finding): string {
  const lines = text.split('\n');
  const offset = (line: number, column: number): number =>
    lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
  return text.slice(offset(finding.line, finding.column), offset(finding.endLine, finding.endColumn));
}

/** Applies the fixes of findings, last one first. */
export function applyFixes(text: string, findings: readonly Finding[]): string {
  const index = new LineIndex(text);
  const edits = findings
    .flatMap(finding => finding.fix?.edits ?? [])
    .map(({ line, column, endLine, endColumn, text: by }) => {
      return { from: index.start(line) + column - 1, to: index.start(endLine) + endColumn - 1, by };
    })
    .sort((a, b) => b.from - a.from);
  return edits.reduce((fixed, { from, to, by }) => fixed.slice(0, from) + by + fixed.slice(to), text);
}

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];
