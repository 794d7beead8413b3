import { type DockerfileSubject, defineRule, hit, type Instruction, type InstructionOf } from '../../src/rule.js';
import { isNeighbour } from '../_share/neighbours.js';

export default defineRule({
  id: 'consecutive-runs',
  aliases: ['DL3059', '0008c003-79aa-42d8-95b8-1c2fe37dbfe6'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'all',
  summary: 'Two RUN instructions of one command each, or two COPY to one place, stand one behind the other.',
  why: `Joined they are one layer instead of two. That makes an image smaller only where the second changes what the first has written, which \`rewritten-in-later-layer\` and \`deleted-in-later-layer\` tell; apart from that it costs the build cache: when
the second command changes, the first runs anew. So this rule is on only for those who ask for everything.

RUN instructions with other flags than the one in front, with chains, scripts or heredocs are left alone.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN a\n# b\nRUN b\nCOPY x /d/\nCOPY y /d/\n',
      at: ['RUN', 'COPY'],
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN a\nRUN b; c\nRUN <<EOF\nd\nEOF\nCOPY x /d\nCOPY --chown=1 y /d\nRUN --network=none e\n',
    },
  ],
  *dockerfile(subject) {
    let before: Instruction | undefined;
    for (const instruction of subject.file.instructions) {
      if (before !== undefined && isNeighbour(before, instruction) && joins(subject, before, instruction))
        yield hit(
          instruction.keyword.span,
          `this ${instruction.keyword.text.toUpperCase()} could be one with the one in front of it`,
          { help: instruction.kind === 'run' ? 'join them with &&' : 'name both sources in one instruction' },
        );
      before = instruction;
    }
  },
});

function joins(subject: Pick<DockerfileSubject, 'scripts'>, a: Instruction, b: Instruction): boolean {
  if (a.kind === 'run') return isSingle(subject, a) && isSingle(subject, b);
  if ((a.kind !== 'copy' && a.kind !== 'add') || a.heredocs.length + b.heredocs.length > 0) return false;
  const other = b as InstructionOf<'copy' | 'add'>;
  return a.destination !== undefined && a.destination.text === other.destination?.text;
}

/** One command, no chain and no heredoc. */
function isSingle(subject: Pick<DockerfileSubject, 'scripts'>, instruction: Instruction): boolean {
  const [script, more] = subject.scripts(instruction);
  if (script === undefined || more !== undefined || instruction.heredocs.length > 0) return false;
  return script.statements.length < 2 && script.chains.length === 0;
}
