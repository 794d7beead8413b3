import { defineRule } from '../../src/rule.js';
import { ALLOW, packageInstalls, rpmName, unpinned } from '../_share/pins.js';

export default defineRule({
  id: 'unpinned-zypper-packages',
  aliases: ['DL3037', '562952e4-0348-4dea-9826-44f3a2c6117b'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'strict',
  summary: '`zypper install` installs packages without saying which version.',
  why: `Two builds of the same file may get different packages; on Tumbleweed they do so nearly every day.

Write \`curl=8.6.0\`, or a bound in quotes: \`'curl>=8.6'\`. Update repositories may drop old versions, and many teams want the newest fixes with every build; that is why this rule is not part of the usual preset. Patterns, files and
packages in variables are left alone.`,
  options: ALLOW,
  bad: [
    {
      dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n install -r repo curl git=2.43 && zypper clean -a\n',
      at: 'curl',
    },
    { dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper --non-interactive in --type package vim\n', at: 'vim' },
  ],
  good: [
    { dockerfile: "FROM opensuse/leap:15.6\nRUN zypper -n in curl=8.6.0 'git>=2.43' vim\\<10 tomcat-9.0.39-1.rpm\n" },
    {
      dockerfile:
        'FROM opensuse/leap:15.6\nRUN zypper -n in -t pattern devel_basis && zypper -n in pattern:devel_C_C++ ./x.rpm https://example.com/y.rpm -busybox !vi\n',
    },
    { dockerfile: 'FROM opensuse/leap:15.6\nARG P\nRUN zypper -n in $P $(cat list) && zypper -n rm curl\n' },
    { dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n in curl\n', options: { allow: ['*'] } },
  ],
  *dockerfile(subject) {
    const installs = [...packageInstalls(subject, 'zypper')].filter(({ call }) => {
      const type = call.arguments.flag('--type', '-t');
      return type === undefined || type.value === 'package';
    });
    yield* unpinned(subject, installs, nameOf, 'write name=version');
  },
});

function nameOf(word: string): string | undefined {
  // A sign in front removes; a kind in front (`pattern:`) is no package.
  return /^[~!+-]|^(pattern|patch|product|srcpackage|application):/.test(word) ? undefined : rpmName(word);
}
