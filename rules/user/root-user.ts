import { type ConfigSubject, defineRule, type Hit } from '../../src/rule.js';

export default defineRule({
  id: 'root-user',
  aliases: [
    'DL3002',
    'tally/hadolint/DL3002',
    'DS-0002',
    'AVD-DS-0002',
    'DS002',
    'least-privilege-user',
    'docker-least-privilege-user',
    'CKV_DOCKER_8',
    '67fd0c4a-68cf-46d7-8c41-bc9fba7e40ae',
    'CIS-DI-0001',
  ],
  controls: ['CIS-4.1', 'NIST-800-190-4.1.4', 'CWE-250'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The last USER of the image is root.',
  why: `A process that is root in the container is root for the kernel too: a hole in the runtime, a mounted socket or a shared folder makes it root of the host. Most programs need no
more than their own files and a port above 1023.

Create a user, give it what it writes to, and end with \`USER 10001\` (a number lets Kubernetes check \`runAsNonRoot\`). Root in a build stage, or between two USERs, is fine: only the
user the image ends with counts. If the entry point needs root to prepare something and then drops it with \`gosu\`, \`su-exec\` or \`setpriv\`, allow it with that reason.`,
  bad: [
    { dockerfile: 'FROM debian:12\nUSER app\nUSER root\n', at: 'root' },
    {
      dockerfile: 'FROM debian:12 AS base\nUSER 0:0\nFROM base\nCMD ["x"]\n',
      at: '0:0',
      note: 'inherited from the stage it is made from',
    },
    { dockerfile: 'FROM debian:12\nARG APP_USER=root\nUSER ${APP_USER}\n', at: '${APP_USER}' },
    { dockerfile: 'FROM debian:12\nUSER 00:app\n', at: '00:app' },
  ],
  good: [
    { dockerfile: 'FROM debian:12\nUSER root\nRUN apt-get update\nUSER 10001\n' },
    {
      dockerfile: 'FROM golang:1.22 AS build\nUSER root\nFROM debian:12\nUSER app:root\n',
      note: 'a build stage ships nothing, and a group is no user',
    },
    { dockerfile: 'ARG U\nFROM debian:12\nARG U\nUSER $U\n', note: 'nobody knows' },
    { dockerfile: 'FROM scratch\nCOPY app /\n', note: 'no USER at all is another rule' },
  ],
  badImages: [
    { image: { config: { User: 'root' } }, at: '/config/User' },
    { image: { config: { User: '0:0' } }, at: '/config/User' },
    { image: { config: { User: 'root:app', Entrypoint: ['gosu', 'app'] } }, at: '/config/User', note: 'information' },
  ],
  goodImages: [
    { image: { config: { User: '1000' } } },
    { image: { config: { User: '' } }, note: 'no USER at all is another rule' },
    { image: { config: { User: 'admin' }, layers: [{ 'etc/passwd': 'admin:x:0:0\n' }] }, note: 'user-is-root tells' },
  ],
  *config({ config }) {
    if (config.os === 'windows') return yield { notApplicable: 'Windows has no root' };
    const { user } = config;
    if (user.unknown !== undefined) return yield { notEvaluated: user.unknown };
    const [name = ''] = user.value.split(':');
    if (user.at === undefined || !/^(root|0+)$/.test(name.trim())) return;
    yield dropsPrivileges(config) ?? {
      at: user.at,
      message: 'the image ends as root: whoever breaks out of the container is root of the host',
      help: 'end with USER and a number above 999',
    };

    function dropsPrivileges({ entrypoint, cmd }: ConfigSubject['config']): Hit | undefined {
      const words = [...(entrypoint.value?.words ?? []), ...(cmd.value?.words ?? [])].join(' ').split(/\s+/);
      const dropper = words
        .map(word => word.split('/').at(-1))
        .find(word => word !== undefined && ['gosu', 'su-exec', 'setpriv', 's6-setuidgid', 'chpst'].includes(word));
      if (dropper === undefined || user.at === undefined) return undefined;
      return {
        at: user.at,
        severity: 'info',
        confidence: 'low',
        message: `the image ends as root, and ${dropper} gives it up when the container starts`,
      };
    }
  },
});
