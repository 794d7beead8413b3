import { type DockerfileSubject, defineRule, hit, type Instruction, type Span } from '../../src/rule.js';
import { splitUser } from '../_share/accounts.js';
import { flagOf } from '../_share/copies.js';
import { type Has, inScratch } from '../_share/scratch-files.js';

export default defineRule({
  id: 'named-user-without-passwd',
  aliases: ['tally/named-identity-in-passwdless-stage'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A user or group is named in an image that has no list of them.',
  why: `Names are looked up in the image's own \`/etc/passwd\` and \`/etc/group\`. A stage that begins \`FROM scratch\` has neither: \`--chown=app\` stops the build, and with \`USER app\` no container starts
("unable to find user app").

Write numbers, \`USER 65532:65532\`, which need no entry, or copy the two files from the stage that made the account before they are needed.`,
  bad: [
    { dockerfile: 'FROM scratch\nCOPY app /app\nUSER app\n', at: 'app' },
    {
      dockerfile:
        'FROM scratch\nCOPY --chown=app --from=build /app /app\nCOPY --from=build /etc/passwd /etc/passwd\nUSER app:web\n',
      at: ['app', 'web'],
      note: 'passwd comes too late, and group not at all',
    },
    { dockerfile: 'FROM scratch AS base\nCOPY a.bin /a\nFROM base\nARG U=app\nUSER ${U}:0\n', at: '${U}:0' },
  ],
  good: [
    { dockerfile: 'FROM scratch\nCOPY --chown=65532:65532 app /app\nUSER 65532\nFROM scratch\nUSER root\n' },
    { dockerfile: 'FROM scratch\nCOPY --from=build /etc/passwd /etc/group /etc/\nUSER app:web\n' },
    {
      dockerfile:
        'FROM scratch\nCOPY --from=build /etc /etc\nUSER app\nFROM scratch\nCOPY --from=build / /\nUSER app\nFROM scratch\nADD rootfs.tar.gz /\nUSER app\n',
      note: 'not evaluated',
    },
    { dockerfile: 'FROM gcr.io/distroless/static\nUSER nonroot\n' },
    { dockerfile: 'FROM scratch\nARG U\nUSER $U\n' },
    { dockerfile: 'FROM scratch\nCOPY <<EOF /etc/passwd\napp:x:1:1::/:\nEOF\nUSER app\n' },
  ],
  *dockerfile(subject) {
    const groups = inScratch(subject, '/etc/group')[Symbol.iterator]();
    for (const { stage, instruction, has } of inScratch(subject, '/etc/passwd')) {
      const group: Has = groups.next().value?.has ?? 'maybe';
      if (stage.os !== 'windows') yield* judge(subject, instruction, has, group);
    }
  },
});

function* judge(subject: Pick<DockerfileSubject, 'stateBefore'>, instruction: Instruction, passwd: Has, group: Has) {
  const named = identity(instruction);
  const value = named && subject.stateBefore(instruction).expand(named.text).value;
  if (named === undefined || value === undefined) return;
  const parts = splitUser(value);
  for (const [name, has, file] of [
    [parts.user, passwd, '/etc/passwd'],
    [parts.group, group, '/etc/group'],
  ] as const) {
    if (name === '' || name === 'root' || /^\d+$/.test(name) || has === 'yes') continue;
    if (has === 'maybe') yield { notEvaluated: `what was copied may hold ${file}` };
    else {
      const offset = file === '/etc/group' ? value.length - name.length : 0;
      const start = named.span.start + offset;
      yield hit(
        named.text === value ? { start, end: start + name.length } : named.span,
        `nothing put ${file} into this image, so the name ${name} means nobody in it`,
        { help: 'write a number, or copy the file from the stage that made the account' },
      );
      // One cause: the group is told once this one is mended.
      if (file === '/etc/passwd') return;
    }
  }
}

/** The user and group of USER or `--chown`, as written. */
function identity(instruction: Instruction): { text: string; span: Span } | undefined {
  if (instruction.kind === 'user') return { text: instruction.rest.text, span: instruction.rest.span };
  if (instruction.kind !== 'copy' && instruction.kind !== 'add') return undefined;
  const chown = flagOf(instruction, 'chown');
  return chown?.value === undefined ? undefined : { text: chown.value, span: chown.valueSpan };
}
