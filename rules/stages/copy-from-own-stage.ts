import { defineRule, hit } from '../../src/rule.js';
import { stageReferences } from '../_share/stage-references.js';

export default defineRule({
  id: 'copy-from-own-stage',
  aliases: [
    'DL3023',
    'tally/hadolint/DL3023',
    'DS-0006',
    'AVD-DS-0006',
    'DS006',
    'no-self-referencing-copy-from',
    'docker-no-self-referencing-copy-from',
    'cdddb86f-95f6-4fc4-b5a1-483d9afceb2b',
  ],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A stage copies from itself.',
  why: `A stage cannot be built before itself, so the builder stops. It holds for \`--from\` of COPY and for \`from\` of a mount, by name in any letter case or by number. An image of the
same name cannot be meant: a stage goes first.

Name the stage that has the files. Inside one stage \`RUN cp -r\` copies.`,
  bad: [
    { dockerfile: 'FROM debian:12 AS build\nCOPY --from=build /a /b\n', at: 'build' },
    {
      dockerfile:
        'FROM alpine:3.20 AS Tools\nFROM debian:12 AS App\nCOPY --from=tools /a /b\nCOPY --from=APP /a /b\nADD --from=1 /a /b\n',
      at: ['APP', '1'],
      note: 'in other letters, and by its number',
    },
    {
      dockerfile: 'FROM debian:12 AS build\nRUN --mount=type=bind,from=build,target=/x ls /x\n',
      at: 'build',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12 AS build\nFROM build AS test\nCOPY --from=build /a /b\nCOPY --from=0 /a /b\nRUN --mount=from=build,target=/x ls /x\n',
    },
    {
      dockerfile: 'FROM debian:12 AS base\nFROM alpine:3.20 AS base\nCOPY --from=0 /a /b\n',
      note: 'the other stage of that name',
    },
    { dockerfile: 'FROM debian:12 AS build\nONBUILD COPY --from=build /a /b\n', note: "another file's stage" },
    { dockerfile: 'FROM nginx AS web\nCOPY --from=nginx:latest /a /b\n' },
  ],
  *dockerfile(subject) {
    for (const { instruction, stage, name, span, by } of stageReferences(subject)) {
      if (subject.stageNamed(name, instruction) !== stage) continue;
      yield hit(span, `${by}=${name} is the stage that this stands in, which cannot be built before itself`, {
        help: 'name the stage that has the files; inside one stage use RUN cp',
        // A number of no earlier stage has this name elsewhere.
        ...(/^\d+$/.test(name) ? { code: 'DL3022' } : {}),
      });
    }
  },
});
