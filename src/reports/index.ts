/** Report in, text out: one pure function a format. The same report gives the same bytes. */
import type { Report } from '../report.js';
import { compact } from './compact.js';
import { json } from './json.js';
import { sarif } from './sarif.js';
import { text } from './text.js';

export { explain } from './explain.js';
export { problemMatcher } from './problem-matcher.js';
export { ruleList } from './rule-list.js';

export type Format = 'text' | 'json' | 'compact' | 'sarif';

/** How the text format looks; no other format pays attention. */
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
}

/** The reporter of each format. What it gives is empty or ends in a line feed. */
export const reporters: Readonly<Record<Format, (report: Report, options: ReportOptions) => string>> = {
  text,
  json,
  compact,
  sarif,
};
