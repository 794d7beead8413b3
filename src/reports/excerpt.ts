import { type Cell, cells } from './width.js';

/** A source line made ready to print, and the columns of it to mark. */
export interface View {
  /** The piece before the marked one, the marked one, and the piece after it. */
  readonly before: string;
  readonly marked: string;
  readonly after: string;
  /** First column to mark, 0-based, and how many; at least one. */
  readonly column: number;
  readonly width: number;
}

/** What of a line is to be shown. Offsets are UTF-16 code units into `text`. */
export interface Wanted {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Something was cut off before the text, after it. */
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
}

/** Columns that stay before the marked piece when a long line is cut. */
const CONTEXT = 12;

/** Fits a source line into `room` columns, cut around the marked piece; `more` stands where something is missing. */
export function view(wanted: Wanted, room: number, more: string): View {
  const line = cells(wanted.text, 'expand');
  const columns = columnsOf(line);
  const [from, to] = marked(line, wanted);
  const [left, right] = cut(
    wanted,
    columns[from] as number,
    columns[to] as number,
    columns.at(-1) as number,
    room,
    more,
  );
  // Whole characters only: one that would stick out of the room is left out.
  const begin = columns.findIndex(column => column >= left);
  const end = columns.findLastIndex(column => column <= right);
  const stop = Math.max(from, Math.min(to, end));
  const lead = begin > 0 || wanted.cutBefore ? more : '';
  const trail = end < line.length || wanted.cutAfter ? more : '';
  return {
    before: lead + textOf(line, begin, from),
    marked: textOf(line, from, stop),
    after: textOf(line, stop, end) + trail,
    column: lead.length + (columns[from] as number) - (columns[begin] as number),
    width: Math.max(1, (columns[stop] as number) - (columns[from] as number)),
  };
}

/** Which cells to mark: from the first to before the second index. */
function marked(line: readonly Cell[], { text, start, end }: Wanted): [number, number] {
  const from = start >= text.length ? line.length : line.findLastIndex(cell => cell.at <= start);
  const to = line.findIndex((cell, i) => i >= from && cell.at >= end);
  return [from, to === -1 ? line.length : to];
}

/** The columns to show: all if they fit, else those of the marked piece with a little before it. */
function cut(wanted: Wanted, from: number, to: number, all: number, room: number, more: string): [number, number] {
  const known = (Number(wanted.cutBefore) + Number(wanted.cutAfter)) * more.length;
  if (all + known <= room) return [0, all];
  const least = room - 2 * more.length;
  const left = to <= least ? 0 : Math.max(0, Math.min(from - CONTEXT, all - least));
  return [left, left + least];
}

/** The column at which each cell begins, and the one after the last. */
function columnsOf(line: readonly Cell[]): number[] {
  const columns = [0];
  let column = 0;
  for (const cell of line) columns.push((column += cell.width));
  return columns;
}

function textOf(line: readonly Cell[], from: number, to: number): string {
  return line
    .slice(from, Math.max(from, to))
    .map(cell => cell.text)
    .join('');
}
