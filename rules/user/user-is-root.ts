import { defineRule } from '../../src/rule.js';
import { accountOf, inForce, PASSWD, splitUser } from '../_share/accounts.js';

const USERS = 'root:x:0:0:root:/root:/bin/sh\nadmin:x:0:0::/home/admin:/bin/sh\napp:x:10001:0::/app:/bin/sh\n';

export default defineRule({
  id: 'user-is-root',
  aliases: ['CIS-DI-0001'],
  controls: ['CIS-4.1', 'NIST-800-190-4.1.4', 'CWE-250'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'USER names an account whose number is that of root.',
  why: `The kernel knows numbers, not names: an account with the number 0 is root, whatever it is called. The image looks as if it gave up root and did not, and whoever breaks
out of the program has the rights of root on everything the container can reach.

Give the account a number of its own, \`useradd --uid 10001 app\`, and end with that number: \`USER 10001\`. The group does not matter here: \`app:root\` is a usual way to share files.`,
  bad: [],
  good: [],
  badImages: [
    { image: { config: { User: 'admin' }, layers: [{ 'etc/passwd': USERS }] }, at: '/config/User' },
    {
      image: { config: { User: 'app:app' }, layers: [{ 'etc/passwd': USERS }, { 'etc/passwd': 'app:x:00:5::/:\n' }] },
      at: '/config/User',
      note: 'the last layer counts',
    },
  ],
  goodImages: [
    { image: { config: { User: 'app:root' }, layers: [{ 'etc/passwd': USERS }] }, note: 'a group is no user' },
    { image: { config: { User: 'root' }, layers: [{ 'etc/passwd': USERS }] }, note: 'that is root-user' },
    { image: { config: { User: 'app' }, layers: [{ 'etc/passwd': 'app:x\napp:x:10001:0::/:\n' }] } },
    { image: { config: { User: '1000' }, layers: [{ 'etc/passwd': USERS }] } },
  ],
  reads: { passwd: PASSWD },
  *image(subject) {
    const { user, os } = subject.image.runtime;
    if (os === 'windows') return yield { notApplicable: 'Windows has no root' };
    if (user.unknown !== undefined) return yield { notEvaluated: user.unknown };
    const { user: name } = splitUser(user.value);
    if (user.at === undefined || /^(root|\d*)$/.test(name)) return;
    const passwd = inForce(subject, 'etc/passwd', subject.seen('passwd'));
    if (passwd.unknown !== undefined) return yield { notEvaluated: passwd.unknown };
    const account = accountOf(passwd.value?.lines ?? [], name);
    if (account?.uid !== 0 || passwd.value === undefined) return;
    yield {
      at: user.at,
      also: [{ in: 'layer', layer: passwd.layer.index, path: passwd.path, line: account.line }],
      message: `${name} is another name for root: /etc/passwd gives it the number 0`,
      help: 'give the account a number of its own, and end with USER and that number',
    };
  },
});
