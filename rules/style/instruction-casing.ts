import { defineRule, hit, oneOf, replacing } from '../../src/rule.js';

export default defineRule({
  id: 'instruction-casing',
  aliases: [
    'ConsistentInstructionCasing',
    'tally/buildkit/ConsistentInstructionCasing',
    'CASING_INSTRUCTION',
    'uppercase_commands',
  ],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'Instructions are not all written in the same letter case.',
  why: `Docker takes any case. A file that mixes them is harder to scan, and a lone small \`run\` between capitals is easily taken for a part of the command above it.
By default the case of the majority counts, capitals if there is none.`,
  bad: [
    { dockerfile: 'FROM debian:12\nrun make\nUSER x\n', at: 'run', fixed: 'FROM debian:12\nRUN make\nUSER x\n' },
    { dockerfile: 'from debian:12\nrun make\nUSER x\n', at: 'USER', fixed: 'from debian:12\nrun make\nuser x\n' },
    {
      dockerfile: 'From debian:12\n',
      at: 'From',
      fixed: 'FROM debian:12\n',
      note: 'mixed within a word is never right',
    },
    { dockerfile: 'from debian:12\n', at: 'from', options: { case: 'upper' } },
  ],
  good: [
    {
      dockerfile: 'FROM debian:12\nRUN <<EOF\nuser\nEOF\nONBUILD run x\n',
      note: 'only the first keyword of a line counts',
    },
    { dockerfile: 'from debian:12\nrun make\n' },
  ],
  options: {
    case: oneOf(
      'The case to write instructions in; `consistent` takes that of the majority.',
      ['consistent', 'upper', 'lower'],
      'consistent',
    ),
  },
  *dockerfile({ file, options }) {
    const known = file.instructions
      .filter(instruction => instruction.kind !== 'unknown')
      .map(instruction => instruction.keyword);
    const lower = known.filter(({ text }) => text === text.toLowerCase()).length;
    const upper = known.filter(({ text }) => text === text.toUpperCase()).length;
    const toLower = options.case === 'lower' || (options.case === 'consistent' && lower > upper);
    for (const keyword of known) {
      const wanted = toLower ? keyword.text.toLowerCase() : keyword.text.toUpperCase();
      if (keyword.text === wanted) continue;
      yield hit(
        keyword.span,
        `${keyword.text} is not written in ${toLower ? 'small letters' : 'capitals'} as the other instructions are`,
        {
          help: `write ${wanted}`,
          fix: replacing(keyword.span, wanted, `Write ${wanted}`),
        },
      );
    }
  },
});
