import { type Command, defineRule, hit, mountsOf, readFlags, type Span } from '../../src/rule.js';
import { isShipped } from '../_share/lineage.js';

export default defineRule({
  id: 'password-set-in-build',
  aliases: ['CKV2_DOCKER_17'],
  controls: ['CIS-4.10', 'CWE-798'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN sets the password of a user.',
  why: `Every container of the image then has the same password, and whoever can pull the image reads it in its history or guesses it from its hash in \`/etc/shadow\`. A container
needs no password: nobody logs in, and \`USER\` chooses who runs.

Leave the password out. For SSH use keys that come from outside when the container starts; \`usermod -p '*' app\` opens an account to keys without giving it a password. If there has to be
one, set it when the container starts, from a mounted secret.`,
  bad: [
    { dockerfile: "FROM debian:12\nRUN echo 'root:root' | chpasswd\n", at: 'chpasswd' },
    {
      dockerfile: 'FROM centos:7\nRUN echo secret | passwd --stdin root && printf "a\\na\\n" | passwd app\n',
      at: ['passwd', 'passwd'],
    },
    {
      dockerfile: 'FROM debian:12\nRUN useradd -m -p "$(openssl passwd -1 x)" app && usermod --password=abc root\n',
      at: ['-p "$(openssl passwd -1 x)"', '--password=abc'],
    },
    {
      dockerfile: 'FROM debian:12\nRUN chpasswd -e <<< "app:$6$abc"\n',
      at: 'chpasswd',
      note: 'a hash is a credential too',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nRUN apt-get install -y chpasswd && echo chpasswd && grep chpasswd /x\n' },
    {
      dockerfile:
        "FROM debian:12\nRUN useradd -p '*' app && usermod -p '!' app && passwd -l root && passwd -d app && usermod -aG x app\n",
      note: 'an account without a password',
    },
    { dockerfile: 'FROM debian:12\nRUN --mount=type=secret,id=p chpasswd < /run/secrets/p\n' },
    {
      dockerfile: 'FROM debian:12 AS test\nRUN echo a:b | chpasswd\nFROM debian:12\n',
      note: 'that stage does not ship',
    },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands('chpasswd', 'passwd', 'useradd', 'usermod')) {
      const { instruction } = command.script;
      const span = setsPassword(command);
      if (span === undefined || !isShipped(subject, instruction)) continue;
      if (mountsOf(instruction).some(({ type }) => type === 'secret')) continue;
      yield hit(span, 'every container of this image gets the same password, and the image tells it', {
        help: 'leave the password out; if there has to be one, set it from a mounted secret when the container starts',
      });
    }
  },
});

function setsPassword(command: Command): Span | undefined {
  const { name, program, args, pipeline, redirects } = command;
  if (name === 'chpasswd') return program?.span;
  if (name === 'passwd') {
    const fed =
      (pipeline !== undefined && pipeline.parts[0] !== command) ||
      redirects.some(({ operator }) => operator.startsWith('<'));
    const words = args.map(({ value }) => value ?? '');
    if (words.some(word => /^(-[a-zA-Z]*[ldueSx]|--(lock|delete|unlock|expire|status))/.test(word))) return undefined;
    return fed || words.includes('--stdin') ? program?.span : undefined;
  }
  const values = ['-b', '-c', '-d', '-e', '-f', '-g', '-G', '-k', '-K', '-l', '-p', '-R', '-s', '-u', '-Z'];
  const given = readFlags(command, {
    values: [
      ...(name === 'useradd' ? values.filter(flag => flag !== '-l') : values),
      '--password',
      '--shell',
      '--comment',
      '--groups',
    ],
    aliases: { '-p': '--password' },
  });
  const password = given.flag('--password');
  // `*`, `!` and `x` are no hash: nobody can log in with a password.
  return password === undefined || /^([*!].*|x|)$/.test(password.value ?? '-') ? undefined : password.span;
}
