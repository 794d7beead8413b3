import { defineRule } from '../../src/rule.js';
import { readPort } from '../_share/ports.js';

export default defineRule({
  id: 'exposed-ssh-port',
  aliases: [
    'DS-0004',
    'AVD-DS-0004',
    'DS004',
    'no-ssh-port',
    'docker-no-ssh-port',
    'CKV_DOCKER_1',
    '5907595b-5b6d-4142-b173-dbb0e73fbff8',
  ],
  controls: ['CIS-5.7'],
  severity: 'warning',
  confidence: 'high',
  preset: 'recommended',
  summary: 'The image exposes port 22, the one of SSH.',
  why: `An SSH server in a container is a second way in, with keys and accounts of its own that nobody rotates, and a second process to look after. \`docker exec\` and \`kubectl exec\` give a shell
through the engine's own access control.

An image that is an SSH server (git hosting, SFTP) may well listen on 22: allow it with that reason.`,
  bad: [
    { dockerfile: 'FROM debian:12\nEXPOSE 80 22/tcp\n', at: '22/tcp' },
    { dockerfile: 'FROM debian:12\nEXPOSE 20-25\n', at: '20-25', note: 'the range holds 22' },
    { dockerfile: 'FROM debian:12\nENV SSH_PORT=22\nEXPOSE $SSH_PORT\n', at: '$SSH_PORT' },
  ],
  good: [{ dockerfile: 'FROM debian:12 AS a\nEXPOSE 22\nFROM debian:12\nEXPOSE 2222 220 22/udp $PORT\n' }],
  badImages: [
    { image: { config: { ExposedPorts: { '80/tcp': {}, '22/tcp': {} } } }, at: '/config/ExposedPorts/22~1tcp' },
  ],
  goodImages: [{ image: { config: { ExposedPorts: { '2222/tcp': {}, '22/udp': {} } } } }],
  *config({ config }) {
    for (const { value, at } of config.exposed) {
      if (value.unknown !== undefined) {
        yield { notEvaluated: value.unknown };
        continue;
      }
      const port = readPort(value.value);
      if (port === undefined || port.protocol.toLowerCase() === 'udp' || port.from > 22 || port.to < 22) continue;
      yield {
        at,
        message: 'port 22 is exposed: an SSH server in a container is a second way in',
        help: 'use docker exec or kubectl exec for a shell',
      };
    }
  },
});
