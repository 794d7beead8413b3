import { defineRule } from '../../src/rule.js';
import { ALLOW, packageInstalls, unpinned } from '../_share/pins.js';

export default defineRule({
  id: 'unpinned-apk-packages',
  aliases: ['DL3018', 'd3499f6d-1651-41bb-a9a7-de925fea487b'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: '`apk add` installs packages without saying which version.',
  why: `Two builds of the same file may get different packages. Within one branch of Alpine that is mostly fixes, with \`edge\` or another branch's repository it is anything.

Write \`curl=8.9.1-r2\`, or \`curl~8.9\` for any release of that version. Alpine keeps only the newest build of a package in a branch, so that an exact version makes the build fail as soon as there is a fix; that is why this rule is
not part of the usual preset. Packages in variables and files, and the names of virtual groups, are left alone.`,
  options: ALLOW,
  bad: [
    { dockerfile: 'FROM alpine:3.20\nRUN apk add --no-cache \\\n  curl=8.9.1-r2 \\\n  git \\\n  jq\n', at: 'git' },
    {
      dockerfile: 'FROM alpine:3.20\nRUN apk --no-cache -X https://example.com/x add hugo@edge -t .deps gcc=1\n',
      at: 'hugo@edge',
      note: 'a tagged repository is no version',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM alpine:3.20\nRUN apk add --no-cache curl=8.9.1-r2 "git>2.40" \'jq<2\' vim~9 "nano=~8.0" hugo=1@edge\n',
    },
    {
      dockerfile:
        'FROM alpine:3.20\nARG P\nRUN apk add --virtual .deps $P ${Q} && apk add -t .x ./a.apk /b.apk !busybox && apk add\n',
    },
    { dockerfile: 'FROM alpine:3.20\nRUN apk add --no-cache curl libx\n', options: { allow: ['curl', 'lib*'] } },
    { dockerfile: 'FROM alpine:3.20\nRUN apk del curl && apk upgrade && apk add -s curl\n' },
  ],
  dockerfile: subject =>
    unpinned(subject, packageInstalls(subject, 'apk'), nameOf, 'write name=version, or name~version for its fixes too'),
});

function nameOf(word: string): string | undefined {
  // `!name` keeps a package away, and a name that begins with a dot is that of a group.
  return /[=~<>/]|\.apk$|^[!.]/.test(word) ? undefined : word.replace(/@.*/, '');
}
