import { defineRule, hit } from '../../src/rule.js';
import { isShipped } from '../_share/lineage.js';
import { MODE_COMMANDS, type ModeCall, modeCall, readMode } from '../_share/modes.js';

export default defineRule({
  id: 'setuid-bit-set',
  aliases: [],
  controls: ['CIS-4.8', 'CWE-250'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A program is given the setuid or setgid bit.',
  why: `Whoever starts it then acts as its owner, mostly root: one hole in the program, and the user that the container was given means nothing. Such programs are rarely needed in a
container, where one program runs as one user.

Run the step that needs root in the build, or give the program the one capability it needs (\`setcap cap_net_bind_service=+ep …\`). A few sandboxes (that of Chromium) do ask for
it; allow it there with that reason. The setgid bit on a directory hands its group down to new files and is harmless, so it counts for programs only.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN chmod u+s /usr/bin/x && chmod 4755 /usr/bin/y && chmod 2755 /usr/bin/z\n',
      at: ['u+s', '4755', '2755'],
    },
    {
      dockerfile: 'FROM debian:12\nRUN chmod +s /opt/x && install -m 4711 a /usr/bin/ && chmod g+s /usr/local/bin/b\n',
      at: ['+s', '4711', 'g+s'],
    },
    { dockerfile: 'FROM debian:12\nCOPY --chmod=4755 helper /usr/bin/\n', at: '4755' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nRUN chmod u-s /bin/su && chmod a-s /x && chmod 0755 /y\n' },
    {
      dockerfile: 'FROM debian:12\nRUN find / -xdev -perm /6000 -type f -exec chmod a-s {} + || true\n',
      note: 'this takes the bits away',
    },
    {
      dockerfile: 'FROM debian:12\nRUN chmod 2775 /srv/www && chmod -R g+s /srv/www && mkdir -m 2750 /var/x\n',
      note: 'directories of a group',
    },
    { dockerfile: 'FROM golang:1.24 AS build\nRUN chmod 4755 /x\nFROM scratch\n', note: 'a stage that does not ship' },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands(...MODE_COMMANDS)) {
      const call = modeCall(command);
      if (call === undefined || !isShipped(subject, command.script.instruction)) continue;
      if (call.mode.setuid || (call.mode.setgid && isProgram(call))) yield found(call.word.span, call.mode.setuid);
    }
    for (const copy of subject.instructions('copy', 'add'))
      for (const { name, value = '', valueSpan } of copy.flags) {
        const mode = name === 'chmod' ? readMode(value) : undefined;
        if (mode?.setuid === true && isShipped(subject, copy)) yield found(valueSpan, true);
      }
  },
});

function found(span: Parameters<typeof hit>[0], setuid: boolean): ReturnType<typeof hit> {
  return hit(
    span,
    `whoever starts this program acts as ${setuid ? 'its owner' : 'a member of its group'}, not as the user of the container`,
    {
      help: 'leave the bit out; where one privilege is needed, give it with setcap',
      ...(setuid ? {} : { confidence: 'medium' as const }),
    },
  );
}

/** The setgid bit is meant for a program: what gets it lies where programs lie. */
function isProgram({ command, paths }: ModeCall): boolean {
  if (command.name === 'mkdir' || command.args.some(({ value }) => /^(-[a-zA-Z]*[Rd]|--recursive)/.test(value ?? '')))
    return false;
  return paths.some(({ text, value = text }) => {
    const parts = value.split('/');
    return parts.slice(0, -1).some(part => /^(s?bin|libexec)$/.test(part)) && parts.at(-1) !== '';
  });
}
