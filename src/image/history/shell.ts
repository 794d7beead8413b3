/** Which of a command's words are the shell's: the history joins them all by blanks. */

/** More words stand in front of no command: a bound for texts that only look like it. */
const MOST_WORDS = 12;

/** A command with the shell that it is given to. */
export interface Shelled {
  readonly shell: readonly string[];
  readonly command: string;
}

/**
 * Takes the shell from the front of a text: one of `expected` (the words that are in force), else whatever looks like
 * a shell with the option that takes a command. `undefined`: there is no shell in front.
 */
export function takeShell(text: string, expected: readonly (readonly string[])[]): Shelled | undefined {
  for (const shell of expected) {
    const joined = `${shell.join(' ')} `;
    if (shell.length > 0 && text.startsWith(joined)) return { shell, command: text.slice(joined.length) };
  }
  return readShell(text);
}

function readShell(text: string): Shelled | undefined {
  const shell: string[] = [];
  let family: Family | undefined;
  let operand = false;
  for (let at = 0; shell.length < MOST_WORDS; ) {
    const blank = text.indexOf(' ', at);
    if (blank === -1) return undefined;
    const word = text.slice(at, blank);
    at = blank + 1;
    shell.push(word);
    if (family === undefined) {
      family = familyOf(word);
      if (family === undefined) return undefined;
    } else if (operand) operand = false;
    else if (TAKES_COMMAND[family].test(word)) return { shell, command: text.slice(at) };
    else if (family === 'cmd' ? !word.startsWith('/') : family === 'sh' && !/^[-+]./.test(word)) return undefined;
    else operand = family === 'sh' && /^[-+][a-zA-Z]*[oO]$/.test(word);
  }
  return undefined;
}

type Family = 'sh' | 'cmd' | 'powershell';

const TAKES_COMMAND: Readonly<Record<Family, RegExp>> = {
  sh: /^-[a-zA-Z]*c$/,
  cmd: /^\/[ck]$/i,
  powershell: /^-(?:c|command)$/i,
};

function familyOf(word: string): Family | undefined {
  if (word.length > 300 || word.includes('=')) return undefined;
  const name = (word.split(/[\\/]/).at(-1) as string).toLowerCase().replace(/\.exe$/, '');
  if (name === 'cmd') return 'cmd';
  if (name === 'powershell' || name === 'pwsh') return 'powershell';
  return /^(?:ba|da|a|z|k|mk)?sh$/.test(name) ? 'sh' : undefined;
}

/**
 * Takes the build arguments, `|2 A=x B=y `, from the front of a command. Their values may hold blanks and nothing is
 * quoted, so they are read by count with the values that are known, else up to the first shell; without one, by words.
 * Buildah counts arguments that it does not show, so the number is a bound only.
 *
 * @param values what earlier entries set
 * @returns the command; the text itself if there is no such prefix
 */
export function withoutBuildArgs(
  text: string,
  values: ReadonlyMap<string, string>,
  expected: readonly (readonly string[])[],
): string {
  const count = /^\|(\d{1,5}) /.exec(text);
  if (count === null) return text;
  const start = count[0].length;
  const known = skipKnown(text, start, Number(count[1]), values);
  const rest = text.slice(known.end);
  if (takeShell(rest, expected) !== undefined) return rest;
  for (const shell of expected) {
    const found = shell.length === 0 ? -1 : text.indexOf(` ${shell.join(' ')} `, start - 1);
    if (found !== -1) return text.slice(found + 1);
  }
  for (const match of text.slice(start - 1).matchAll(/ (?=(?:[^ ]*[\\/])?(?:\w{0,2}sh|cmd|powershell)(?:\.exe)? )/gi)) {
    const shell = start + match.index;
    if (readShell(text.slice(shell, shell + 5000)) !== undefined) return text.slice(shell);
  }
  const word = /[A-Za-z_]\w*=[^ ]* /y;
  let end = known.end;
  word.lastIndex = end;
  for (let { left } = known; left > 0 && word.test(text); left--) end = word.lastIndex;
  return text.slice(end);
}

/** Where the arguments end whose values are known, and how many are left behind them. */
function skipKnown(
  text: string,
  start: number,
  count: number,
  values: ReadonlyMap<string, string>,
): { end: number; left: number } {
  let end = start;
  for (let left = count; left > 0; left--) {
    const name = /^(\w+)=/.exec(text.slice(end, end + 300))?.[1];
    const value = name === undefined ? undefined : values.get(name);
    if (name === undefined || value === undefined) return { end, left };
    const after = end + name.length + 1 + value.length;
    if (text[after] !== ' ' || !text.startsWith(value, end + name.length + 1)) return { end, left };
    end = after + 1;
  }
  return { end, left: 0 };
}
