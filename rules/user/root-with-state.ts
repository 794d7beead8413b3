import { type DockerfileSubject, defineRule, hit, type Instruction, type Span, type Stage } from '../../src/rule.js';
import { endsAsRoot, mayDropRoot, shippedChain } from '../_share/effective-user.js';
import { resolvePath } from '../_share/workdirs.js';

export default defineRule({
  id: 'root-with-state',
  aliases: ['tally/stateful-root-runtime'],
  controls: ['CIS-4.1', 'CWE-250'],
  severity: 'info',
  confidence: 'medium',
  preset: 'strict',
  summary: 'The image runs as root and keeps data that outlives the container.',
  why: `What root writes into a volume belongs to root on the host too, and stays when the container is gone: other containers that share it, backups and people have to be root to read it. Changing to another user later
means to change the owner of all of it.

Make an account, give it the folder (\`RUN install -d -o app /data\`), and end with USER. Only the strict preset asks, because \`missing-user\` and \`root-user\` tell of root itself.`,
  bad: [
    { dockerfile: 'FROM debian:12\nVOLUME /data\nCMD ["app"]\n', at: '/data' },
    {
      dockerfile: 'FROM debian:12 AS base\nUSER app\nVOLUME ["/x", "/y"]\nFROM base\nUSER root:root\nCMD ["app"]\n',
      at: '/x',
    },
    { dockerfile: 'FROM debian:12\nWORKDIR /srv/app\nCMD ["app"]\n', at: '/srv/app' },
    { dockerfile: 'FROM debian:12\nCOPY app.conf /var/log/app/app.conf\nCMD ["app"]\n', at: '/var/log/app/app.conf' },
    { dockerfile: 'FROM debian:12\nRUN mkdir -p /opt/app /var/lib/app\nCMD ["app"]\n', at: '/var/lib/app' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nVOLUME /data\nUSER 1000\nCMD ["app"]\n' },
    {
      dockerfile:
        'FROM debian:12\nWORKDIR /app\nRUN mkdir -p /app/data /var/lib/apt/lists/partial /var/cache/apk\nCMD ["app"]\n',
    },
    { dockerfile: 'FROM debian:12\nVOLUME /data\nENTRYPOINT ["gosu", "app", "app"]\n', note: 'it changes over' },
    { dockerfile: 'FROM acme/base:1\nVOLUME /data\n', note: 'not evaluated' },
    { dockerfile: 'FROM debian:12 AS build\nVOLUME /data\nFROM debian:12\nCMD ["app"]\n' },
  ],
  *dockerfile(subject) {
    const { target } = subject;
    if (target === undefined) return;
    const chain = shippedChain(subject);
    const kept = firstKept(subject, chain);
    if (kept === undefined) return yield { notApplicable: 'the file names no data that is kept' };
    const root = endsAsRoot(subject, target);
    if (root !== true)
      return yield root === false ? { notApplicable: 'the image does not run as root' } : { notEvaluated: root };
    if (mayDropRoot(chain)) return yield { notEvaluated: 'what starts as root here may change over to another user' };
    yield hit(kept.span, `the image runs as root and keeps data in ${kept.path}, which then belongs to root`, {
      help: 'give the folder to an account of its own and end with USER',
    });
  },
});

const STATE = /^\/(?:data|srv|var\/(?:lib|log|cache|run|spool)\/[^/]+)(?:\/|$)/;
/** What the distribution and its package managers keep. */
const SYSTEM =
  /^\/var\/(?:(?:lib|cache|log)\/(?:apt|apk|dpkg|rpm|yum|dnf|libdnf5?|tdnf|zypp|zypper|pacman|debconf|ldconfig|man|fontconfig|pip|npm|yarn|systemd|dbus|alternatives|ucf|pam|misc|private|locales|gems|swupd|portage)|run\/(?:sshd|dbus|lock|docker\.sock))(?:\/|$)/;

interface Kept {
  readonly span: Span;
  readonly path: string;
}

/** The first thing that says where data are kept, a VOLUME before all. */
function firstKept(subject: DockerfileSubject, chain: readonly Stage[]): Kept | undefined {
  const instructions = chain.flatMap(stage => stage.instructions);
  const volume = instructions.find(({ kind }) => kind === 'volume');
  const path = volume?.json?.items[0] ?? volume?.args[0];
  if (path !== undefined) return { span: path.span, path: path.text };
  for (const instruction of instructions) {
    const found = placesOf(subject, instruction).find(({ path }) => STATE.test(path) && !SYSTEM.test(path));
    if (found !== undefined) return found;
  }
  return undefined;
}

function placesOf(subject: DockerfileSubject, instruction: Instruction): Kept[] {
  const state = subject.stateBefore(instruction);
  const folder = state.workdir.value;
  const at = (value: string | undefined, span: Span): Kept[] =>
    value === undefined || (!value.startsWith('/') && folder?.startsWith('/') !== true)
      ? []
      : [{ span, path: resolvePath(folder ?? '/', value) }];
  if (instruction.kind === 'workdir') return at(state.expand(instruction.rest).value, instruction.rest.span);
  if (instruction.kind === 'copy' || instruction.kind === 'add') {
    const { destination } = instruction;
    return destination === undefined ? [] : at(state.expand(destination).value, destination.span);
  }
  if (instruction.kind !== 'run') return [];
  return subject
    .scripts(instruction)
    .flatMap(({ commands }) => commands)
    .flatMap(({ name, args }) =>
      name === 'mkdir'
        ? args.flatMap(({ value, span }) => (value?.startsWith('/') === true ? at(value, span) : []))
        : [],
    );
}
