import { defineRule, hit } from '../../src/rule.js';

export default defineRule({
  id: 'instruction-before-from',
  aliases: ['DL3061', 'tally/hadolint/DL3061'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'An instruction other than ARG stands before the first FROM.',
  why: `Only ARG may come before the first FROM, because its value may be needed in FROM itself. The builder refuses anything else there: there is
no image yet that the instruction could change. Move it below FROM.`,
  bad: [
    { dockerfile: 'ENV A=1\nFROM debian:12\n', at: 'ENV' },
    { dockerfile: 'ARG A\nLABEL a=b\nONBUILD RUN x\nFROM debian:12\n', at: ['LABEL', 'ONBUILD'] },
  ],
  good: [{ dockerfile: '# syntax=docker/dockerfile:1\n# a comment\n\nARG V=12\nFROM debian:$V\n' }],
  *dockerfile({ file }) {
    if (file.stages.length === 0) return;
    for (const instruction of file.instructions) {
      if (instruction.kind === 'from') return;
      if (instruction.kind === 'arg' || instruction.kind === 'unknown') continue;
      yield hit(
        instruction.keyword.span,
        `${instruction.keyword.text.toUpperCase()} stands before the first FROM, only ARG may`,
      );
    }
  },
});
