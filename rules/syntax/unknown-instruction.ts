import { defineRule, hit, type Instruction, nearest, replacing } from '../../src/rule.js';

const KEYWORDS =
  'FROM RUN CMD LABEL MAINTAINER EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL'.split(
    ' ',
  );

export default defineRule({
  id: 'unknown-instruction',
  aliases: ['tally/unknown-instruction', 'UNKNOWN_INSTRUCTION', 'invalid_command'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A line begins with a word that is no instruction.',
  why: `The builder refuses the whole file. Most often the word is mistyped, or the line belongs to the one before it: the backslash at that
line's end is missing, or something stands behind it, and the rest of the command is now read as an instruction.

Letter case does not matter to Docker, and bodies of heredocs are never read as instructions.`,
  bad: [
    { dockerfile: 'FROM debian:12\nRUNN make\n', at: 'RUNN', fixed: 'FROM debian:12\nRUN make\n' },
    {
      dockerfile: 'FROM debian:12\nRUN apt-get update\n  && apt-get install -y curl\n',
      at: '&&',
      note: 'the backslash is missing on the line above',
    },
    { dockerfile: 'FROM debian:12\nRUN a \\\\\n  b\nUSER x\n', at: 'b', note: 'two backslashes continue nothing' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nrun make\nRUN <<EOF\nmake\nEOF\n' },
    {
      dockerfile: 'int main() {\n  return 0;\n}\n',
      note: 'what is no Dockerfile at all is told once, by another rule',
    },
  ],
  *dockerfile({ file }) {
    if (file.stages.length === 0 && file.instructions.every(instruction => instruction.kind === 'unknown')) return;
    for (const instruction of file.instructions) {
      if (instruction.kind !== 'unknown') continue;
      const word = instruction.keyword.text;
      const meant = nearest(word, KEYWORDS);
      if (meant !== undefined && /^[a-z]+$/i.test(word)) {
        yield hit(instruction.keyword.span, `${shown(word)} is no instruction, ${meant} is`, {
          fix: replacing(instruction.keyword.span, meant, `Write ${meant}`, 'review'),
        });
      } else
        yield hit(instruction.keyword.span, `${shown(word)} is no instruction`, {
          help: helpFor(instruction, file.instructions[instruction.index - 1]),
        });
    }
  },
});

const shown = (word: string): string =>
  word === '' ? 'a lone escape character' : word.length > 30 ? `${word.slice(0, 30)}…` : word;

function helpFor(instruction: Instruction, before: Instruction | undefined): string {
  if (before === undefined || before.kind === 'from')
    return 'a Dockerfile holds instructions such as FROM, RUN and COPY, one a line';
  const why =
    instruction.line === before.endLine + 1
      ? 'this line looks like the rest of the one above'
      : `this looks like the rest of line ${before.endLine}`;
  return `${why}: end that one with the escape character, and nothing behind it`;
}
