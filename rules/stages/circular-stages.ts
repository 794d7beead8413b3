import { defineRule, hit, type Stage } from '../../src/rule.js';
import { cycles, stageReferences } from '../_share/stage-references.js';

/** So many other places are shown with a finding. */
const MOST = 20;

export default defineRule({
  id: 'circular-stages',
  aliases: ['tally/circular-stage-deps'],
  controls: [],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'Stages need one another in a circle.',
  why: `No order of building exists in which each stage finds what it copies, so BuildKit stops: "circular dependency detected on stage". It comes about when a stage copies from one
further down that copies from it, or is made FROM it.

Move what both need into a stage of its own above them.`,
  bad: [
    {
      dockerfile:
        'FROM golang:1.24 AS build\nCOPY --from=runtime /tini /tini\nFROM debian:12 AS runtime\nCOPY --from=build /app /app\nFROM runtime\n',
      at: 'runtime',
    },
    {
      dockerfile:
        'FROM debian:12\nCOPY --from=1 /a /a\nFROM alpine:3.20\nRUN --mount=from=2,target=/x ls /x\nFROM debian:12\nCOPY --from=0 /a /a\n',
      at: '1',
      note: 'three stages by number, one by a mount',
    },
    {
      dockerfile:
        'FROM debian:12 AS a\nCOPY --from=b /x /x\nFROM a AS b\nFROM alpine:3.20 AS c\nCOPY --from=d /x /x\nFROM c AS d\n',
      at: ['b', 'd'],
      note: 'two circles, each closed by FROM',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12 AS deps\nFROM deps AS build\nCOPY --from=deps /a /a\nFROM alpine:3.20\nCOPY --from=build /a /a\nCOPY --from=deps /a /a\n',
    },
    { dockerfile: 'FROM debian:12\nCOPY --from=later /a /a\nFROM alpine:3.20 AS later\n', note: 'no circle' },
    { dockerfile: 'FROM debian:12 AS a\nCOPY --from=a /a /b\n', note: 'copy-from-own-stage says it' },
  ],
  *dockerfile(subject) {
    for (const { stages, references } of cycles(subject, stageReferences(subject))) {
      // FROM looks back only: what closes a circle is a reference to a stage further down.
      const forward = references.find(
        ({ name, instruction, stage }) => (subject.stageNamed(name, instruction)?.index ?? -1) > stage.index,
      );
      if (forward === undefined) continue;
      const others = references.filter(reference => reference !== forward).slice(0, MOST);
      yield hit(forward.span, `${listed(stages)} need one another, so none can be built first`, {
        help: 'move what both need into a stage of its own above them',
        also: others.map(({ span }) => ({ in: 'dockerfile', span })),
      });
    }
  },
});

function listed(stages: readonly Stage[]): string {
  const names = stages.slice(0, 4).map(({ name, index }) => name ?? String(index));
  const more = stages.length - names.length;
  const last = more > 0 ? `${more} more` : (names.pop() as string);
  return `the stages ${names.join(', ')} and ${last}`;
}
