import { type Argument, type Command, defineRule, hit, mountsOf, readFlags, type Span } from '../../src/rule.js';
import { isShipped } from '../_share/lineage.js';

const SETTERS = ['chpasswd', 'passwd', 'useradd', 'usermod'];

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
  *secrets(subject) {
    for (const command of subject.commands(...SETTERS))
      if (setsPassword(command) !== undefined) yield* passwordsOf(command);
  },
  history: true,
  badImages: [
    { image: { history: ['RUN /bin/sh -c echo root:hunter2 | chpasswd # buildkit'], layers: [{ a: '' }] }, at: '' },
    { image: { history: ['/bin/sh -c useradd -p x9 app'], layers: [{ a: '' }] }, at: '', note: 'the classic builder' },
  ],
  goodImages: [{ image: { history: ['RUN /bin/sh -c passwd -l root # buildkit'], layers: [{ a: '' }] } }],
  *dockerfile(subject) {
    for (const command of subject.commands(...SETTERS)) {
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

/** Where the passwords themselves stand: in what is echoed to the command, in its here-text, or behind its flag. */
function* passwordsOf(command: Command): Iterable<Span> {
  const { pipeline, redirects, script } = command;
  const before = pipeline?.parts[pipeline.parts.indexOf(command) - 1];
  const echoed = before?.name === 'echo' || before?.name === 'printf' ? before.args : [];
  const given = redirects.flatMap(({ operator, target }) =>
    operator === '<<<' && target !== undefined ? [target] : [],
  );
  const flagged =
    command.name === 'useradd' || command.name === 'usermod'
      ? command.args.filter((_, i, all) => isPassword(all, i))
      : [];
  for (const word of [...echoed, ...given, ...flagged]) {
    if (word.variables.length === 0 && !/^-[a-zA-Z]{0,3}$|[$`]/.test(word.text)) yield word.span;
  }
  if (!redirects.some(({ operator }) => /^<<-?$/.test(operator))) return;
  for (const { content, contentSpan } of script.instruction.heredocs) {
    for (const match of content.matchAll(/[^:\s]+$/gm)) {
      const start = contentSpan.start + match.index;
      yield { start, end: start + match[0].length };
    }
  }
}

/** Is the word at this place a flag with a password in it, or the one behind such a flag? */
function isPassword(words: readonly Argument[], i: number): boolean {
  return (
    /^(-p.+|--password=.*)$/.test(words[i]?.text ?? '') || /^(-[a-zA-Z]*p|--password)$/.test(words[i - 1]?.text ?? '')
  );
}

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
