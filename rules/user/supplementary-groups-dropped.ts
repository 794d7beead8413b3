import { type DockerfileSubject, defineRule, hit, type Instruction, replacing } from '../../src/rule.js';
import { ACCOUNT_COMMANDS, type AccountChange, accountChange } from '../_share/account-commands.js';
import { splitUser } from '../_share/accounts.js';
import { precedes } from '../_share/lineage.js';

export default defineRule({
  id: 'supplementary-groups-dropped',
  aliases: ['tally/user-explicit-group-drops-supplementary-groups'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'USER names a group, so the groups that the account was given do not count.',
  why: `With \`USER app:app\` the process has that one group and no other; the groups that \`useradd -G\`, \`usermod -aG\` or \`gpasswd -a\` gave the account are not looked up. A socket or device that it should
reach by such a group is refused.

Write \`USER app\`: then the first group and all others count, as \`/etc/group\` has them. The fix is \`safe\` where the group named is the account's first one.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN useradd -G docker app\nUSER app:app\n',
      at: ':app',
      fixed: 'FROM debian:12\nRUN useradd -G docker app\nUSER app\n',
    },
    {
      dockerfile:
        'FROM debian:12 AS base\nRUN useradd -g staff app && usermod -a -G docker,video app\nFROM base\nUSER app:docker\n',
      at: ':docker',
      fixed:
        'FROM debian:12 AS base\nRUN useradd -g staff app && usermod -a -G docker,video app\nFROM base\nUSER app\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN useradd -g staff -G docker app\nUSER app:docker\n',
      at: ':docker',
      note: 'docker counts, staff no longer',
    },
    {
      dockerfile:
        'FROM alpine:3.20\nRUN adduser -D a && adduser a wheel && addgroup b video && gpasswd -a c audio\nUSER a:a\nUSER b:1000\nUSER c:c\n',
      at: [':a', ':1000', ':c'],
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nRUN useradd -G docker app\nUSER app\n' },
    { dockerfile: 'FROM debian:12\nRUN useradd -g staff app\nUSER app:staff\n', note: 'no further groups' },
    { dockerfile: 'FROM debian:12\nRUN adduser --ingroup staff app\nUSER app:staff\n' },
    { dockerfile: 'FROM debian:12\nUSER app:app\nRUN usermod -aG docker app\n', note: 'given later' },
    { dockerfile: 'FROM debian:12 AS a\nRUN usermod -aG docker app\nFROM debian:12\nUSER app:app\n' },
    { dockerfile: 'FROM debian:12\nRUN usermod -aG docker root\nUSER root:root\nUSER 0:0\n' },
    { dockerfile: 'FROM debian:12\nARG G\nRUN usermod -aG docker app\nUSER app:$G\n' },
  ],
  *dockerfile(subject) {
    const changes = changesByName(subject);
    if (changes.size === 0) return;
    for (const user of subject.instructions('user')) {
      if (user.onbuild !== undefined) continue;
      const { text } = user.rest;
      const value = subject.stateBefore(user).expand(text).value;
      if (value === undefined) continue;
      const { user: name, group } = splitUser(value);
      if (group === '' || name === 'root' || /^\d*$/.test(name)) continue;
      const changed = changes.get(name) ?? [];
      if (changed.length === 0 || changed.length > MOST) continue;
      const earlier = precedes(subject, user);
      const own = changed.filter(({ command }) => earlier(command.script.instruction));
      const given = groupsOf(own);
      const first = given.length === 0 ? undefined : own.findLast(change => change.group !== undefined)?.group;
      const dropped = [...given, ...(first === undefined ? [] : [first])].filter(other => other !== group);
      if (dropped.length === 0) continue;
      const colon = text.indexOf(':');
      const exact = text === value;
      const span = exact ? user.rest.part(colon, text.length) : user.rest.span;
      yield hit(
        span,
        `with a group named, ${name} is not in ${dropped.slice(0, 5).join(', ')}, which an earlier step gave it`,
        {
          help: `write USER ${name}`,
          ...(exact
            ? { fix: replacing(span, '', 'Drop the group', firstGroup(own, name) === group ? 'safe' : 'review') }
            : {}),
        },
      );
    }
  },
});

/** An account that is changed more often is not followed: each USER of it would have to look at every change. */
const MOST = 50;

function changesByName(subject: Pick<DockerfileSubject, 'commands'>): Map<string, AccountChange[]> {
  const byName = new Map<string, AccountChange[]>();
  for (const command of subject.commands(...ACCOUNT_COMMANDS)) {
    const change = accountChange(command);
    const instruction: Instruction = command.script.instruction;
    if (change?.name === undefined || instruction.onbuild !== undefined) continue;
    const known = byName.get(change.name);
    if (known === undefined) byName.set(change.name, [change]);
    else known.push(change);
  }
  return byName;
}

/** The further groups that an account ends up with. */
function groupsOf(changes: readonly AccountChange[]): string[] {
  const groups = new Set<string>();
  for (const { groups: given, replaces } of changes) {
    if (replaces) groups.clear();
    for (const group of given) groups.add(group);
  }
  return [...groups];
}

/** The account's first group, if a step says it: else one of its own name. */
function firstGroup(changes: readonly AccountChange[], name: string): string | undefined {
  const said = changes.findLast(({ group }) => group !== undefined)?.group;
  return said ?? (changes.some(({ creates, command }) => creates && command.name === 'useradd') ? name : undefined);
}
