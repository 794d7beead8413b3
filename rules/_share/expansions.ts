/**
 * The first variable or substitution in a word of a shell script that stands outside of quotes; `$?`, `$#`, `$$`, `$!`
 * and sums, which are numbers, do not count. Offsets into the word.
 */
export function unquotedExpansion(word: string): { readonly start: number; readonly end: number } | undefined {
  let quoted = false;
  for (let i = 0; i < word.length; i++) {
    const char = word[i];
    if (char === '\\') i++;
    else if (char === "'" && !quoted) {
      const end = word.indexOf("'", i + 1);
      if (end === -1) return undefined;
      i = end;
    } else if (char === '"') quoted = !quoted;
    else if (char === '$' || char === '`') {
      const end = endOf(word, i);
      const text = word.slice(i, end);
      if (!quoted && end > i + 1 && !/^\$(?:[?#$!]|\{#|\(\()/.test(text)) return { start: i, end };
      i = Math.max(i, end - 1);
    }
  }
  return undefined;
}

/** Behind the expansion that begins at `start`. */
function endOf(word: string, start: number): number {
  if (word[start] === '`') {
    const end = word.indexOf('`', start + 1);
    return end === -1 ? word.length : end + 1;
  }
  const open = word[start + 1];
  if (open !== '(' && open !== '{') {
    const name = /^(?:[A-Za-z_]\w*|[0-9@*?#$!-])/.exec(word.slice(start + 1, start + 256))?.[0] ?? '';
    return start + 1 + name.length;
  }
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let i = start + 1; i < word.length; i++) {
    const char = word[i];
    if (char === '\\') i++;
    else if (char === "'") {
      const end = word.indexOf("'", i + 1);
      if (end === -1) break;
      i = end;
    } else if (char === open) depth++;
    else if (char === close && --depth === 0) return i + 1;
  }
  return word.length;
}
