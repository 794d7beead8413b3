import { defineRule, hit, replacing } from '../../src/rule.js';
import { stageReferences } from '../_share/stage-references.js';

export default defineRule({
  id: 'stage-by-index',
  aliases: ['68a51e22-ae5a-4d48-8e87-b01a323605c9'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A stage is named by its number.',
  why: `Numbers change when somebody puts a stage in between, and the copy then takes another stage's files, mostly without an error. A name says what comes from where.

Give the stage a name, \`FROM golang:1.24 AS build\`, and write that: \`COPY --from=build\`.`,
  bad: [
    {
      dockerfile:
        'FROM golang:1.24 AS Build\nFROM debian:12\nCOPY --from=0 /a /b\nRUN --mount=type=bind,from=0,target=/x ls /x\n',
      at: ['0', '0'],
      fixed:
        'FROM golang:1.24 AS Build\nFROM debian:12\nCOPY --from=build /a /b\nRUN --mount=type=bind,from=build,target=/x ls /x\n',
    },
    {
      dockerfile: 'FROM golang:1.24\nFROM debian:12\nCOPY --from=0 /a /b\n',
      at: '0',
      note: 'the stage has no name yet',
    },
  ],
  good: [
    { dockerfile: 'FROM golang:1.24 AS build\nFROM debian:12\nCOPY --from=build /a /b\nCOPY 0 /b\n' },
    { dockerfile: 'FROM debian:12\nCOPY --from=3 /a /b\n', note: 'unknown-stage says it' },
    { dockerfile: 'FROM debian:12\nCOPY --from=0 /a /b\n', note: 'copy-from-own-stage says it' },
    { dockerfile: 'FROM debian:12\nONBUILD COPY --from=0 /a /b\n', note: "another file's stage" },
  ],
  *dockerfile(subject) {
    const { stages } = subject.file;
    for (const { instruction, stage, name, span } of stageReferences(subject)) {
      const found = /^\d+$/.test(name) ? stages[Number(name)] : undefined;
      if (found === undefined || found.index >= stage.index) continue;
      // A name that stands twice, or is a number itself, may mean another stage here.
      const own = found.name !== undefined && !/^\d+$/.test(found.name) ? found.name : undefined;
      const usable = own !== undefined && subject.stageNamed(own, instruction) === found ? own : undefined;
      const exact = span.end - span.start === name.length;
      yield hit(span, `stage ${name} is another one as soon as somebody puts a stage before it`, {
        help:
          usable === undefined ? `give the stage on line ${found.from.line} a name, and write that` : `write ${usable}`,
        ...(usable === undefined || !exact ? {} : { fix: replacing(span, usable, "Write the stage's name") }),
      });
    }
  },
});
