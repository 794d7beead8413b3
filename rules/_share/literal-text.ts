/** What every shell's `echo` or `printf` writes for these words; `undefined` where shells differ. */
export function literalText(name: 'echo' | 'printf', words: readonly string[]): string | undefined {
  if (name === 'echo')
    return words.some(word => word.includes('\\')) || words[0]?.startsWith('-') ? undefined : `${words.join(' ')}\n`;
  const [format = '', ...values] = words;
  if (format.startsWith('-')) return undefined;
  if (/^%s(?:\\n|\n)$/.test(format)) return values.map(value => `${value}\n`).join('');
  if (format.includes('%') || values.length > 0) return undefined;
  const plain = format.replace(/\\[nt\\]/g, '');
  return plain.includes('\\')
    ? undefined
    : format.replace(/\\([nt\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' };
