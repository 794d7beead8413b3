import { type Command, defineRule, hit, replacing, type Span } from '../../src/rule.js';
import { isShipped } from '../_share/lineage.js';
import { MODE_COMMANDS, type ModeCall, modeCall, readMode } from '../_share/modes.js';

export default defineRule({
  id: 'world-writable-mode',
  aliases: ['tally/world-writable-state-path-workaround'],
  controls: ['CIS-4.8', 'CWE-732'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A mode lets everybody write.',
  why: `Whatever runs in the container may then change the file: a program that was broken into replaces the code that root, or the next start, will run, although it has a user of its own.

\`chmod 777\` mostly stands in for the right owner. Give the file to whom it belongs, \`COPY --chown=app --chmod=755 …\`, or to a group: \`chgrp -R 0 /data && chmod -R g=u /data\` serves
platforms that choose the user id themselves. A directory that many users share needs the sticky bit, \`chmod 1777\`; \`chmod +w\` obeys the umask and gives others nothing.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN mkdir -p /data && chmod -R 777 /data && chmod 0666 /etc/app.conf\n',
      at: ['777', '0666'],
      fixed: 'FROM debian:12\nRUN mkdir -p /data && chmod -R 775 /data && chmod 0664 /etc/app.conf\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN chmod -R a+rwx /a; chmod o+w,g-w /b; chmod ugo=rwX /c\n',
      at: ['a+rwx', 'o+w,g-w', 'ugo=rwX'],
    },
    {
      dockerfile: 'FROM debian:12\nRUN mkdir -m 777 /a && install -d --mode=0777 /b\n',
      at: ['777', '--mode=0777'],
      fixed: 'FROM debian:12\nRUN mkdir -m 775 /a && install -d --mode=0775 /b\n',
    },
    {
      dockerfile: 'FROM debian:12\nCOPY --chmod=777 run.sh /\n',
      at: '777',
      fixed: 'FROM debian:12\nCOPY --chmod=775 run.sh /\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN find /srv -type d -exec chmod 777 {} +\n',
      at: '777',
      fixed: 'FROM debian:12\nRUN find /srv -type d -exec chmod 775 {} +\n',
    },
  ],
  good: [
    {
      dockerfile: 'FROM debian:12\nRUN chmod 1777 /tmp /shared && chmod a+rwx,+t /x && mkdir -m 1777 /y\n',
      note: 'the sticky bit',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN chmod +w /a && chmod u+w,go-w /b && chmod a+rx /c && chmod 775 /d && chmod o-w 777\n',
    },
    {
      dockerfile:
        'FROM debian:12\nRUN chgrp -R 0 /d && chmod -R g=u /d && chmod --reference=/a /b\nCOPY --chmod=755 a b\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN chmod 777 /tmp/i.sh && /tmp/i.sh && rm -f /tmp/i.sh\n',
      note: 'gone before the layer is made',
    },
    { dockerfile: 'FROM debian:12\nRUN chmod 666 /etc/x && echo a >> /etc/x && chmod 440 /etc/x\n' },
    { dockerfile: "FROM debian:12\nRUN echo 'chmod 777 /x' && ls 777\n# chmod 777 /x\n" },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands(...MODE_COMMANDS)) {
      const call = modeCall(command);
      if (call === undefined || !call.mode.worldWritable || isGone(call)) continue;
      const { span, value } = call.word;
      const start = value === call.text ? span.start : span.end - call.text.length;
      yield found(span, { start, end: span.end }, call.text, isShipped(subject, command.script.instruction));
    }
    for (const copy of subject.instructions('copy', 'add'))
      for (const { name, value = '', valueSpan } of copy.flags)
        if (name === 'chmod' && readMode(value)?.worldWritable === true)
          yield found(valueSpan, valueSpan, value, isShipped(subject, copy));

    function found(span: Span, digits: Span, mode: string, ships: boolean): ReturnType<typeof hit> {
      const octal = readMode(mode)?.octal;
      const safer = mode.slice(0, -1) + (Number(mode.slice(-1)) & 5);
      const plain = octal !== undefined && subject.file.text.slice(digits.start, digits.end) === mode;
      return hit(span, 'everybody in the container may change this, whichever user the program runs as', {
        help:
          octal === undefined
            ? 'give it to the user or group that needs it, and leave w of others out'
            : `give it to the user or group that needs it, and write ${safer}; 1777 for a directory like /tmp`,
        ...(ships ? {} : { severity: 'info' as const }),
        ...(plain ? { fix: replacing(digits, safer, `Write ${safer}`, 'review') } : {}),
      });
    }
  },
});

/** Is everything that gets the mode removed or given another one later in the same script, or no file of the image? */
function isGone({ command, paths }: ModeCall): boolean {
  const later = command.script.commands.slice(command.index + 1);
  return (
    paths.length > 0 &&
    paths.every(({ text, value = text }) => value.startsWith('/dev/') || later.some(other => undoes(other, value)))
  );
}

function undoes(command: Command, path: string): boolean {
  const mode = command.name === 'chmod' ? modeCall(command) : undefined;
  if (mode !== undefined)
    return !mode.mode.worldWritable && mode.mode.octal !== undefined && mode.paths.some(({ text }) => text === path);
  return (
    command.name === 'rm' &&
    command.args.some(({ text, value = text }) => value === path || path.startsWith(`${value.replace(/\/?\*?$/, '')}/`))
  );
}
