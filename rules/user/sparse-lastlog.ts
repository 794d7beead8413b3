import { defineRule, type FlagTable, hit, readFlags } from '../../src/rule.js';

const USERADD: FlagTable = {
  values: [
    '-b',
    '--base-dir',
    '-c',
    '--comment',
    '-d',
    '--home-dir',
    '-e',
    '--expiredate',
    '-f',
    '--inactive',
    '-g',
    '--gid',
    '-G',
    '--groups',
    '-k',
    '--skel',
    '-K',
    '--key',
    '-p',
    '--password',
    '-P',
    '--prefix',
    '-R',
    '--root',
    '-s',
    '--shell',
    '-u',
    '--uid',
    '-Z',
    '--selinux-user',
  ],
  aliases: { '-u': '--uid', '-l': '--no-log-init' },
};

export default defineRule({
  id: 'sparse-lastlog',
  aliases: ['DL3046', 'tally/hadolint/DL3046'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A very large user number makes a log file as large.',
  why: `\`useradd\` opens the user's place in \`/var/log/lastlog\` and \`/var/log/faillog\`, whose size grows with the largest user number. On disk they are mostly holes, but a layer is a tar
archive that Docker writes without holes: a number with ten digits makes a layer of hundreds of gigabytes, and the build ends with a full disk.

Write \`useradd --no-log-init\`. Numbers of five digits cost some megabytes at most; newer releases (Debian 13) have no such file. \`adduser\` is another program.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN useradd -u 123456 app\n',
      at: '-u 123456',
      fixed: 'FROM debian:12\nRUN useradd --no-log-init -u 123456 app\n',
    },
    {
      dockerfile: 'FROM debian:12\nARG ID=1000620000\nRUN useradd -m --uid=$ID app\n',
      at: '--uid=$ID',
      fixed: 'FROM debian:12\nARG ID=1000620000\nRUN useradd --no-log-init -m --uid=$ID app\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN useradd -mu 200000 app\n',
      at: 'u 200000',
      fixed: 'FROM debian:12\nRUN useradd --no-log-init -mu 200000 app\n',
    },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN useradd -l -u 123456 a && useradd --no-log-init --uid 123456 b && useradd -rlu 123456 c\n',
    },
    {
      dockerfile:
        'FROM debian:12\nARG ID\nRUN useradd -u 99999 a && useradd -u $ID b && adduser -u 123456 c && groupadd -g 123456 d\n',
    },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands('useradd')) {
      const given = readFlags(command, USERADD);
      const uid = given.flag('--uid');
      if (uid?.value === undefined || !/^\d{6,20}$/.test(uid.value.replace(/^0+/, '')) || given.flag('--no-log-init'))
        continue;
      const at = command.program?.span.end ?? uid.span.start;
      yield hit(
        uid.span,
        `useradd makes a log file with room for ${uid.value} users, which the layer holds without holes`,
        {
          help: 'write useradd --no-log-init',
          fix: {
            title: 'Add --no-log-init',
            safety: 'safe',
            edits: [{ span: { start: at, end: at }, text: ' --no-log-init' }],
          },
        },
      );
    }
  },
});
