/** Values as Go prints them (`%q` and `%v` of its `fmt` package): that is how builders write lists into the history. */

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '/': '/',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|([abfnrtv/\\"']))/y;
const BLANKS = /[ \t\r\n,]*/y;

/** Reads one quoted text (`"a\tb"` or `'\x05'`) that begins at `start`; `end` is the offset behind it. */
export function goQuoted(text: string, start: number): { value: string; end: number } | undefined {
  const open = text[start];
  if (open !== '"' && open !== "'") return undefined;
  let value = '';
  let plain = start + 1;
  for (let i = plain; i < text.length; ) {
    const character = text[i];
    if (character === open) return { value: value + text.slice(plain, i), end: i + 1 };
    if (character !== '\\') {
      i++;
      continue;
    }
    ESCAPE.lastIndex = i;
    const match = ESCAPE.exec(text);
    if (match === null) return undefined;
    value += text.slice(plain, i) + decoded(match, open === "'");
    i = ESCAPE.lastIndex;
    plain = i;
  }
  return undefined;
}

/** In a text a number above 127 is a byte that is no UTF-8; what character it was is gone. */
function decoded([, hex, short, long, octal, letter]: RegExpExecArray, rune: boolean): string {
  if (letter !== undefined) return ESCAPES[letter] as string;
  if (short !== undefined) return String.fromCharCode(Number.parseInt(short, 16));
  const code = Number.parseInt((hex ?? long ?? octal) as string, octal === undefined ? 16 : 8);
  if (code > 0x10ffff || (long === undefined && code > 0x7f && !rune)) return '\ufffd';
  return String.fromCodePoint(code);
}

/**
 * Reads a list of quoted texts that begins at `start`: `["a" "b"]` as Go has it, `["a", "b"]` as JSON has it, and
 * `&{["a"]}` of old engines (`end` is then behind the bracket). `undefined` if it is none.
 */
export function goTexts(text: string, start = 0): { words: string[]; end: number } | undefined {
  let at = text.startsWith('&{', start) ? start + 2 : start;
  if (text[at] !== '[') return undefined;
  const words: string[] = [];
  for (at = skip(text, at + 1); text[at] !== ']'; at = skip(text, at)) {
    const word = text[at] === '"' ? goQuoted(text, at) : undefined;
    if (word === undefined) return undefined;
    words.push(word.value);
    at = word.end;
  }
  return { words, end: at + 1 };
}

function skip(text: string, start: number): number {
  BLANKS.lastIndex = start;
  BLANKS.exec(text);
  return BLANKS.lastIndex;
}

/** The whole text as a list of quoted texts. */
export function goTextList(text: string): string[] | undefined {
  const found = goTexts(text);
  if (found === undefined) return undefined;
  return /^[}\s]*$/.test(text.slice(found.end)) ? found.words : undefined;
}

/**
 * What stands in a list without quotes: `[a b]`, `map[a:{} b:{}]` of older engines, or `a b`. Where words end is not
 * told; `known` are words that are certain to be some of them, blanks included.
 */
export function goWords(text: string, known: ReadonlySet<string> = new Set()): string[] {
  const whole = text.trim();
  const map = whole.startsWith('map[');
  const inner = (map || whole.startsWith('[')) && whole.endsWith(']') ? whole.slice(map ? 4 : 1, -1) : whole;
  const parts = inner.split(/\s+/).filter(part => part !== '');
  const plain = map ? parts.map(part => (part.endsWith(':{}') ? part.slice(0, -3) : part)) : parts;
  const spaced = new Set([...known].filter(word => word.includes(' ')));
  if (spaced.size === 0) return plain;
  const words: string[] = [];
  for (let i = 0; i < plain.length; i++) {
    // A few blanks in one word are enough for every path that somebody really has.
    let last = i;
    for (let end = Math.min(plain.length, i + 8); end > i + 1 && last === i; end--)
      if (spaced.has(plain.slice(i, end).join(' '))) last = end - 1;
    words.push(plain.slice(i, last + 1).join(' '));
    i = last;
  }
  return words;
}
