/**
 * The library: text or image in, report out. It reads no file but the image that is named, writes none, looks at no clock,
 * and opens no connection unless it is told that it may (`remote`).
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
import type { RemoteOptions } from './remote/types.js';
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

/** How an image is found. */
export interface ImageLookup extends OpenOptions {
  /**
   * Daemons and registries may be asked, too: with the environment that says where they are (`{ env: process.env }`), and
   * whatever else differs from the usual. Without it only files and folders are read.
   */
  readonly remote?: Partial<RemoteOptions> & Pick<RemoteOptions, 'env'>;
}

/** Milliseconds without a byte after which somebody who is asked is given up, if nobody says otherwise. */
const PATIENCE = 60_000;

/**
 * Lints an image in an archive, a layout or a folder; with `remote` also one of a daemon or a registry.
 *
 * @param reference as for `plimsoll image`: `app.tar`, `oci:layout:tag`, `rootfs:folder`, `registry://nginx:1.27`, `nginx:1.27`
 * @param options `platform`, `ref`, `cwd`, `remote`: which image; `rules`, `settings`, `layers`: how it is judged
 * @returns a report with the image as its only subject. An image that cannot be read is no exception: its subject says why
 */
export async function lintImage(
  reference: string,
  { rules: judging = rules, remote, cwd = '.', platform, ref, ...how }: Partial<ImageOptions> & ImageLookup = {},
): Promise<Report> {
  try {
    const image = await (remote === undefined
      ? openImage(reference, { cwd, ...given({ platform, ref }) })
      : findWith(reference, { timeout: PATIENCE, platform, ...remote, cwd }, ref));
    try {
      return assemble([await lintOpened(image, { rules: judging, ...how })], judging);
    } finally {
      await image.close();
    }
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return assemble([unread('image', reference, error.message.replace(/\.$/, ''))], judging);
  }
}

async function findWith(reference: string, remote: RemoteOptions, ref: string | undefined) {
  const { findImage } = await import('./remote/open.js');
  return findImage(reference, { remote, ...given({ ref }) });
}

/** Without what is undefined. */
function given<T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
