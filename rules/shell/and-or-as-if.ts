import { type Chain, type Command, defineRule, hit } from '../../src/rule.js';
import { mayFail } from '../_share/errexit.js';

/** What asks a question and changes nothing. */
const QUESTIONS = new Set('[ test which id getent command type hash pgrep dpkg-query cmp diff'.split(' '));
/** What ends or tells; no second branch. */
const HARMLESS_ELSE = new Set(['exit', 'return', 'echo', 'printf', 'false', 'die', 'break', 'continue', 'exec', 'cat']);
/** What people let fail on purpose: it takes away or stops what may not be there. */
const REMOVES =
  /^(?:rm|rmdir|unlink|userdel|groupdel|deluser|delgroup|kill|pkill|killall|umount|gpgconf|strip|a2dis\w+|update-\S+)$|clean/;
const REMOVING =
  /^(?:--?kill|clean|autoclean|purge|remove|autoremove|uninstall|delete|del|stop|disable|prune|erase|-r)$/;

export default defineRule({
  id: 'and-or-as-if',
  aliases: ['SC2015'],
  controls: [],
  severity: 'info',
  confidence: 'medium',
  preset: 'recommended',
  summary: '`A && B || C` is written as if it were if-then-else.',
  why: `C runs when A says no, and also when A says yes and B fails. With \`[ -f x ] && make || true\` the build goes on when \`make\` breaks, although only the missing file was meant to be passed over; with
\`[ "$ARCH" = arm64 ] && fetch-arm || fetch-amd\` a failed download is answered with the wrong architecture.

Write \`if A; then B; else C; fi\`. \`make && make install || exit 1\` asks no question, and a C that ends or only tells (\`exit\`, \`echo\`) is not meant.`,
  bad: [
    { dockerfile: 'FROM debian:12\nRUN [ -f x ] && make || true\n', at: '[ -f x ] && make || true' },
    {
      dockerfile: 'FROM debian:12\nRUN set -e; test "$A" = arm64 && fetch arm || fetch amd; x\n',
      at: 'test "$A" = arm64 && fetch arm || fetch amd',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN (which yum && yum -y install x && make) || :; command -v apk > /dev/null && apk add x || apt-get install x\n',
      at: 'command -v apk > /dev/null && apk add x || apt-get install x',
    },
    {
      dockerfile: 'FROM debian:12\nRUN grep -q x /etc/os-release && setup x && setup y || :\n',
      at: 'grep -q x /etc/os-release && setup x && setup y || :',
    },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nRUN if [ -f x ]; then make; fi\n' },
    {
      dockerfile:
        'FROM debian:12\nRUN make && make install || exit 1\nRUN apt-get update && apt-get install -y x || true\n',
    },
    { dockerfile: 'FROM debian:12\nRUN [ -f x ] && make || exit 1; [ -f y ] && make || { echo no; exit 1; }\n' },
    {
      dockerfile:
        'FROM debian:12\nRUN [ -f x ] && echo yes || make; [ -f y ] && X=1 || X=2; id app || useradd app && make\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN [ -e x ] && rm -r x || true; getent passwd u && userdel u || true; command -v gpgconf > /dev/null && gpgconf --kill all || :\n',
    },
    { dockerfile: 'FROM debian:12\nRUN [ -f x ] && (make || true) && [ -f y ] || [ -f z ]\n' },
  ],
  history: true,
  badImages: [
    { image: { history: ['RUN /bin/sh -c [ -f x ] && make || true # buildkit'], layers: [{ a: '' }] }, at: '' },
  ],
  goodImages: [{ image: { history: ['RUN /bin/sh -c make && make install || true # buildkit'], layers: [{ a: '' }] } }],
  *dockerfile(subject) {
    for (const instruction of subject.instructions('run'))
      for (const { chains } of subject.scripts(instruction))
        for (const chain of chains) {
          const found = mistaken(chain);
          if (found === undefined) continue;
          const { works, otherwise } = found;
          const hides = otherwise.name === 'true' || otherwise.name === ':';
          yield hit(
            chain.span,
            hides
              ? `the || ${otherwise.name} also hides a failure of ${works.name ?? 'the command'}`
              : `${otherwise.name ?? 'the last command'} also runs when ${works.name ?? 'the one in front of it'} fails`,
            {
              help: hides ? 'write if …; then …; fi' : 'write if …; then …; else …; fi',
              ...(hides ? { severity: 'warning' as const } : {}),
            },
          );
        }
  },
});

/** A question, `&&`, commands of which one may fail, `||`, and something that is no answer to that failure. */
function mistaken({ parts, operators }: Chain): { works: Command; otherwise: Command } | undefined {
  const or = operators.indexOf('||');
  const [first] = parts;
  if (or < 1 || first === undefined || !asks(first)) return undefined;
  const otherwise = parts[or + 1];
  if (otherwise?.name === undefined || otherwise.name === '' || HARMLESS_ELSE.has(otherwise.name)) return undefined;
  if (asks(otherwise)) return undefined;
  const works = parts.slice(1, or + 1).find(part => part !== undefined && mayFail(part) && !asks(part));
  if (works === undefined || works.name === undefined || works.name === '' || removes(works)) return undefined;
  return { works, otherwise };
}

function removes({ name, args }: Command): boolean {
  return REMOVES.test(name ?? '') || args.slice(0, 4).some(({ value }) => value !== undefined && REMOVING.test(value));
}

function asks({ name, args }: Command): boolean {
  if (name === undefined) return false;
  if (name === 'grep' || name === 'egrep') return args.some(({ value }) => /^-[a-zA-Z]*q|^--quiet$/.test(value ?? ''));
  if (name === 'dpkg') return args.some(({ value }) => value === '-s' || value === '-l');
  if (name === 'command') return args.some(({ value }) => value === '-v' || value === '-V');
  return QUESTIONS.has(name);
}
