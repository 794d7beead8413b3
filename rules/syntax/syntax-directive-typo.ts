import { defineRule, hit, nearest, replacing } from '../../src/rule.js';

const KNOWN = [
  'docker/dockerfile',
  'docker.io/docker/dockerfile',
  'docker/dockerfile-upstream',
  'docker.io/docker/dockerfile-upstream',
];

export default defineRule({
  id: 'syntax-directive-typo',
  aliases: ['tally/syntax-directive-typo'],
  controls: [],
  severity: 'error',
  confidence: 'medium',
  preset: 'recommended',
  summary: 'The `# syntax=` directive names a frontend that looks mistyped.',
  why: `BuildKit pulls and runs the image named there to read the file. A mistyped name is somebody else's image, or none. Frontends of your own, with a name that is not nearly
Docker's, are left alone.`,
  bad: [
    {
      dockerfile: '# syntax=docker/dockerfle:1\nFROM debian:12\n',
      at: 'docker/dockerfle:1',
      fixed: '# syntax=docker/dockerfile:1\nFROM debian:12\n',
    },
    { dockerfile: '# syntax=docker/dockerfile :1\nFROM debian:12\n', at: 'docker/dockerfile :1' },
  ],
  good: [
    { dockerfile: '# syntax=docker/dockerfile:1.7-labs@sha256:0123\nFROM debian:12\n' },
    { dockerfile: '# syntax=ghcr.io/acme/frontend:2\nFROM debian:12\n' },
  ],
  *dockerfile({ file }) {
    for (const { name, value, valueSpan } of file.directives) {
      if (name !== 'syntax') continue;
      if (/\s/.test(value)) {
        yield hit(valueSpan, 'the name of the frontend holds white space');
        continue;
      }
      const [, image = '', rest = ''] = /^([^:@]*(?::\d+\/[^:@]*)?)(.*)$/.exec(value) ?? [];
      const meant = KNOWN.includes(image.toLowerCase()) ? undefined : nearest(image, KNOWN);
      if (meant === undefined || Math.abs(meant.length - image.length) > 2 || differs(image, meant) > 3) continue;
      yield hit(valueSpan, `the frontend ${image} looks like a mistyped ${meant}`, {
        fix: replacing(valueSpan, meant + rest, `Write ${meant}`, 'review'),
      });
    }
  },
});

/** How many characters of the longer text are not at the same place, counted from both ends. */
function differs(a: string, b: string): number {
  const longest = Math.max(a.length, b.length);
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - same && a.at(-1 - end) === b.at(-1 - end)) end++;
  return longest - same - end;
}
