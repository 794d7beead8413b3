import { defineRule, hit } from '../../src/rule.js';
import { flagOf, stageOf } from '../_share/copies.js';
import { resolvePath } from '../_share/workdirs.js';

export default defineRule({
  id: 'whole-filesystem-copied',
  aliases: ['DL3067', 'tally/hadolint/DL3067'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'COPY --from takes the whole file system of another image.',
  why: `Everything of the other image is laid over this one: its packages, its package database, its accounts in \`/etc\`, its caches. What was here before is overwritten in part, so that the
database and the files no longer agree, scanners report the wrong packages, and the layer holds a second system.

Copy what is needed: \`COPY --from=build /usr/local/ /usr/local/\`. In a stage that begins \`FROM scratch\` the same line is the known way to make one layer of an image; there it is told
as info, for nothing is overwritten, but what the other stage left behind still comes along, and ENV, USER, CMD and the rest of its configuration do not.`,
  bad: [
    { dockerfile: 'FROM debian:12 AS build\nRUN make\nFROM debian:12\nCOPY --from=build / /\n', at: '/ /' },
    {
      dockerfile: 'FROM debian:12 AS build\nFROM alpine:3.20\nWORKDIR /\nCOPY --from=build ["/", "."]\n',
      at: '["/", "."]',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY --from=acme/tools:1 /bin/. /opt/\nCOPY --from=acme/tools:1 /* "/"\n',
      at: '/* "/"',
    },
    {
      dockerfile: 'FROM debian:12 AS build\nFROM scratch\nCOPY --from=build / /\n',
      at: '/ /',
      note: 'flattening, told as info',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12 AS build\nFROM debian:12\nCOPY --from=build /app /\nCOPY --from=build / /rootfs\nCOPY / /\nCOPY --from=build /usr/ /usr/\n',
    },
    { dockerfile: 'FROM debian:12 AS build\nARG D\nFROM acme/base\nCOPY --from=build / .\nCOPY --from=build / $D\n' },
    { dockerfile: 'FROM debian:12 AS build\nFROM debian:12\nWORKDIR /app\nCOPY --from=build / .\n' },
  ],
  *dockerfile(subject) {
    for (const copy of subject.instructions('copy')) {
      const { destination, sources } = copy;
      const stage = stageOf(subject, copy);
      if (stage === undefined || destination === undefined || flagOf(copy, 'from') === undefined) continue;
      const state = subject.stateBefore(copy);
      const target = state.expand(destination).value;
      const folder = target?.startsWith('/') === true ? '/' : state.workdir.value;
      if (target === undefined || target === '' || folder === undefined || resolvePath(folder, target) !== '/')
        continue;
      const whole = sources.some(source => /^\/?[/.]*\/?\*?$/.test(state.expand(source).value || 'x'));
      if (!whole) continue;
      const flattens = subject.rootOf(stage).base.kind === 'scratch';
      yield hit(
        copy.json?.span ?? { start: (sources[0] ?? destination).span.start, end: destination.span.end },
        flattens
          ? 'the whole other file system comes along, with what its build left behind, but not its configuration'
          : 'this lays the whole file system of another image over this one, whatever is in it',
        { help: 'copy the directories that are needed', ...(flattens ? { severity: 'info' as const } : {}) },
      );
    }
  },
});
