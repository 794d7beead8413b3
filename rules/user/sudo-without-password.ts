import { defineRule, type Hit } from '../../src/rule.js';
import { accountOf, GROUP, inForce, PASSWD, splitUser } from '../_share/accounts.js';
import { EXAMPLE_SUDO as SUDO, SUDO_PATHS, EXAMPLE_USERS as USERS } from '../_share/sudo-program.js';
import { namesOf, policyOf, readSudoers } from '../_share/sudoers.js';

export default defineRule({
  id: 'sudo-without-password',
  aliases: ['DKL-DI-0001'],
  controls: ['CIS-4.1', 'CWE-250'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The user of the image becomes root by sudo without a password.',
  why: `USER looks as if the image had given up root, and one word in front of a command brings it back: whoever breaks into the program is root of the container, with all that follows.

Remove \`sudo\` and its rule from the image that ships, and do what needs root in the build, before USER. Images to develop in have such a rule on purpose: allow it there
with that reason. Without \`sudo\` itself the rule does nothing and is not told; a rule for a few commands, or for an account other than the image's user, is information.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: {
        config: { User: 'app' },
        layers: [{ ...SUDO, ...USERS, 'etc/sudoers.d/app': 'app ALL=(ALL) NOPASSWD: ALL\n' }],
      },
      at: 'etc/sudoers.d/app',
    },
    {
      image: {
        config: { User: '1000' },
        layers: [{ ...SUDO, ...USERS, 'etc/sudoers': '%wheel ALL = NOPASSWD: ALL\n' }],
      },
      at: 'etc/sudoers',
      note: 'by group',
    },
    {
      image: {
        config: { User: 'app' },
        layers: [
          { ...SUDO, ...USERS, 'etc/sudoers': 'User_Alias A = x, #1000\nA ALL=(ALL:ALL) \\\n NOPASSWD: ALL # x\n' },
        ],
      },
      at: 'etc/sudoers',
    },
    {
      image: { layers: [{ ...SUDO, ...USERS, 'etc/sudoers.d/a': 'app ALL=(ALL) NOPASSWD: ALL\n' }] },
      at: 'etc/sudoers.d/a',
      note: 'not the user of the image: information',
    },
    {
      image: {
        config: { User: 'app' },
        layers: [{ ...SUDO, ...USERS, 'etc/sudoers.d/a': 'app ALL=NOPASSWD:/sbin/reload\n' }],
      },
      at: 'etc/sudoers.d/a',
      note: 'one command: information',
    },
  ],
  goodImages: [
    { image: { config: { User: 'app' }, layers: [{ ...SUDO, ...USERS, 'etc/sudoers.d/a': 'app ALL=(ALL) ALL\n' }] } },
    {
      image: { config: { User: 'app' }, layers: [{ ...USERS, 'etc/sudoers': 'app ALL=(ALL) NOPASSWD: ALL\n' }] },
      note: 'sudo is not there',
    },
    {
      image: {
        config: { User: 'app' },
        layers: [
          {
            ...SUDO,
            ...USERS,
            'etc/sudoers.d/README.md': 'app ALL=NOPASSWD: ALL\n',
            'etc/sudoers.d/a': '# app ALL=NOPASSWD: ALL\n',
          },
        ],
      },
      note: 'names with a dot are not read; a comment',
    },
    {
      image: {
        config: { User: 'app' },
        layers: [{ ...SUDO, ...USERS, 'etc/sudoers.d/a': 'app ALL=(www) NOPASSWD: ALL\nroot ALL=NOPASSWD: ALL\n' }],
      },
      note: 'another user, not root; and root is root',
    },
    {
      image: {
        config: { User: 'app' },
        layers: [{ ...SUDO, ...USERS, 'etc/sudoers': 'root ALL=ALL\n', 'etc/sudoers.d/a': 'app ALL=NOPASSWD: ALL\n' }],
      },
      note: 'the folder is not included',
    },
  ],
  reads: {
    sudoers: {
      match: ['etc/sudoers', 'usr/etc/sudoers', 'etc/sudoers.d/*'],
      bytes: 1 << 18,
      keep: ({ type }, head) => (type === 'file' ? readSudoers(new TextDecoder().decode(head)) : undefined),
    },
    passwd: PASSWD,
    group: GROUP,
  },
  *image(subject) {
    const sudo = SUDO_PATHS.map(path => subject.at(path)).find(
      file => file !== undefined && (file.mode & 0o4000) !== 0,
    );
    if (sudo === undefined)
      return yield subject.incomplete === undefined
        ? { notApplicable: 'sudo is not there' }
        : { notEvaluated: subject.incomplete };
    const accounts = inForce(subject, 'etc/passwd', subject.seen('passwd')).value?.lines ?? [];
    const groups = inForce(subject, 'etc/group', subject.seen('group')).value?.lines ?? [];
    const { user } = subject.image.runtime;
    const account = user.value === undefined ? undefined : accountOf(accounts, splitUser(user.value).user);
    const self = account === undefined ? new Set<string>() : namesOf(account, groups);
    for (const { entry, layer, value } of policyOf(subject.seen('sudoers')))
      for (const { who, all, line } of value.grants) {
        const others = who.filter(one => !/^(root|#0|%root|%#0)$/.test(one));
        if (others.length === 0) continue;
        const at = { in: 'layer', layer: layer.index, path: entry.path, line } as const;
        const mine = account !== undefined && account.uid !== 0 && others.some(one => self.has(one));
        yield { at, ...judged(mine, all, others, account?.name ?? '') };
      }
  },
});

function judged(mine: boolean, all: boolean, who: readonly string[], name: string): Omit<Hit, 'at'> {
  const help = 'remove sudo and this rule from the image that ships, and do what needs root before USER';
  if (mine && all) return { message: `${name}, as whom the image runs, is root by sudo without a password`, help };
  if (mine)
    return {
      severity: 'info',
      message: `${name}, as whom the image runs, may run some commands as root without a password`,
      help,
    };
  const [first = '', ...rest] = who;
  const named = rest.length === 0 ? first : `${first} and ${rest.length} more`;
  return { severity: 'info', message: `${named} may become root by sudo without a password`, help };
}
