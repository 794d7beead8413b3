import {
  type DockerfileSubject,
  defineRule,
  type FromInstruction,
  hit,
  nearest,
  PLATFORM_ARGUMENTS,
  replacing,
  type Span,
} from '../../src/rule.js';

export default defineRule({
  id: 'undefined-arg-in-from',
  aliases: ['UndefinedArgInFrom', 'tally/buildkit/UndefinedArgInFrom', 'BASE_NAME_EMPTY'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'FROM uses a variable that no ARG before the first FROM declares.',
  why: `FROM sees only the ARGs above the first FROM and the platform variables that the builder sets. A variable declared inside a stage, or by ENV, is empty here: \`FROM app:$V\` becomes \`FROM app:\` and the build
fails, or takes another image than meant. \`\${V:-default}\` gives a value of its own and is fine.`,
  bad: [
    {
      dockerfile: 'ARG VERSION=12\nFROM debian:$VERSIN\n',
      at: '$VERSIN',
      fixed: 'ARG VERSION=12\nFROM debian:$VERSION\n',
    },
    {
      dockerfile: 'FROM debian:12 AS a\nARG V=1\nENV W=1\nFROM app:${V}-$W\n',
      at: ['${V}', '$W'],
      note: 'ARG and ENV of a stage are not seen by FROM',
    },
    {
      dockerfile: 'FROM --platform=$BULIDPLATFORM debian:12\n',
      at: '$BULIDPLATFORM',
      fixed: 'FROM --platform=$BUILDPLATFORM debian:12\n',
    },
  ],
  good: [
    { dockerfile: 'ARG V\nFROM --platform=$BUILDPLATFORM debian:$V\nFROM debian:${W:-12}\nFROM debian:${X-12}\n' },
  ],
  *dockerfile(subject) {
    const declared = new Set(PLATFORM_ARGUMENTS);
    for (const instruction of subject.file.instructions) {
      if (instruction.kind === 'from') break;
      if (instruction.kind === 'arg') for (const { key } of instruction.pairs) declared.add(key.text);
    }
    for (const { from } of subject.file.stages) {
      for (const { name, span } of variablesOf(from, subject)) {
        if (declared.has(name)) continue;
        const meant = nearest(name, [...declared]);
        const written = subject.file.text.slice(span.start, span.end);
        yield hit(span, `no ARG before the first FROM declares ${name}, so it is empty here`, {
          help:
            meant === undefined
              ? `put ARG ${name} before the first FROM`
              : `write ${meant}, or put ARG ${name} before the first FROM`,
          ...(meant === undefined
            ? {}
            : { fix: replacing(span, written.replace(name, meant), `Write ${meant}`, 'review') }),
        });
      }
    }
  },
});

/** The variables in the image and the platform that have no default of their own. */
function variablesOf(
  from: FromInstruction,
  subject: Pick<DockerfileSubject, 'stateBefore' | 'file'>,
): { name: string; span: Span }[] {
  const first = subject.file.stages[0]?.from ?? from;
  const state = subject.stateBefore(first);
  const inImage =
    from.image === undefined
      ? []
      : state
          .expand(from.image)
          .variables.map(use => ({ ...use, span: from.image?.part(use.span.start, use.span.end) as Span }));
  const inFlags = from.flags.flatMap(flag =>
    flag.name !== 'platform' || flag.value === undefined
      ? []
      : state.expand(flag.value).variables.map(use => ({
          ...use,
          span: { start: flag.valueSpan.start + use.span.start, end: flag.valueSpan.start + use.span.end },
        })),
  );
  return [...inImage, ...inFlags].filter(
    ({ modifier, name }) =>
      modifier !== ':-' && modifier !== '-' && modifier !== ':+' && modifier !== '+' && /^[A-Za-z_]/.test(name),
  );
}
