import { defineRule, hit } from '../../src/rule.js';

export default defineRule({
  id: 'duplicate-stage-name',
  aliases: [
    'DL3024',
    'DuplicateStageName',
    'tally/buildkit/DuplicateStageName',
    'DS-0012',
    'AVD-DS-0012',
    'DS012',
    'no-duplicate-alias',
    'docker-no-duplicate-alias',
    'CKV_DOCKER_11',
    'f2daed12-c802-49cd-afed-fe41d0b82fed',
    'DUPLICATE_BUILD_STAGE_NAME',
  ],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'Two stages have the same name.',
  why: `A later \`FROM name\`, \`COPY --from=name\` or \`--target name\` silently means another stage than the reader thinks: the last one of that name above it. Names compare without
letter case, so \`Build\` and \`build\` are the same. Give each stage a name of its own.`,
  bad: [
    { dockerfile: 'FROM debian:12 AS build\nFROM alpine:3.20 AS build\n', at: 'build' },
    {
      dockerfile: 'FROM debian:12 AS Build\nFROM alpine:3.20 as bUILD\nFROM scratch AS build\n',
      at: ['bUILD', 'build'],
      note: 'letter case does not tell them apart',
    },
  ],
  good: [{ dockerfile: 'FROM debian:12 AS build\nFROM build AS test\nFROM build\nFROM scratch\n' }],
  *dockerfile({ file }) {
    const seen = new Map<string, number>();
    for (const { name, from } of file.stages) {
      if (name === undefined || from.name === undefined) continue;
      const first = seen.get(name);
      if (first === undefined) seen.set(name, from.line);
      else
        yield hit(from.name.span, `line ${first} has a stage called ${name} already`, {
          help: 'give each stage a name of its own',
        });
    }
  },
});
