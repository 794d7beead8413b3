import { defineRule, type Known, nearest } from '../../src/rule.js';
import { GROUP, inForce, PASSWD, splitUser } from '../_share/accounts.js';

const USERS = 'root:x:0:0:root:/root:/bin/sh\napp:x:10001:10001::/app:/sbin/nologin\n';
const GROUPS = 'root:x:0:\napp:x:10001:\n';

export default defineRule({
  id: 'unknown-user',
  aliases: [],
  controls: ['CIS-4.1'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'USER names an account or a group that the image does not have.',
  why: `The runtime looks the name up in the image's own \`/etc/passwd\` and \`/etc/group\` before it starts anything. If it is not there, no container of the image starts: "unable to find user".
It happens when the account was made in a build stage and only the program was copied, or in an image from \`scratch\`, which has no such files.

End with a number, which needs no entry, \`USER 10001\`, or make the account in the stage that ships: \`RUN useradd --uid 10001 app\`.`,
  bad: [],
  good: [],
  badImages: [
    { image: { config: { User: 'ap' }, layers: [{ 'etc/passwd': USERS, 'etc/group': GROUPS }] }, at: '/config/User' },
    {
      image: { config: { User: 'app:web' }, layers: [{ 'etc/passwd': USERS, 'etc/group': GROUPS }] },
      at: '/config/User',
      note: 'the group is missing',
    },
    { image: { config: { User: 'nobody' }, layers: [{ app: '' }] }, at: '/config/User', note: 'no /etc/passwd' },
    {
      image: {
        config: { User: 'app' },
        layers: [{ 'etc/passwd': USERS }, { 'etc/passwd': '#app:x:1:1\n+app::::::\n' }],
      },
      at: '/config/User',
      note: 'a comment and an entry of NIS are no accounts, and the last layer counts',
    },
  ],
  goodImages: [
    { image: { config: { User: 'app:app' }, layers: [{ 'etc/passwd': USERS, 'etc/group': GROUPS }] } },
    { image: { config: { User: '10001:10002' }, layers: [{ app: '' }] }, note: 'numbers need no entry' },
    { image: { config: { User: 'app:' }, layers: [{ 'etc/passwd': USERS }] }, note: 'an empty group is none' },
    {
      image: { config: { User: 'app' }, layers: [{ 'etc/passwd': { link: '/nix/passwd' }, 'nix/passwd': USERS }] },
      note: 'not evaluated: a link to a file that was not read',
    },
  ],
  reads: { passwd: PASSWD, group: GROUP },
  *image(subject) {
    const { user, os } = subject.image.runtime;
    if (os === 'windows') return yield { notApplicable: 'Windows keeps its accounts elsewhere' };
    if (user.unknown !== undefined) return yield { notEvaluated: user.unknown };
    const named = splitUser(user.value);
    for (const [kind, name, path, seen] of [
      ['account', named.user, 'etc/passwd', subject.seen('passwd')],
      ['group', named.group, 'etc/group', subject.seen('group')],
    ] as const) {
      if (name === '' || /^\d+$/.test(name)) continue;
      const file = inForce<{ lines: readonly { name: string }[]; whole: boolean }>(subject, path, seen);
      const names = file.value?.lines.map(line => line.name) ?? [];
      if (names.includes(name)) continue;
      const unknown =
        file.unknown ?? subject.incomplete ?? (file.value?.whole === false ? 'it is too long' : undefined);
      if (unknown !== undefined) yield { notEvaluated: unknown };
      else if (user.at !== undefined)
        yield {
          at: user.at,
          message: `no container of this image starts: ${
            file.value === undefined ? `it has no /${path} that says who ${name} is` : `/${path} has no ${kind} ${name}`
          }`,
          help: helpFor(names, name, user),
        };
    }
  },
});

function helpFor(names: readonly string[], name: string, { value = '' }: Known<string>): string {
  const like = nearest(name, names);
  return like === undefined
    ? 'end with USER and a number, or make the account in the stage that ships'
    : `write ${value.replace(name, () => like)} if that is who you mean, or its number`;
}
