import { type DockerfileSubject, defineRule, hit, type Instruction, replacing, type Span } from '../../src/rule.js';
import { isSpace, type Line, linesOf } from '../_share/lines.js';
import { unquoted } from '../_share/unquoted.js';

/** What stands behind these is one text, blanks and all. */
const WHOLE = new Set<Instruction['kind']>(['maintainer', 'user', 'workdir', 'stopsignal', 'unknown', 'onbuild']);

export default defineRule({
  id: 'repeated-spaces',
  aliases: ['no-multi-spaces', 'tally/no-multi-spaces'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: 'Several blanks stand between two words of an instruction.',
  why: `Builder and shell take any number of blanks for one. Two of them are a slip of the hand that makes noise in comparisons of versions.

Left alone are blanks that say something: indentation, columns in which words of neighbouring lines stand below one another, blanks in front of the escape character at the end of a line, quotes, comments, here-documents, values of the old
\`ENV name value\`, and scripts for cmd or PowerShell, where \`echo\` prints them.`,
  bad: [
    {
      dockerfile: 'FROM  debian:12   AS x\nRUN apt-get  update &&\tmake \t all\n',
      at: ['debian:12', 'AS', 'update', 'all'],
      fixed: 'FROM debian:12 AS x\nRUN apt-get update &&\tmake all\n',
    },
    {
      dockerfile: 'FROM debian:12\nONBUILD  RUN   --mount=type=tmpfs,target=/x  a "$(b  c)" \'d  e\'  f\n',
      at: ['RUN', '--mount=type=tmpfs,target=/x', 'a', 'f'],
      fixed: 'FROM debian:12\nONBUILD RUN --mount=type=tmpfs,target=/x a "$(b  c)" \'d  e\' f\n',
    },
    {
      dockerfile: 'FROM debian:12\n\nENV  A=b   C="d  e"\n\nENV X  b  c\n\nUSER   x\n\nCMD ["a",   "b  c"]\n',
      at: ['A=b', 'C="d', 'x', '"b'],
      fixed: 'FROM debian:12\n\nENV A=b C="d  e"\n\nENV X  b  c\n\nUSER x\n\nCMD ["a", "b  c"]\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN a  b   \\\n     && c  d # e  f\n',
      at: ['b', 'd'],
      fixed: 'FROM debian:12\nRUN a b   \\\n     && c d # e  f\n',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\n   RUN make \\\n      all     \\\n      x\n# a  b\n', note: 'indentation' },
    { dockerfile: 'FROM debian:12\nENV A=1     \\\n    BBBBBB=2\nCOPY a    /x/\nCOPY bcde /y/\n', note: 'columns' },
    { dockerfile: 'FROM debian:12\nRUN echo "a  b" \'c  d\' e\\  f ${X:-y  z} "`g  "h  i"`"\nRUN <<EOF\na   b\nEOF\n' },
    { dockerfile: 'FROM debian:12\nWORKDIR /a  b\nLABEL a b  c\nMAINTAINER a  b\n', note: 'part of the value' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN echo a   b\n' },
    { dockerfile: 'FROM debian:12\nRUN a \\\n# c  d\n b "e  \\\n f  g"\nRUN echo "a  b\n', note: 'quotes go on' },
  ],
  *dockerfile(subject) {
    const lines = linesOf(subject.file);
    for (const instruction of subject.instructions()) {
      for (const span of gapsOf(subject, instruction)) {
        if (isColumn(subject, lines, span.end)) continue;
        const word = /^\S+/.exec(subject.file.text.slice(span.end, span.end + 200))?.[0] ?? '';
        yield hit({ start: span.end, end: span.end + word.length }, 'several blanks stand in front of this word', {
          help: 'leave one',
          fix: replacing(span, ' ', 'Leave one blank'),
        });
      }
    }
  },
});

/** The spans of two or more blanks in a row that mean as much as one. */
function* gapsOf(subject: DockerfileSubject, instruction: Instruction): Iterable<Span> {
  const { text, escape } = subject.file;
  const { keyword, flags, rest, kind } = instruction;
  const starts = [...flags.map(flag => flag.span), rest.length === 0 ? undefined : rest.span].filter(Boolean) as Span[];
  let end = keyword.span.end;
  for (const next of starts) {
    const gap = { start: end, end: next.start };
    if (gap.end - gap.start > 1 && [...text.slice(gap.start, gap.end)].every(isSpace)) yield gap;
    ({ end } = next);
  }
  if (WHOLE.has(kind) || ('legacy' in instruction && instruction.legacy)) return;
  if (instruction.json === undefined && !isPosix(subject, instruction)) return;
  for (const { kind: what, start, end } of unquoted(rest, escape) ?? []) {
    const span = rest.part(start, end);
    if (what === 'blanks' && span.end - span.start === end - start && start > 0) yield span;
  }
}

function isPosix(subject: DockerfileSubject, instruction: Instruction): boolean {
  return subject.scripts(instruction).every(({ dialect }) => !/^(?:powershell|cmd|other)$/.test(dialect));
}

/** Does a word of the line above or below begin in the same column? */
function isColumn({ file }: DockerfileSubject, lines: readonly Line[], at: number): boolean {
  const { line, column } = file.lines.position(at);
  return [lines[line - 2], lines[line]].some(other => {
    if (other === undefined || other.blank || other.heredoc) return false;
    const place = other.start + column - 1;
    // Blanks in front of the escape character are no column of words.
    if (file.text[place] === file.escape && place === other.end - 1) return false;
    return place > other.start && place < other.end && isSpace(file.text[place - 1]) && !isSpace(file.text[place]);
  });
}
