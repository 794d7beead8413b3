import { defineRule, hit } from '../../src/rule.js';
import { resolvePath, workdirs } from '../_share/workdirs.js';

const SYSTEM = ['proc', 'sys', 'dev', 'boot', 'initrd', 'lost+found'];

export default defineRule({
  id: 'system-workdir',
  aliases: ['DS-0030', 'AVD-DS-0030', 'DS030', 'avoid-sys-workdir-mounts', 'docker-avoid-sys-workdir-mounts'],
  controls: ['CIS-5.5'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'WORKDIR names a directory of the kernel or the boot loader.',
  why: `When the container starts, the kernel's file systems are laid over \`/proc\`, \`/sys\` and \`/dev\`: what the build put there is gone, and the program starts in a directory that
holds processes and devices, or does not start since the directory is not there. A working directory under \`/proc/self/fd\` has also been a way out of the container (CVE-2024-21626).

Work in a directory of your own: \`/app\`, \`/srv\`, \`/data\`. \`/dev/shm\` is ordinary shared memory.`,
  bad: [
    { dockerfile: 'FROM debian:12\nWORKDIR /proc/self/fd/8\nWORKDIR /dev/\n', at: ['/proc/self/fd/8', '/dev/'] },
    { dockerfile: 'FROM debian:12\nENV D=//sys/fs\nWORKDIR $D\nWORKDIR ../../boot\n', at: ['$D', '../../boot'] },
  ],
  good: [
    {
      dockerfile:
        'FROM debian:12\nWORKDIR /procfs-app\nWORKDIR /development\nWORKDIR /dev/shm/x\nWORKDIR /app/proc\nWORKDIR boot\n',
    },
    { dockerfile: 'FROM debian:12\nARG D\nWORKDIR $D\n', note: 'nobody knows' },
  ],
  *dockerfile(subject) {
    for (const workdir of workdirs(subject.file)) {
      const stage = workdir.stage === undefined ? undefined : subject.file.stages[workdir.stage];
      if (stage === undefined || stage.os === 'windows') continue;
      const state = subject.stateBefore(workdir);
      const { value, unknown } = state.expand(workdir.rest);
      if (value === undefined && unknown !== undefined) yield { notEvaluated: unknown };
      const folder = value?.startsWith('/') ? '/' : state.workdir.value;
      if (value === undefined || value === '' || folder === undefined) continue;
      const [, first = '', second] = resolvePath(folder, value).split('/');
      if (SYSTEM.includes(first) && !(first === 'dev' && second === 'shm'))
        yield hit(
          workdir.rest.span,
          `/${first} belongs to the system, and what the image holds there is not what the container sees`,
          {
            help: 'work in a directory of your own, such as /app',
          },
        );
    }
  },
});
