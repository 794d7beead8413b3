import { defineRule, type Fix, hit } from '../../src/rule.js';
import { packageCall } from '../_share/packages.js';

/** Sub-commands that apt-get has and that do the same there. */
const SAME = new Set(
  'install update remove purge autoremove clean autoclean build-dep source download dist-upgrade changelog'.split(' '),
);

/** Which program with a settled interface does it instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  search: 'apt-cache search',
  show: 'apt-cache show',
  policy: 'apt-cache policy',
  depends: 'apt-cache depends',
  rdepends: 'apt-cache rdepends',
  list: 'dpkg-query --show or apt-cache pkgnames',
  upgrade: 'apt-get upgrade --with-new-pkgs',
  'full-upgrade': 'apt-get dist-upgrade',
};

export default defineRule({
  id: 'apt-in-script',
  aliases: ['DL3027', 'tally/hadolint/DL3027', 'CKV_DOCKER_9', 'b84a0b47-2e99-4c9f-8933-98bcabe2b94d'],
  controls: [],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN calls `apt`, which is made for people at a terminal.',
  why: `\`apt\` itself warns that its command line and output may change between releases; it draws progress bars into the build's log. \`apt-get\` and \`apt-cache\` keep what they promise to scripts.

Write \`apt-get\` for installing, updating and removing, \`apt-cache\` for asking. \`apt upgrade\` also installs new dependencies: that is \`apt-get upgrade --with-new-pkgs\`.`,
  bad: [
    {
      dockerfile: 'FROM debian:12\nRUN apt update && DEBIAN_FRONTEND=noninteractive /usr/bin/apt install -y curl\n',
      at: ['apt', '/usr/bin/apt'],
      fixed: 'FROM debian:12\nRUN apt-get update && DEBIAN_FRONTEND=noninteractive /usr/bin/apt-get install -y curl\n',
    },
    {
      dockerfile: 'FROM debian:12\nRUN apt -y upgrade; sudo apt full-upgrade -y\n',
      at: ['apt', 'apt'],
      fixed: 'FROM debian:12\nRUN apt-get -y upgrade --with-new-pkgs; sudo apt-get dist-upgrade -y\n',
    },
    { dockerfile: 'FROM debian:12\nRUN ["apt", "list"]\nRUN apt $WHAT\n', at: ['apt', 'apt'] },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get update && apt-cache policy curl && apt-mark hold curl && rm -rf /var/lib/apt/lists/* /etc/apt/sources.list.d\n',
    },
    { dockerfile: 'FROM debian:12\nRUN echo use apt install && apt-get install -y apt && which apt\n' },
  ],
  *dockerfile(subject) {
    for (const command of subject.commands('apt')) {
      const { program, args } = command;
      if (program === undefined || args.length === 0) continue;
      const verb = packageCall(command)?.verb;
      const name = verb?.value ?? '';
      const instead = Object.hasOwn(INSTEAD, name)
        ? (INSTEAD[name] as string)
        : SAME.has(name)
          ? `apt-get ${name}`
          : undefined;
      const plain = program.value === program.text && program.text.endsWith('apt') && command.script.dialect !== 'none';
      const fix: Fix | undefined =
        plain && verb?.text === name && instead?.startsWith('apt-get ')
          ? {
              title: 'Use apt-get',
              safety: 'safe',
              edits: [
                { span: { start: program.span.end, end: program.span.end }, text: '-get' },
                ...(SAME.has(name) ? [] : [{ span: verb.span, text: instead.slice('apt-get '.length) }]),
              ],
            }
          : undefined;
      yield hit(program.span, 'the command line and output of apt are for people and may change under a script', {
        help: `use ${instead ?? 'apt-get or apt-cache'}`,
        ...(fix && { fix }),
      });
    }
  },
});
