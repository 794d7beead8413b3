import { defineRule, hit } from '../../src/rule.js';

export default defineRule({
  id: 'chown-flag-used',
  aliases: ['aa93e17f-b6db-4162-9334-c70334e7ac28', 'chown_flag_exists'],
  controls: [],
  severity: 'info',
  confidence: 'low',
  preset: 'all',
  summary: 'COPY or ADD gives files to somebody other than root.',
  why: `A program that owns its own code may change it: whoever finds a way to make it write a file, by an upload or a path that climbs, can replace what is run next. Files that root owns and others may only read
and execute do not give way like that.

Leave \`--chown\` out for code and configuration, and give the user only the directories that the program has to write to. It is a matter of taste and of the program, which is why the rule is in the preset \`all\`
only: data that the program must change has to belong to it, and \`root-owned-copy\` looks at it from that side. \`--chown=root\` and \`--chown=0\` are left alone.`,
  bad: [
    {
      dockerfile: 'FROM python:3.13\nCOPY --chown=app:app src /app\nADD --chown=1000 --chmod=755 a b /c/\n',
      at: ['--chown=app:app', '--chown=1000'],
    },
    { dockerfile: 'FROM debian:12\nARG U\nONBUILD COPY --chown=$U . /app\n', at: '--chown=$U' },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nCOPY --chown=root:root a /b\nCOPY --chown=0:0 --from=x c /d\nADD --chown=0 e /f\nCOPY --chown=root:app g /h\nCOPY i /j\n',
    },
    { dockerfile: 'FROM debian:12\nRUN chown app /x # --chown\nLABEL x="--chown=app"\n' },
  ],
  *dockerfile(subject) {
    for (const { flags } of subject.instructions('copy', 'add'))
      for (const { name, value = '', span } of flags)
        if (name === 'chown' && value !== '' && !/^(?:root|0)(?::|$)/.test(value))
          yield hit(span, 'a program that owns its own code can be made to change it', {
            help: 'leave code to root, and give the user only what the program has to write',
          });
  },
});
