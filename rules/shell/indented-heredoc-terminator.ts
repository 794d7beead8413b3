import { type Dockerfile, defineRule, type Hit, hit, type Redirect, type Script } from '../../src/rule.js';
import { heredocOf } from '../_share/errexit.js';
import { type Mistaken, mistakenTerminator } from '../_share/heredoc-terminators.js';

export default defineRule({
  id: 'indented-heredoc-terminator',
  aliases: ['SC1040', 'SC1039', 'tally/shellcheck/SC1040'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A heredoc does not end where it is meant to, because blanks stand around its terminator.',
  why: `The line that ends a heredoc holds its name and nothing else. With \`<<-EOF\` tabs may stand in front, blanks may not; with \`<<EOF\` nothing may. The heredoc then swallows everything that follows: the builder stops with
"unterminated heredoc", and a shell takes the rest of the script for text.

Take the blanks away, or write \`<<-\` and indent with tabs.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN <<EOF\n  make\n  EOF\nUSER app\n',
      at: 'EOF',
      fixed: 'FROM debian:12\nRUN <<EOF\n  make\nEOF\nUSER app\n',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY <<-"END" /x\n\ta\n\t  END \nCMD ["a"]\n',
      at: 'END',
      fixed: 'FROM debian:12\nCOPY <<-"END" /x\n\ta\n\tEND\nCMD ["a"]\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN <<SCRIPT\nset -e\ncat > /x <<EOF\na\n\tEOF\nmake\nSCRIPT\n',
      at: 'EOF',
      fixed: 'FROM debian:12\nRUN <<SCRIPT\nset -e\ncat > /x <<EOF\na\nEOF\nmake\nSCRIPT\n',
      note: 'the one that the shell reads',
    },
    {
      dockerfile: 'FROM debian:12\nRUN <<SCRIPT\ncat <<-EOF\na\n  EOF\nEOF\nSCRIPT\n',
      at: 'EOF',
      note: 'another line ends it by chance',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nmake\nEOF\nCOPY <<-EOF /x\n\ta\n\tEOF\n' },
    { dockerfile: 'FROM debian:12\nRUN <<EOF\nset -e\nmake\n', note: 'never ended at all: invalid-syntax' },
    {
      dockerfile: 'FROM debian:12\nCOPY <<EOF /x\nrun <<-EOF\n  EOF\nEOF\n',
      note: 'text of a file, indented on purpose',
    },
    { dockerfile: 'FROM debian:12\nRUN <<A\nset -e\ncat <<EOF > x\n EOFX\n  EO\nEOF\necho "<<B"\nA\n' },
    { dockerfile: 'FROM debian:12\nRUN <<A python3\nx = """\n  A\n"""\nA\n', note: 'no shell reads it' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run', 'copy', 'add')) {
      for (const { name, chomp, content, contentSpan, terminator } of instruction.heredocs) {
        if (terminator !== undefined) continue;
        const found = mistakenTerminator(content, contentSpan.start, name, chomp);
        if (found !== undefined) yield told(found, name, chomp);
      }
      if (instruction.kind !== 'run' || instruction.heredocs.length === 0) continue;
      for (const script of subject.scripts(instruction)) yield* within(subject.file, script);
    }
  },
});

/** Heredocs that the shell reads in the body of a heredoc of RUN. */
function* within({ text }: Dockerfile, script: Script): Iterable<Hit> {
  const outer = heredocOf(script);
  if (outer === undefined || outer.terminator === undefined) return;
  let count = 0;
  const seen = new Set<Redirect>();
  for (const { redirects } of script.commands)
    for (const redirect of redirects) {
      const { operator, target, span } = redirect;
      if (!operator.startsWith('<<') || operator === '<<<' || target?.value === undefined || seen.has(redirect))
        continue;
      seen.add(redirect);
      // Each look goes to the end of the body.
      if (++count > 64) return;
      const start = text.indexOf('\n', span.end) + 1;
      const body = text.slice(start, outer.contentSpan.end);
      const chomp = operator === '<<-';
      const end = endOf(body, target.value, chomp);
      if (end !== undefined && !chomp) continue;
      const found = mistakenTerminator(body.slice(0, end), start, target.value, chomp);
      if (found !== undefined) yield told(found, target.value, chomp, end !== undefined);
    }
}

/** Where the line stands that does end a heredoc. */
function endOf(body: string, name: string, chomp: boolean): number | undefined {
  for (let from = 0; from < body.length; ) {
    const feed = body.indexOf('\n', from);
    const end = feed === -1 ? body.length : feed;
    const line = body.slice(from, end).replace(/\r$/, '');
    if ((chomp ? line.replace(/^\t*/, '') : line) === name) return from;
    from = end + 1;
  }
  return undefined;
}

function told({ span, blanks }: Mistaken, name: string, chomp: boolean, later = false): Hit {
  return hit(
    span,
    later
      ? `this line does not end the heredoc <<-${name}: only tabs may stand in front`
      : `the heredoc <<${chomp ? '-' : ''}${name} does not end here: ${chomp ? 'only tabs may stand in front' : 'nothing may stand beside the name'}`,
    {
      help: 'take the blanks away',
      ...(later ? { severity: 'warning' as const, confidence: 'medium' as const } : {}),
      // Where another line ends it, that one would be left over.
      ...(!later && {
        fix: { title: 'Take the blanks away', safety: 'safe', edits: blanks.map(blank => ({ span: blank, text: '' })) },
      }),
    },
  );
}
