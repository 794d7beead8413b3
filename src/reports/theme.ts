import picocolors from 'picocolors';
import type { Severity } from '../rule.js';

/** Characters that draw the text output. */
interface Signs {
  readonly bar: string;
  readonly more: string;
  readonly dot: string;
}

/** How text is painted and drawn; without colour every painter gives its text back as it is. */
export interface Theme extends Record<Severity | 'bold' | 'dim' | 'good', (text: string) => string> {
  readonly signs: Signs;
}

const UNICODE: Signs = { bar: '│', more: '…', dot: '·' };
const ASCII: Signs = { bar: '|', more: '...', dot: '-' };

/** The theme for a terminal that can or cannot show colours and characters beyond ASCII. */
export function theme({ color, unicode }: { readonly color: boolean; readonly unicode: boolean }): Theme {
  const paint = picocolors.createColors(color);
  return {
    error: text => paint.bold(paint.red(text)),
    warning: text => paint.bold(paint.yellow(text)),
    info: text => paint.bold(paint.cyan(text)),
    bold: paint.bold,
    dim: paint.dim,
    good: paint.green,
    signs: unicode ? UNICODE : ASCII,
  };
}

/** `1 file`, `2 files`; the word's plural ends in s. */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

/** The columns there are to write in: a sensible least if the terminal is narrow or does not say. */
export function usable(width: number): number {
  return Math.max(width || 0, 40);
}
