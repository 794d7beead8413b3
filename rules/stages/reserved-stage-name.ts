import { defineRule, hit } from '../../src/rule.js';

const RESERVED = new Set(['scratch', 'context']);

export default defineRule({
  id: 'reserved-stage-name',
  aliases: ['DL3063', 'ReservedStageName', 'tally/buildkit/ReservedStageName'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A stage has a name that means something else to the builder.',
  why: `\`scratch\` is the empty image and \`context\` the build context. A stage of that name cannot be told from them: \`FROM scratch\` still means the empty image.
Choose another name.`,
  bad: [{ dockerfile: 'FROM debian:12 AS scratch\nFROM debian:12 AS Context\n', at: ['scratch', 'Context'] }],
  good: [{ dockerfile: 'FROM scratch AS scratch-base\nFROM scratch\n' }],
  *dockerfile({ file }) {
    for (const { name, from } of file.stages) {
      if (name !== undefined && from.name !== undefined && RESERVED.has(name))
        yield hit(from.name.span, `${name} is a reserved name, no stage can be called so`);
    }
  },
});
