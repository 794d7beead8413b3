import { type DockerfileSubject, defineRule, hit, type Instruction, number, type Span } from '../../src/rule.js';
import { lineEnd } from '../_share/line-edits.js';
import { unquoted } from '../_share/unquoted.js';

export default defineRule({
  id: 'several-commands-on-a-line',
  aliases: ['newline-per-chained-call', 'tally/newline-per-chained-call'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'Chained commands, mounts or labels share a line.',
  why: `With one command on a line a comparison of versions shows which of them has changed, and an error's line number says which has failed. The same goes for mounts and labels.

\`|| true\`, \`|| exit 1\` and the like belong to the command in front of them and are left on its line. Here-documents, exec form, and scripts for other shells than those of Unix are left alone.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl || make x\n',
      at: '&&',
      fixed: 'FROM debian:12\nRUN apt-get update \\\n    && apt-get install -y curl \\\n    || make x\n',
    },
    {
      dockerfile: 'FROM debian:12\r\nRUN a && \\\r\n  b && c\r\n',
      at: '&&',
      fixed: 'FROM debian:12\r\nRUN a && \\\r\n  b \\\r\n  && c\r\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN --mount=type=cache,target=/a --mount=type=tmpfs,target=/b make\nLABEL a=b c="d e"  f=g\n',
      at: ['--mount=type=tmpfs,target=/b', 'c="d e"'],
      fixed:
        'FROM debian:12\nRUN --mount=type=cache,target=/a \\\n    --mount=type=tmpfs,target=/b make\nLABEL a=b \\\n    c="d e" \\\n    f=g\n',
    },
    {
      dockerfile: '# escape=`\nFROM debian:12\nHEALTHCHECK CMD a && b\nONBUILD RUN a && b\n',
      at: ['&&', '&&'],
      fixed: '# escape=`\nFROM debian:12\nHEALTHCHECK CMD a `\n    && b\nONBUILD RUN a `\n    && b\n',
    },
    { dockerfile: 'FROM debian:12\nRUN a && b && c\n', at: '&&', options: { minimum: 3 } },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nRUN a \\\n && b && \\\n c || true\nHEALTHCHECK CMD curl -f x || exit 1\n' },
    {
      dockerfile: 'FROM debian:12\nRUN echo "a && b" && \\\n  [ "$(a && b)" ] && \\\n (cd x && make)\n',
      note: 'nested',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN if a && b; then c; fi\nRUN [[ a && b ]] && (( a && b ))\nRUN while a || b; do c; done\n',
    },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\na && b\nEOF\nRUN cat <<EOF > /x && b\nEOF\nRUN ["a", "&&", "b"]\n' },
    { dockerfile: 'FROM debian:12\nLABEL a b c=d\nLABEL a=b\nLABEL a=b \\\n  c=d\nENV a=b c=d\nCMD a && b\n' },
    { dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nRUN a && b\nRUN make # a && b\n' },
    { dockerfile: 'FROM debian:12\nRUN a && b\n', options: { minimum: 3 } },
  ],
  options: { minimum: number('From how many commands in a chain on the rule speaks.', 2, 2) },
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run', 'healthcheck', 'label')) {
      const { found, message } = instruction.kind === 'label' ? labels(instruction) : mounts(instruction);
      const chained = instruction.kind === 'label' ? [] : operators(subject, instruction, subject.options.minimum);
      const shared = (spans: readonly Gap[]) => spans.filter(gap => isOneLine(subject, gap));
      for (const [gaps, text] of [
        [shared(found), message],
        [shared(chained), 'several commands of a chain share this line'],
      ] as const) {
        const [first] = gaps;
        if (first === undefined) continue;
        const edits = gaps.map(({ from, span: { start } }) => ({
          span: { start: from, end: start },
          text: ` ${subject.file.escape}${lineEnd(subject.file.text)}${indentOf(subject, instruction)}`,
        }));
        yield hit(first.span, text, {
          help: 'give each a line of its own',
          fix: { title: 'Break the line', safety: 'safe', edits },
        });
      }
    }
  },
});

/** Where a line could be broken: from the end of what stands in front to the token. */
interface Gap {
  readonly from: number;
  readonly span: Span;
  /** What must stand on the same line for it to be shared. */
  readonly until: number;
}

function between(spans: readonly Span[]): Gap[] {
  return spans.slice(1).map((span, i) => ({ from: (spans[i] as Span).end, span, until: span.start }));
}

function labels(instruction: Instruction): { found: Gap[]; message: string } {
  const pairs = instruction.kind === 'label' && !instruction.legacy ? instruction.pairs : [];
  return { found: between(pairs.map(({ span }) => span)), message: 'several labels share this line' };
}

function mounts({ flags }: Instruction): { found: Gap[]; message: string } {
  const spans = flags.filter(({ name }) => name === 'mount').map(({ span }) => span);
  return { found: between(spans), message: 'several mounts share this line' };
}

/** The operators of the chain that an instruction's script is. */
function operators(subject: DockerfileSubject, instruction: Instruction, minimum: number): Gap[] {
  const { rest, json, heredocs } = instruction;
  const [script, more] = subject.scripts(instruction);
  if (script === undefined || more !== undefined || json !== undefined || heredocs.length > 0) return [];
  const { chains, statements, errors, unparsed } = script;
  if (unparsed !== undefined || errors.length > 0) return [];
  const ends = new Map(statements.map(({ span }) => [span.start, span.end]));
  const outer = chains.filter(({ span }) => ends.get(span.start) === span.end);
  const tokens = (unquoted(rest, subject.file.escape) ?? []).filter(({ kind, nested }) => kind !== 'blanks' && !nested);
  const places = tokens.map(token => ({ ...token, span: rest.part(token.start, token.end) }));
  let next = 0;
  return outer.flatMap(({ span, operators, parts }) => {
    while ((places[next]?.span.start ?? span.start) < span.start) next++;
    const own: typeof places = [];
    for (; (places[next]?.span.end ?? span.end + 1) <= span.end; next++) own.push(places[next] as (typeof places)[0]);
    if (parts.length < minimum) return [];
    // A test of several parts or a loop in the chain has operators of its own: which is which nobody can say from here.
    if (own.length !== operators.length) return [];
    return own.flatMap(token => {
      const behind = /^[ \t]*/.exec(rest.text.slice(token.end, token.end + 200))?.[0].length ?? 0;
      if (
        token.kind === '||' &&
        /^\s*(?:true|false|:|exit|return)(?=[\s;)])/.test(`${rest.text.slice(token.end, token.end + 200)} `)
      )
        return [];
      const before = rest.text.slice(0, token.start).trimEnd().length;
      return [{ from: rest.at(before - 1) + 1, span: token.span, until: rest.at(token.end + behind) }];
    });
  });
}

function isOneLine({ file: { text } }: DockerfileSubject, { from, until }: Gap): boolean {
  return !text.slice(from, until).includes('\n');
}

/** The indentation of the instruction's second line, else its own and four blanks. */
function indentOf({ file: { text, lines } }: DockerfileSubject, instruction: Instruction): string {
  const first = lines.start(instruction.line);
  const own = /^[ \t]*/.exec(text.slice(first, instruction.span.start))?.[0] ?? '';
  const feed = text.indexOf('\n', instruction.span.start) + 1;
  if (feed === 0 || feed > instruction.span.end) return `${own}    `;
  return /^[ \t]*/.exec(text.slice(feed, feed + 80))?.[0] || `${own}    `;
}
