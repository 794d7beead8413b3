import { defineRule } from '../../src/rule.js';

const SYSTEM = ['/dev', '/proc', '/sys', '/boot'];

export default defineRule({
  id: 'system-volume',
  aliases: ['DKL-DI-0002'],
  controls: ['CIS-5.5'],
  severity: 'error',
  confidence: 'high',
  preset: 'recommended',
  summary: 'VOLUME names a directory of the kernel or the boot loader.',
  why: `Docker puts a fresh volume over \`/proc\`, \`/sys\` or \`/dev\` when the container starts, or fails to: programs no longer find devices and process information, and what the volume holds
outlives the container. Nothing of the kind belongs into an image. \`/dev/shm\` is ordinary shared memory and may be a volume.`,
  bad: [
    { dockerfile: 'FROM debian:12\nVOLUME /data /proc/\n', at: '/proc/' },
    { dockerfile: 'FROM debian:12\nVOLUME ["/sys/fs", "/dev"]\n', at: ['/sys/fs', '/dev'] },
    { dockerfile: 'FROM debian:12\nENV D=/sys\nVOLUME $D\n', at: '$D' },
  ],
  good: [{ dockerfile: 'FROM debian:12\nVOLUME ["/process", "/development", "/dev/shm"]\nVOLUME $DATA\n' }],
  badImages: [{ image: { config: { Volumes: { '/proc/': {}, '/data': {} } } }, at: '/config/Volumes/~1proc~1' }],
  goodImages: [{ image: { config: { Volumes: { '/dev/shm': {}, '/process': {} } } } }],
  *config({ config }) {
    for (const { value, at } of config.volumes) {
      if (value.unknown !== undefined) {
        yield { notEvaluated: value.unknown };
        continue;
      }
      const path = value.value.replace(/\/{2,}/g, '/').replace(/\/+$/, '');
      const system = SYSTEM.find(directory => path === directory || path.startsWith(`${directory}/`));
      if (system !== undefined && path !== '/dev/shm')
        yield {
          at,
          message: `a volume on ${system} hides what the kernel or the boot loader keeps there`,
          help: 'keep data under a path of its own, such as /data',
        };
    }
  },
});
