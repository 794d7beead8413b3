import { defineRule, type Fix, hit, type PairInstruction, type State } from '../../src/rule.js';

export default defineRule({
  id: 'legacy-key-value',
  aliases: ['LegacyKeyValueFormat', 'tally/buildkit/LegacyKeyValueFormat', 'SYNTAX_MISSING_EQUALS'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'ENV or LABEL has its value behind a blank instead of an equals sign.',
  why: `In the old form everything behind the first blank is the value, so \`ENV A b C=d\` sets one variable, A, to \`b C=d\`, which is hardly what somebody meant. The builder warns of the
form, and it may go away.

Write \`A=b\`, with quotes around a value that holds blanks. The repair keeps the value letter by letter.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nENV LANG C.UTF-8\nLABEL vendor Acme and sons\n',
      at: ['LANG', 'vendor'],
      fixed: 'FROM debian:12\nENV LANG=C.UTF-8\nLABEL vendor="Acme and sons"\n',
    },
    {
      dockerfile: 'FROM debian:12\nENV A b=c\nenv\tOPTS  -x "${B} c" \\\n  -y\n',
      at: ['A', 'OPTS'],
      fixed: 'FROM debian:12\nENV A=b=c\nenv\tOPTS=-x\\ "${B} c"\\ \\\n\\ \\ -y\n',
      note: 'the first value is b=c; where quotes are in the way the blanks are escaped',
    },
    {
      dockerfile: "FROM debian:12\nONBUILD ENV A 'b c'\nENV B ${A:-x y} \\\n    z\n",
      at: ['A', 'B'],
      fixed: 'FROM debian:12\nONBUILD ENV A=\'b c\'\nENV B="${A:-x y} \\\n    z"\n',
    },
    {
      dockerfile: 'FROM debian:12\nENV A \\\n  b \\\n# c\n  d\n',
      at: 'A',
      fixed: 'FROM debian:12\nENV A="b \\\n# c\n  d"\n',
    },
    { dockerfile: "FROM debian:12\nENV A it's\n", at: 'A', note: 'an open quote: no repair keeps that' },
  ],
  good: [{ dockerfile: 'FROM debian:12\nENV A=b C="d e" F=\\\n  g\nLABEL a.b="c d"\nARG X\n' }],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('env', 'label')) {
      const [pair] = instruction.pairs;
      if (!instruction.legacy || pair === undefined) continue;
      const fix = repair(instruction, subject.stateBefore(instruction), subject.file.text, subject.file.escape);
      yield hit(pair.key.span, `everything behind ${pair.key.text} is its value, also what looks like a further pair`, {
        help: `write ${pair.key.text}=…, with quotes around blanks`,
        ...(fix === undefined ? {} : { fix }),
      });
    }
  },
});

/** An equals sign in place of the blank, and what keeps the value in one piece. */
function repair({ pairs }: PairInstruction, state: State, source: string, escape: string): Fix | undefined {
  const [pair] = pairs;
  const value = pair?.value;
  if (pair === undefined || value === undefined || value.length === 0) return undefined;
  const { text } = value;
  const gap = { start: pair.key.span.end, end: value.span.start };
  // A comment between name and value would be lost.
  if (source.slice(gap.start, gap.end).includes('#') || text.endsWith(escape)) return undefined;
  if (state.expand(value).error !== undefined) return undefined;
  const edits: { span: { start: number; end: number }; text: string }[] = [];
  const blanks = blanksOutsideQuotes(text, escape);
  const plain = !/["'\\`]/.test(text);
  edits.push({ span: gap, text: blanks.length > 0 && plain ? '="' : '=' });
  if (plain && blanks.length > 0) edits.push({ span: { start: value.span.end, end: value.span.end }, text: '"' });
  if (!plain) for (const at of blanks) edits.push({ span: { start: value.at(at), end: value.at(at) }, text: escape });
  return { title: 'Write an equals sign', safety: 'safe', edits };
}

function blanksOutsideQuotes(text: string, escape: string): number[] {
  const found: number[] = [];
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === escape && quote !== "'") i++;
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
    else if (quote === '' && /\s/.test(char)) found.push(i);
  }
  return found;
}
