import {
  type Chain,
  defineRule,
  type Fix,
  hit,
  type Pipeline,
  type Script,
  type Span,
  type Statement,
} from '../../src/rule.js';
import { heredocOf, mayFail } from '../_share/errexit.js';

export default defineRule({
  id: 'commands-joined-by-semicolon',
  aliases: ['no_ampersand_usage'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: 'Commands of a RUN are joined by a semicolon, so that the first may fail unseen.',
  why: `\`RUN make; make install\` succeeds when \`make install\` does, whatever \`make\` has said. Only the last command's status counts.

Join them with \`&&\`, or begin with \`set -e;\`. A failure that is meant to be passed over is written \`make || true\`.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN make; make install\n',
      at: ';',
      fixed: 'FROM debian:12\nRUN make && make install\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN a && b ; \\\n    c | d;e; echo done\n',
      at: ';',
      fixed: 'FROM debian:12\nRUN a && b && \\\n    c | d && e && echo done\n',
    },
    { dockerfile: 'FROM debian:12\nONBUILD RUN make; make install\n', at: ';' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nRUN set -ex; make; make install\n' },
    { dockerfile: 'FROM debian:12\nSHELL ["/bin/bash", "-ec"]\nRUN make; make install\n' },
    {
      dockerfile:
        'FROM debian:12\nRUN if a; then b; fi && for x in 1; do y; z; done && { c; d; } && case e in e) f;; esac\n',
    },
    { dockerfile: 'FROM debian:12\nRUN make test; true\nRUN make test || true; make; exit 0\n', note: 'meant' },
    {
      dockerfile:
        'FROM debian:12\nRUN X=1; export Y=2; echo $X; make & P=$!; Z=$(ls); if [ $Z ]; then y; fi\nRUN make;\n',
      note: 'nothing that may fail',
    },
    { dockerfile: 'FROM debian:12\nRUN cd /x; make\n', note: 'told by unchecked-cd' },
    { dockerfile: 'FROM debian:12\nRUN find . -exec rm {} \\; && echo "a; b"\n' },
    { dockerfile: 'FROM mcr.microsoft.com/powershell\nSHELL ["pwsh", "-c"]\nRUN a; b\n' },
  ],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run'))
      for (const script of subject.scripts(instruction)) {
        if (script.unparsed !== undefined || heredocOf(script) !== undefined) continue;
        const parts = partsOf(script);
        const joints = script.statements.filter((statement, i) => isJoint(parts, statement, script.statements[i + 1]));
        const first = joints[0]?.separator;
        if (first === undefined) continue;
        yield hit(first, 'the command in front of this semicolon may fail unseen', {
          help: 'write && instead, or begin with set -e',
          fix: joined(subject.file.text, joints),
        });
      }
  },
});

/** Is the statement's status lost at its semicolon, and nobody has said that this is meant? */
function isJoint(
  { chains, pipelines }: Parts,
  { separator, errexit, command, span }: Statement,
  next: Statement | undefined,
): boolean {
  if (separator === undefined || next === undefined || errexit) return false;
  const follows = next.command?.name;
  if (follows === 'true' || follows === ':' || follows === 'exit') return false;
  // What a lone assignment has got is mostly looked at next.
  if (command !== undefined) return command.name !== 'cd' && command.name !== '' && mayFail(command);
  const chain = chains.get(span.start);
  if (chain?.span.end === span.end) return !chain.operators.includes('||');
  return pipelines.get(span.start)?.span.end === span.end;
}

/** Chains and pipes by where they begin; of two that begin together the longer one. */
interface Parts {
  readonly chains: ReadonlyMap<number, Chain>;
  readonly pipelines: ReadonlyMap<number, Pipeline>;
}

function partsOf({ chains, pipelines }: Script): Parts {
  return { chains: byStart(chains), pipelines: byStart(pipelines) };
}

function byStart<T extends { readonly span: Span }>(all: readonly T[]): Map<number, T> {
  const found = new Map<number, T>();
  for (const each of all) {
    const other = found.get(each.span.start);
    if (other === undefined || other.span.end < each.span.end) found.set(each.span.start, each);
  }
  return found;
}

function joined(text: string, joints: readonly Statement[]): Fix {
  const edits = joints.flatMap(({ separator }) => {
    if (separator === undefined) return [];
    const before = /\s/.test(text[separator.start - 1] ?? '') ? '' : ' ';
    const behind = /\s/.test(text[separator.end] ?? '') ? '' : ' ';
    return [{ span: separator, text: `${before}&&${behind}` }];
  });
  return { title: 'Join the commands with &&', safety: 'review', edits };
}
