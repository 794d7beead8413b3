import { type Command, type DockerfileSubject, defineRule, hit, mountsOf, strings } from '../../src/rule.js';

/** What only asks a program for its version or its manual. */
const ASKS = /^(?:-V|-h|--?version|--?help)$/;
/** What an editor does without a person in front of it. */
const BATCH = /^(?:\+.|-[a-zA-Z]*[cesSE]|--headless|--cmd)/;
const EDITORS = new Set(['vi', 'vim', 'nano', 'nvim', 'emacs']);
/** What waits for a service, or speaks of it, but does not use it. */
const IDLE = new Set(['service', 'systemctl', 'sleep', 'echo', 'true', 'printf', 'wait', 'exit', ':']);

export default defineRule({
  id: 'pointless-command',
  aliases: ['DL3001', 'tally/hadolint/DL3001', '9b6b0f38-92a2-41f9-b881-3a1083d99f1b'],
  controls: [],
  severity: 'info',
  confidence: 'high',
  preset: 'recommended',
  summary: 'A RUN calls a command that has no use while an image is built.',
  why: `A build has no person in front of it, no services and no machine of its own. What \`top\`, \`ps\`, \`free\`, \`ifconfig\` or an editor shows nobody sees; \`mount\`, \`shutdown\` and \`reboot\` are not
allowed to do anything; a service that is started in a RUN is gone when the RUN ends, for a layer holds files and no processes.

Drop the command; start services in CMD or ENTRYPOINT. A service or a background process that later commands of the same RUN work with (a database that is filled), \`systemctl enable\`, \`vim +PluginInstall +qall\`,
\`ssh\` with \`--mount=type=ssh\` and questions such as \`ssh -V\` are left alone.`,
  options: {
    commands: strings('Names of the commands that are reported.', [
      'free',
      'halt',
      'htop',
      'ifconfig',
      'kill',
      'mount',
      'nano',
      'poweroff',
      'ps',
      'reboot',
      'service',
      'shutdown',
      'ssh',
      'systemctl',
      'top',
      'umount',
      'vi',
      'vim',
    ]),
  },
  bad: [
    { dockerfile: 'FROM debian:12\nRUN top\nRUN free -m && ps aux | grep x\n', at: ['top', 'free', 'ps'] },
    { dockerfile: 'FROM debian:12\nRUN apt-get update && sudo service ssh start\n', at: 'service' },
    { dockerfile: 'FROM debian:12\nRUN ["/bin/mount", "/dev/sda", "/mnt"]\n', at: '/bin/mount' },
    { dockerfile: 'FROM debian:12\nONBUILD RUN vim /etc/hosts; systemctl restart x\n', at: ['vim', 'systemctl'] },
    { dockerfile: 'FROM debian:12\nRUN journalctl\n', at: 'journalctl', options: { commands: ['journalctl'] } },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nRUN apt-get update && apt-get install -y ssh vim mount procps\nRUN ssh-keyscan github.com && ssh-keygen -A\nRUN which vim; command -v ps; echo top > /kill\n',
      note: 'words, not commands',
    },
    {
      dockerfile: "FROM mysql:8\nRUN service mysql start && mysql -e 'CREATE DATABASE x' && service mysql stop\n",
      note: 'it fills a database',
    },
    { dockerfile: 'FROM mongo:7\nRUN mongod --fork & sleep 5; mongosh init.js; kill %1\n', note: 'its own process' },
    { dockerfile: 'FROM almalinux:9\nRUN systemctl enable sshd && systemctl mask dev-hugepages.mount\n' },
    { dockerfile: 'FROM debian:12\nRUN vim +PluginInstall +qall && vim -es -c q && ssh -V\n' },
    { dockerfile: 'FROM debian:12\nRUN --mount=type=ssh ssh -T git@example.com\n' },
    { dockerfile: 'FROM debian:12\nRUN --security=insecure mount -t tmpfs x /mnt && make\n' },
    { dockerfile: 'FROM debian:12\nRUN --mount=type=cache,target=/x make\nCMD service x start && top\n' },
  ],
  history: true,
  badImages: [{ image: { history: ['RUN /bin/sh -c service x start # buildkit'], layers: [{ a: '' }] }, at: '' }],
  goodImages: [{ image: { history: ['RUN /bin/sh -c apt-get install -y vim # buildkit'], layers: [{ a: '' }] } }],
  *dockerfile(subject) {
    for (const command of subject.commands(...subject.options.commands)) {
      if (command.program === undefined || isMeant(subject, command)) continue;
      const service = command.name === 'service' || command.name === 'systemctl';
      yield hit(
        command.program.span,
        `${command.name} ${service ? 'starts nothing that outlives this RUN' : 'has no use in a build'}`,
        {
          help: service ? 'start the program itself in CMD or ENTRYPOINT' : 'drop it',
        },
      );
    }
  },
});

function isMeant(subject: Pick<DockerfileSubject, 'scripts'>, command: Command): boolean {
  const { name, args, script } = command;
  const words = args.map(({ value }) => value ?? '');
  if (words.some(word => ASKS.test(word))) return true;
  const { instruction } = script;
  switch (name) {
    case 'ssh':
      return mountsOf(instruction).some(({ type }) => type === 'ssh' || type === 'secret');
    case 'mount':
    case 'umount':
      return instruction.flags.some(flag => flag.name === 'security' && flag.value === 'insecure');
    case 'systemctl':
      return !/^(?:start|stop|restart|reload|try-restart|status|is-active)$/.test(
        words.find(word => !word.startsWith('-')) ?? '',
      );
    case 'service':
      return isUsed(subject, command);
    case 'kill':
    case 'ps':
      return subject.scripts(instruction).some(({ commands }) => commands.some(isStarted));
    default:
      return EDITORS.has(name ?? '') && words.some(word => BATCH.test(word));
  }
}

/** Does something else work in the same RUN behind the service's start, or has it been working before its stop? */
function isUsed(subject: Pick<DockerfileSubject, 'scripts'>, command: Command): boolean {
  const { commands } = command.script;
  const action = command.args.at(-1)?.value ?? '';
  const works = ({ name }: Command): boolean => name !== undefined && name !== '' && !IDLE.has(name);
  if (/^(?:stop|status)$/.test(action)) return commands.slice(0, command.index).some(({ name }) => name === 'service');
  return commands.slice(command.index + 1).some(works) || subject.scripts(command.script.instruction).length > 1;
}

/** A process that runs beside the script: in the background, as a daemon or as a service. */
function isStarted({ name, after, args }: Command): boolean {
  return (
    after === '&' ||
    name === 'service' ||
    args.some(({ value }) => /^(?:--fork|--daemon(?:ize)?|-D)$/.test(value ?? ''))
  );
}
