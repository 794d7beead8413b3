/**
 * The library: text or image in, report out. It reads no file but the image that is named, writes none, opens no
 * connection and looks at no clock.
 *
 * @example
 * import { lint } from 'plimsoll';
 * const report = lint('FROM debian\nRUN sudo apt-get update\n');
 * for (const finding of report.findings) console.log(finding.line, finding.rule, finding.message);
 */
import { assemble, unread } from './assemble.js';
import { rules } from './builtin.js';
import { ImageError } from './image/model.js';
import { type OpenOptions, openImage } from './image/open.js';
import { type DockerfileInput, type Failed, type LintOptions, lint as lintWith } from './lint.js';
import { type ImageOptions, lintImage as lintOpened } from './lint-image.js';
import type { Report } from './report.js';

export type { DockerfileInput, Failed } from './lint.js';
export type * from './report.js';
export type { BuildContext, Confidence, Preset, PresetName, RegisteredRule, Rule, Severity } from './rule.js';
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

/**
 * Lints an image in an archive, a layout or a folder.
 *
 * @param reference as for `plimsoll image`: `app.tar`, `oci:layout:tag`, `rootfs:folder`
 * @param options `platform`, `ref`, `cwd`: which image; `rules`, `settings`: how it is judged
 * @returns a report with the image as its only subject. An image that cannot be read is no exception: its subject says why
 */
export async function lintImage(
  reference: string,
  { rules: judging = rules, settings, ...which }: Partial<ImageOptions> & OpenOptions = {},
): Promise<Report> {
  try {
    const source = await openImage(reference, which);
    try {
      const options = { rules: judging, ...(settings === undefined ? {} : { settings }) };
      return assemble([await lintOpened(source, options)], judging);
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return assemble([unread('image', reference, error.message.replace(/\.$/, ''))], judging);
  }
}
