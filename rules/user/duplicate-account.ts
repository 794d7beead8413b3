import { defineRule } from '../../src/rule.js';
import { type Account, GROUP, inForce, PASSWD } from '../_share/accounts.js';

/** So many are told one by one. */
const MOST = 20;

export default defineRule({
  id: 'duplicate-account',
  aliases: ['DKL-LI-0002'],
  controls: ['CWE-286'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'Two accounts or groups share a number or a name.',
  why: `The kernel knows numbers only: two accounts with one number are one account, and each may do what the other may. A second account with the number 0 is a second root, which is how
back doors look. Where a name stands twice, the first line counts for most programs and not for all.

Give each its own number, and remove the line that is too many: \`userdel\`, \`groupdel\`. Equal numbers other than 0 are told as information, for some programs want a second name for one
account.`,
  bad: [],
  good: [],
  badImages: [
    {
      image: { layers: [{ 'etc/passwd': 'root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/root:/bin/sh\n' }] },
      at: 'etc/passwd',
      note: 'a second root: error',
    },
    {
      image: { layers: [{ 'etc/passwd': 'a:x:5:5::/:\na:x:6:6::/:\n', 'etc/group': 'a:x:5:\nb:x:5:\n' }] },
      at: ['etc/passwd', 'etc/group'],
    },
    { image: { layers: [{ 'etc/passwd': 'app:x:1000:0\nweb:x:1000:0\n' }] }, at: 'etc/passwd', note: 'information' },
  ],
  goodImages: [
    {
      image: {
        layers: [
          { 'etc/passwd': 'root:x:0:0\ntoor:x:0:0\n' },
          { 'etc/passwd': 'root:x:0:0\nsync:x:4:65534\ngames:x:5:0\n', 'etc/group': 'root:x:0:\ngames:x:5:\n' },
        ],
      },
      note: 'the last layer counts, and groups may be shared',
    },
    {
      image: {
        layers: [{ 'etc/passwd': '\n#root:x:0:0\nroot:x:0:0\n+::0:0:::\n-@all\nx\ny:x\nz:x\n', 'etc/group': '' }],
      },
      note: 'comments, entries of NIS, short lines',
    },
    { image: { layers: [{ 'etc/passwd': 'admin:x:0:0::/root:/bin/sh\n' }] }, note: 'one root by another name' },
  ],
  reads: { passwd: PASSWD, group: GROUP },
  *image(subject) {
    const passwd = inForce(subject, 'etc/passwd', subject.seen('passwd'));
    const group = inForce(subject, 'etc/group', subject.seen('group'));
    for (const { unknown } of [passwd, group]) if (unknown !== undefined) yield { notEvaluated: unknown };
    if (passwd.value !== undefined) yield* doubles(passwd.value.lines, passwd, 'account');
    if (group.value !== undefined)
      yield* doubles(
        group.value.lines.map(({ name, gid, line }) => ({ name, uid: gid, line })),
        group,
        'group',
      );
  },
});

type Line = Pick<Account, 'name' | 'uid' | 'line'>;

function* doubles(lines: readonly Line[], file: { layer: { index: number }; path: string }, kind: 'account' | 'group') {
  const byName = new Map<string, Line>();
  const byNumber = new Map<number, Line>();
  let told = 0;
  for (const line of lines) {
    const namesake = byName.get(line.name);
    const twin = line.uid === undefined ? undefined : byNumber.get(line.uid);
    byName.set(line.name, namesake ?? line);
    if (line.uid !== undefined) byNumber.set(line.uid, twin ?? line);
    const judged = judge(line, namesake, twin, kind);
    if (judged === undefined || told++ >= MOST) continue;
    yield { at: { in: 'layer' as const, layer: file.layer.index, path: file.path, line: line.line }, ...judged };
  }
}

function judge(line: Line, namesake: Line | undefined, twin: Line | undefined, kind: 'account' | 'group') {
  const help = `remove the ${kind} that is too many, or give it a number of its own`;
  if (namesake !== undefined)
    return namesake.uid === line.uid
      ? { severity: 'info' as const, message: `the ${kind} ${line.name} stands twice`, help }
      : { message: `the ${kind} ${line.name} stands twice with different numbers: which one counts differs`, help };
  if (twin === undefined) return undefined;
  if (kind === 'account' && line.uid === 0)
    return { severity: 'error' as const, message: `${line.name} is a second root: it has the number 0`, help };
  const message = `${twin.name} and ${line.name} have the number ${line.uid}: each may do what the other may`;
  return { severity: 'info' as const, message, help };
}
