/** What one character, with the marks on it, becomes on a terminal. */
export interface Cell {
  /** Offset of the character in the text, in UTF-16 code units. */
  readonly at: number;
  /** What is printed for it. */
  readonly text: string;
  /** Columns it takes. */
  readonly width: number;
}

const TAB = 4;
/** Text that takes one column a character: Latin letters and common punctuation. */
const PRINTABLE = /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027]*$/;
/** Text in which every character is a cell of its own; the classes that all other text needs are slow to load. */
const SIMPLE = /^[\x00-\xac\xae-\u02ff\u2010-\u2027]*$/;
const EACH = /./gs;
/** Log readers of CI services obey `##[name]`, `##vso[…]`, `##teamcity[…]` anywhere in a line. */
const COMMAND = /##[A-Za-z]*\[/g;
const NO_BRACKETS: ReadonlySet<number> = new Set();
let tables: ReturnType<typeof makeTables> | undefined;
const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Cuts a text into what is printed. Nothing that a terminal or a CI service would obey is left in it: such characters
 * become escapes like `\x1b`.
 * @param tabs `expand`: a tab goes to the next column divisible by four, counted from the text's start; `escape`: `\t`.
 */
export function cells(text: string, tabs: 'expand' | 'escape'): Cell[] {
  const brackets = commandBrackets(text);
  const result: Cell[] = [];
  let column = 0;
  for (const { 0: each, index: at } of text.matchAll(SIMPLE.test(text) ? EACH : unicode().cluster)) {
    const cell = each === '\t' && tabs === 'expand' ? spaces(at, column) : cellOf(each, at, brackets.has(at));
    column += cell.width;
    result.push(cell);
  }
  return result;
}

/** Made when first needed: these classes take longer to set up than a report takes to write. */
function unicode(): ReturnType<typeof makeTables> {
  tables ??= makeTables();
  return tables;
}

function makeTables() {
  return {
    /** Control and format characters (but for the joiners), surrogates without partner, line and paragraph separators. */
    hidden: /^(?!\u200c|\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
    /** A flag; a pictograph with its modifiers and what is joined to it; or any character with its combining marks. */
    cluster:
      /\p{RI}\p{RI}|\p{ExtPict}(?:\p{EMod}|\ufe0f)?(?:\u200d\p{ExtPict}(?:\p{EMod}|\ufe0f)?)*|.(?:[\p{Mn}\p{Me}\u1160-\u11ff]|\u200c|\u200d)*/gsu,
    mark: /^(?:[\p{Mn}\p{Me}]|\u200c|\u200d)/u,
    wide: /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u,
  };
}

/** A text on one line, everything in it made visible. */
export function visible(text: string): string {
  if (isPlain(text)) return text;
  return cells(text, 'escape')
    .map(cell => cell.text)
    .join('');
}

/** Columns that a text takes once `visible`. */
export function displayWidth(text: string): number {
  if (isPlain(text)) return text.length;
  return cells(text, 'escape').reduce((sum, cell) => sum + cell.width, 0);
}

/** A visible text with blanks after it, up to a width. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** A visible text that is longer than `width` columns with its end left out, and `more` in its place. */
export function clip(text: string, width: number, more: string): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = more.length;
  for (const cell of cells(text, 'escape')) {
    used += cell.width;
    if (used > width) break;
    kept += cell.text;
  }
  return kept.trimEnd() + more;
}

/**
 * Breaks a visible text at blanks into lines of at most `width` columns; longer words stay whole. No line but the first
 * begins with `::`, which a CI service could take for a command.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  let used = 0;
  for (const word of text.split(' ')) {
    const more = displayWidth(word) + 1;
    if (line === undefined || word.startsWith('::') || used + more <= width) {
      line = line === undefined ? word : `${line} ${word}`;
      used += used === 0 && line === word ? more - 1 : more;
    } else {
      lines.push(line);
      line = word;
      used = more - 1;
    }
  }
  return [...lines, line ?? ''];
}

/** Needs no change, and takes one column a character. */
function isPlain(text: string): boolean {
  return PRINTABLE.test(text) && !text.includes('##');
}

function commandBrackets(text: string): ReadonlySet<number> {
  if (!text.includes('##')) return NO_BRACKETS;
  return new Set(Array.from(text.matchAll(COMMAND), match => match.index + match[0].length - 1));
}

function spaces(at: number, column: number): Cell {
  const width = TAB - (column % TAB);
  return { at, text: ' '.repeat(width), width };
}

function cellOf(cluster: string, at: number, bracket: boolean): Cell {
  if (!bracket && PRINTABLE.test(cluster)) return { at, text: cluster, width: 1 };
  const first = String.fromCodePoint(cluster.codePointAt(0) as number);
  if (bracket || unicode().hidden.test(first)) {
    const shown = escapeOf(first);
    return { at, text: shown + cluster.slice(first.length), width: shown.length };
  }
  return { at, text: cluster, width: widthOf(cluster) };
}

function widthOf(cluster: string): number {
  if (unicode().mark.test(cluster)) return 0;
  return unicode().wide.test(cluster) || cluster.includes('\ufe0f') ? 2 : 1;
}

function escapeOf(char: string): string {
  const code = char.codePointAt(0) as number;
  const hex = code.toString(16);
  if (code > 0xffff) return `\\u{${hex}}`;
  return NAMED[char] ?? (code > 0xff ? `\\u${hex.padStart(4, '0')}` : `\\x${hex.padStart(2, '0')}`);
}
