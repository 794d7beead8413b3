import { type DockerfileSubject, type Hit, hit, type Instruction } from '../../src/rule.js';

/** An instruction of which only the last one in a stage counts: a finding at each earlier, dead one. */
export function* overridden(
  subject: Pick<DockerfileSubject, 'file'>,
  kind: 'cmd' | 'entrypoint' | 'healthcheck',
): Iterable<Hit> {
  for (const stage of subject.file.stages) {
    const own = stage.instructions.filter(instruction => instruction.kind === kind);
    const triggers = stage.instructions.flatMap(instruction =>
      instruction.kind === 'onbuild' && instruction.trigger?.kind === kind ? [instruction.trigger] : [],
    );
    yield* dead(own, kind);
    yield* dead(triggers, kind);
  }
}

function* dead(instructions: readonly Instruction[], kind: string): Iterable<Hit> {
  const last = instructions.at(-1);
  if (last === undefined) return;
  for (const instruction of instructions.slice(0, -1)) {
    yield hit(
      instruction.keyword.span,
      `this ${kind.toUpperCase()} has no effect, the one on line ${last.line} replaces it`,
      {
        help: 'delete the one that is not meant',
        also: [{ in: 'dockerfile', span: last.span }],
      },
    );
  }
}
