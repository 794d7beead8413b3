import { defineRule, type Hit } from '../../src/rule.js';
import { type Account, inForce, PASSWD, SHADOW, turnsAway } from '../_share/accounts.js';

const USERS = 'root:x:0:0:root:/root:/bin/sh\napp:x:10001:10001::/app:/bin/sh\nweb:x:33:33::/:/usr/sbin/nologin\n';

export default defineRule({
  id: 'empty-password',
  aliases: ['DKL-LI-0001'],
  controls: ['CWE-258'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'An account has no password, so anybody may log in as it.',
  why: `An empty field is not a locked account: it asks for no password. Any program in the container then becomes root by \`su\`, and where a ssh or console login runs, so does
anybody outside. Alpine's images shipped such a root for years (CVE-2019-5021).

Lock the account: \`passwd -l root\` or \`usermod -p '*' root\`. A \`*\` or a \`!\` in front means locked and is fine, and so is an \`x\` in \`/etc/passwd\` without a line in \`/etc/shadow\`. An
account whose shell turns logins away is told as information only.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: { layers: [{ 'etc/passwd': USERS, 'etc/shadow': 'root::19000:0:99999:7:::\napp:!:1::::::\n' }] },
      at: 'etc/shadow',
    },
    {
      image: { layers: [{ 'etc/passwd': 'root::0:0::/root:/bin/sh\napp::1000:1000\nweb:*:33:33\n' }] },
      at: ['etc/passwd', 'etc/passwd'],
      note: 'the field in /etc/passwd itself; a short line means the default shell',
    },
    {
      image: {
        layers: [{ 'etc/passwd': USERS, 'etc/shadow': 'app:*:1\n' }, { 'etc/shadow': 'app::1\nweb::1\n' }],
      },
      at: ['etc/shadow', 'etc/shadow'],
      note: 'web has no shell: information',
    },
  ],
  goodImages: [
    { image: { layers: [{ 'etc/passwd': USERS, 'etc/shadow': 'root:*:1::::::\napp:!!:1\nweb:!:1\n#x::1\n\n' }] } },
    { image: { layers: [{ 'etc/passwd': USERS }] }, note: 'no shadow, no login' },
    { image: { layers: [{ 'etc/passwd': `${USERS}+::::::\n`, 'etc/shadow': 'old::1:::\n+::::::::\n' }] } },
    {
      image: { layers: [{ 'etc/passwd': USERS, 'etc/shadow': 'root::1\n' }, { 'etc/shadow': 'root:*:1\n' }] },
      note: 'a later layer locked it',
    },
  ],
  reads: { passwd: PASSWD, shadow: SHADOW },
  *image(subject) {
    const passwd = inForce(subject, 'etc/passwd', subject.seen('passwd'));
    if (passwd.unknown !== undefined) return yield { notEvaluated: passwd.unknown };
    if (passwd.value === undefined) return yield { notApplicable: 'there is no /etc/passwd, so nobody can log in' };
    const shadow = inForce(subject, 'etc/shadow', subject.seen('shadow'));
    if (shadow.unknown !== undefined) yield { notEvaluated: shadow.unknown };
    const open = new Map(shadow.value?.lines.filter(line => line.password === 'empty').map(line => [line.name, line]));
    const told = new Set<string>();
    for (const account of passwd.value.lines) {
      const line = account.password === 'shadow' ? open.get(account.name)?.line : account.line;
      const file = account.password === 'shadow' ? shadow : passwd;
      if (account.password !== 'empty' && account.password !== 'shadow') continue;
      if (line === undefined || file.value === undefined || told.has(account.name)) continue;
      told.add(account.name);
      yield { at: { in: 'layer', layer: file.layer.index, path: file.path, line }, ...judged(account) };
    }
  },
});

function judged({ name, uid, shell }: Account): Omit<Hit, 'at'> {
  const help = `lock it: passwd -l ${name}`;
  if (uid === 0)
    return { message: `${name} is root and has no password: su lets any program in the container in`, help };
  if (!turnsAway(shell)) return { message: `${name} has no password, so anybody may log in as it`, help };
  return { severity: 'info', message: `${name} has no password, and only its shell turns logins away`, help };
}
