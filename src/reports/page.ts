import type { Theme } from './theme.js';

/** What every part of the text output is laid out by. */
export interface Page {
  readonly theme: Theme;
  /** Columns in all. */
  readonly width: number;
  /** Columns of rule names and of line numbers. */
  readonly ruleWidth: number;
  readonly numberWidth: number;
  /** Makes a text, the place as shown, lead to a line of a file. */
  readonly link: (shown: string, file: string, line: number) => string;
}
