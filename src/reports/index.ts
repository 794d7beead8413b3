/** Report in, text out: one pure function a format. The same report gives the same bytes. */
import type { Report } from '../report.js';
import { compact } from './compact.js';
import type { Format } from './formats.js';
import { text } from './text.js';

export { explain } from './explain.js';
export { FORMATS, type Format } from './formats.js';
export { problemMatcher } from './problem-matcher.js';
export { ruleList } from './rule-list.js';

/** How the text format looks; of the others only `gitlab-sast` pays attention, to the time. */
export interface ReportOptions {
  /** Write ANSI colours. */
  readonly color: boolean;
  /** Draw with characters beyond ASCII. */
  readonly unicode: boolean;
  /** Columns of the terminal; `Infinity` cuts and wraps nothing. */
  readonly width: number;
  /** Only findings that fail, and nothing at all when there are none. */
  readonly quiet: boolean;
  /** Make places links (OSC 8); relative paths need `base`. */
  readonly hyperlinks: boolean;
  /** `file:` URI of the folder that relative paths start from. */
  readonly base?: string;
  /** When it was linted: `YYYY-MM-DDTHH:MM:SS`, in UTC. */
  readonly time?: string;
}

/** The reporter of a format. What it gives is empty or ends in a line feed. */
export type Reporter = (report: Report, options: ReportOptions) => string;

/** The reporter of a format. Only those that people wait for are at hand; the others are loaded. */
export async function reporterOf(format: Format): Promise<Reporter> {
  if (format === 'text') return text;
  if (format === 'compact') return compact;
  return (await import('./all.js')).reporters[format];
}
