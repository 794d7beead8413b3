/**
 * The library: text in, report out. It reads no file, opens no connection and looks at no clock.
 *
 * @example
 * import { lint } from 'plimsoll';
 * const report = lint('FROM debian\nRUN sudo apt-get update\n');
 * for (const finding of report.findings) console.log(finding.line, finding.rule, finding.message);
 */
import { rules } from './builtin.js';
import { type DockerfileInput, type Failed, type LintOptions, lint as lintWith } from './lint.js';
import type { Report } from './report.js';

export type { DockerfileInput, Failed } from './lint.js';
export type * from './report.js';
export type { BuildContext, Confidence, Preset, RegisteredRule, Rule, Severity } from './rule.js';
export type { FailOn, RuleSetting, Settings } from './selection.js';
export { DEFAULTS } from './selection.js';
export { rules };

/**
 * Lints one Dockerfile, or several.
 *
 * @param input the text of a Dockerfile, or inputs with a path, a text and settings each
 * @param options `rules`: those that come with Plimsoll if absent; `today`: the day to hold `until=` against
 * @returns findings with 1-based lines and columns (UTF-16, end exclusive), outcomes of every rule, and a score
 */
export function lint(
  input: string | DockerfileInput | readonly (DockerfileInput | Failed)[],
  options: Partial<LintOptions> = {},
): Report {
  const inputs =
    typeof input === 'string' ? [{ path: 'Dockerfile', text: input }] : 'length' in input ? input : [input];
  return lintWith(inputs, { rules, ...options });
}
