import { defineRule, hit, type Instruction, mountsOf, type Span } from '../../src/rule.js';

export default defineRule({
  id: 'stage-name-casing',
  aliases: ['StageNameCasing', 'tally/buildkit/StageNameCasing'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A stage name has capital letters.',
  why: `Docker compares stage names without letter case and shows them in small letters, so capitals tell nothing apart and do not show up in the build's output. Image names may hold
no capitals at all; small letters throughout save the reader a thought.`,
  bad: [
    {
      dockerfile:
        'FROM debian:12 AS BuildBase\nFROM buildbase\nFROM BuildBase\nCOPY --from=BuildBase /a /b\nRUN --mount=type=bind,from=BuildBase,target=/x true\n',
      at: 'BuildBase',
      fixed:
        'FROM debian:12 AS buildbase\nFROM buildbase\nFROM buildbase\nCOPY --from=buildbase /a /b\nRUN --mount=type=bind,from=buildbase,target=/x true\n',
    },
  ],
  good: [{ dockerfile: 'FROM debian:12 AS build-base\nFROM build-base AS test_2\n' }],
  *dockerfile({ file }) {
    const instructions = file.instructions.map(instruction =>
      instruction.kind === 'onbuild' ? (instruction.trigger ?? instruction) : instruction,
    );
    for (const { name, from } of file.stages) {
      if (name === undefined || from.name === undefined || from.name.text === name) continue;
      const others = instructions
        .filter(instruction => instruction.index > from.index)
        .flatMap(instruction => referencesTo(name, instruction, file.text));
      yield hit(from.name.span, `the stage name ${from.name.text} has capital letters`, {
        help: `write ${name}`,
        fix: {
          title: 'Write the name in small letters',
          safety: 'safe',
          edits: [from.name.span, ...others].map(span => ({ span, text: name })),
        },
      });
    }
  },
});

/** Where an instruction names the stage in other letters. */
function referencesTo(name: string, instruction: Instruction, text: string): Span[] {
  const spans: Span[] = [];
  if (instruction.kind === 'from' && instruction.image !== undefined) spans.push(instruction.image.span);
  for (const flag of instruction.flags) if (flag.name === 'from') spans.push(flag.valueSpan);
  for (const { from, flag } of mountsOf(instruction)) {
    const at = from === undefined ? -1 : text.slice(flag.span.start, flag.span.end).indexOf(`from=${from}`);
    if (from !== undefined && at !== -1)
      spans.push({ start: flag.span.start + at + 5, end: flag.span.start + at + 5 + from.length });
  }
  return spans.filter(span => {
    const written = text.slice(span.start, span.end);
    return written !== name && written.toLowerCase() === name;
  });
}
